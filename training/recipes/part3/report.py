"""The table and the plot, from the results file and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.bundled import PHASES
from training.recipes.part3.paper import PAPER, PAPER_VOTING, SOURCE
from training.recipes.part3.plan import ARMS, BUNDLED_BASE, EFFICIENCY
from training.recipes.part3.statistics import Interval
from training.recipes.part3.summary import EXPECTED_GAIN, PAIRS, Row, Summary

REPORT, PLOT = "report.md", "part3.png"
#: Between these lines of a page stands what `filled` writes.
START, END = "<!-- part 3: made by the report -->\n", "<!-- part 3: end -->\n"


def report(summary: Summary) -> str:
    """The whole report as Markdown."""
    theirs = f"\n## The paper's figures\n\n{paper_table()}"
    return f"# Part 3, made again small\n\n{_ours(summary)}{theirs}"


def write_report(summary: Summary, folder: Path) -> None:
    """`report.md` and `part3.png` in a folder."""
    from training.recipes.part3.plot import draw

    (folder / REPORT).write_text(report(summary), "utf-8")
    draw(summary, folder / PLOT)


def filled(page: str, summary: Summary | None) -> str:
    """A page with its part 3 block made anew: our figures, if there are any, and the paper's."""
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    if summary is None:
        ours = "Ours: not measured yet on the model that ships.\n"
    else:
        ours = f"Ours. {_ours(summary)}"
    # One level below the section that the block stands in.
    *_, level = re.findall("^#+(?= )", before, re.MULTILINE) or ["#"]
    ours = re.sub("^##(?= )", f"{level}#", ours, flags=re.MULTILINE)
    return f"{before}{START}{ours}\n{paper_table()}{END}{after}"


def paper_table() -> str:
    """What the paper gives, marked as theirs."""
    rows = []
    for arm, figures in PAPER.items():
        tokens = [f" [{t}]" for t in figures.tokens] if figures.tokens else [""] * 3
        cells = [f"{a:.2f}{t}" for a, t in zip(figures.accuracy, tokens, strict=True)]
        rows.append([ARMS[arm].paper, *cells])
    vanilla, journey = PAPER_VOTING["vanilla"], PAPER_VOTING["journey"]
    return (
        f"The paper's, not measured here: {SOURCE}. Accuracy in percent [mean tokens].\n\n"
        + table(["arm", "MedQA", "Medbullets", "JAMA"], rows)
        + f"\nVoting adds, on MedQA: vanilla {vanilla:+.2f}, LongMonolog {journey:+.2f} points.\n"
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows as a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"


def _ours(summary: Summary) -> str:
    """All that was measured, under headings of level 2, with the plot that lies beside."""
    parts = (_what, _expected, _accuracy, _differences, _voting, _efficiency)
    plot = f"\n![accuracy, length, votes and data efficiency]({PLOT})\n"
    return "".join(part(summary) for part in parts) + plot


def _what(summary: Summary) -> str:
    plan, data = summary.record["plan"], summary.record["data"]
    recipe = plan["recipe"]
    how = f"LoRA of rank {recipe['rank']}" if recipe["rank"] else "every weight"
    how += " and the embeddings" if recipe["embeddings"] else ""
    seeds = (
        "one seed, so that intervals are over problems only"
        if summary.seeds == 1
        else f"{summary.seeds} seeds, each with examples of its own"
    )
    return (
        f"Base `{Path(plan['base']).name}`; {plan['n']} examples a style ({how}, learning rate"
        f" {recipe['lr']:g}, batch {recipe['batch']}, {recipe['epochs']:g} epochs); {seeds}."
        f" {plan['problems']} greedy problems a test set,"
        f" {plan['vote_problems']} others for votes at temperature {plan['temperature']:g}; at most"
        f" {plan['thinking_tokens']} thinking tokens. Data: {data['source']}. In brackets: 95%"
        f" intervals.\n\n{_known(plan['base'])}"
    )


def _known(base: str) -> str:
    """What the bundled base knows of long thoughts before any arm is trained."""
    if Path(base).name != Path(BUNDLED_BASE).name:
        return ""
    seen = [phase for name, phase in PHASES.items() if name != "thinking"]
    tokens = [phase.steps * phase.rows * phase.row_tokens for phase in seen]
    share = np.average([phase.curriculum.tasks["facts"] for phase in seen], weights=tokens)
    return (
        f"What the base knows already: its facts ({share:.0%} of its tokens) teach the single steps"
        " of a long thought one by one (naming findings, weighing one, two or three candidates,"
        " ranking), never their sequence; the form of the short chains is known to it.\n\n"
    )


def _expected(summary: Summary) -> str:
    """What the paper would have us expect, and whether it came out so."""
    lines = []
    gain = summary.gain("journey", "short")
    if gain is not None:
        held = gain.mean >= EXPECTED_GAIN and gain.low > 0
        seeds = ", ".join(f"{100 * g:+.1f}" for g in summary.seed_gains("journey", "short"))
        lines.append(
            f"- Long thoughts beat short ones by {100 * EXPECTED_GAIN:.0f} points or more, and the"
            f" interval excludes 0: **{_yes(held)}**, {_points(gain)}, p = {gain.p:.4f}; by seed"
            f" {seeds}."
        )
    longer = summary.longer("journey")
    if longer:
        steps = ", then ".join(f"{i.mean:+.0f} [{i.low:+.0f}, {i.high:+.0f}]" for i in longer)
        held = all(step.low > 0 for step in longer)
        lines.append(f"- Harder problems get longer thoughts: **{_yes(held)}**, {steps} tokens.")
    k = summary.votes[-1]
    over = summary.vote_gain_over("journey", "vanilla", k)
    if over is not None:
        lines.append(
            f"- A vote of {k} adds more to LongMonolog than to vanilla: **{_yes(over.low > 0)}**,"
            f" by {_points(over)}."
        )
    return "## What was expected, and what came out\n\n" + "\n".join(lines) + "\n" if lines else ""


def _accuracy(summary: Summary) -> str:
    found = {(row.arm, row.test): row for row in summary.rows()}
    if not found:
        return "Nothing is measured yet.\n"
    rows = [
        [ARMS[arm].label, *(_cell(found.get((arm, test))) for test in summary.tests)]
        for arm in ARMS
    ]
    cut = [r for r in found.values() if r.cut >= 0.005]
    note = "; ".join(f"{ARMS[r.arm].label} on {r.test} {100 * r.cut:.1f}%" for r in cut)
    return (
        "\n## Accuracy\n\nGreedy, in percent; then the mean thinking tokens.\n\n"
        + table(["arm", *summary.tests], rows)
        + (f"\nThoughts that reached the limit and were cut: {note}.\n" if note else "")
    )


def _differences(summary: Summary) -> str:
    rows = []
    for first, second in PAIRS:
        pooled = summary.gain(first, second)
        if pooled is not None:
            each = [summary.gain(first, second, [test]) for test in summary.tests]
            name = f"{ARMS[first].label} − {ARMS[second].label}"
            cells = [_points(i) if i else "–" for i in (*each, pooled)]
            rows.append([name, *cells, f"{pooled.p:.4f}"])
    if not rows:
        return ""
    return (
        "\n## Differences\n\nOn the same problems, in points; p from a paired permutation of signs"
        " over all sets.\n\n" + table(["arms", *summary.tests, "all", "p"], rows)
    )


def _voting(summary: Summary) -> str:
    rows = []
    sets = [*([test] for test in summary.tests), list(summary.tests)]
    names = [*summary.tests, "all"]
    for arm in ARMS:
        for name, tests in zip(names, sets, strict=True):
            gain = summary.vote_gain(arm, summary.votes[-1], tests)
            if gain is not None:
                rates = [_percent(summary.maj(arm, k, tests)) for k in summary.votes]
                rows.append([ARMS[arm].label, name, *rates, _points(gain)])
    if not rows:
        return ""
    n = summary.record["plan"]["vote_problems"]
    head = ["arm", "set", *(f"maj@{k}" for k in summary.votes), f"maj@{summary.votes[-1]} adds"]
    return f"\n## Votes\n\n{n} problems a set, in percent.\n\n" + table(head, rows)


def _efficiency(summary: Summary) -> str:
    curves = {arm: dict(summary.efficiency(arm)) for arm in EFFICIENCY}
    sizes = sorted({size for curve in curves.values() for size in curve})
    if len(sizes) < 2:
        return ""
    rows = [
        [ARMS[arm].label, *(_percent(curve.get(size)) for size in sizes)]
        for arm, curve in curves.items()
    ]
    return (
        "\n## Data efficiency\n\nGreedy accuracy over all sets, in percent, by number of"
        " examples.\n\n" + table(["arm", *map(str, sizes)], rows)
    )


def _cell(row: Row | None) -> str:
    return f"{_percent(row.accuracy)}; {row.tokens.mean:.0f} tokens" if row else "–"


def _percent(found: Interval | None) -> str:
    if found is None:
        return "–"
    return f"{100 * found.mean:.1f} [{100 * found.low:.1f}, {100 * found.high:.1f}]"


def _points(found: Interval) -> str:
    return f"{100 * found.mean:+.1f} [{100 * found.low:+.1f}, {100 * found.high:+.1f}]"


def _yes(held: bool) -> str:
    return "yes" if held else "no"

"""The bundled model's card: `README.md` and `loss.svg`, made from `card.json`.

python -m training.card    # after a change to this file; `training.measure` does it too

No number stands in the text by hand: each is measured, or counted in what the model is made from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from scipy.stats import binomtest

from data.clinical import load
from data.generators.maths.work import STEPS
from data.generators.medical.contrasts import HELD
from data.generators.medical.vignettes import TIERS
from reasoning.errors import DeliberateError
from training.loss_plot import loss_svg
from training.measure.bench import SUBJECTS

#: Least gain in accuracy on a family's hard problems that counts as being helped by thinking.
LEAST_GAIN = 0.40
#: A "Wait" that comes this many times as often after a mistake as without one means something.
LEAST_RATIO = 5.0
#: Parts of `card.json` that the text is made of.
PARTS = (
    "training", "scope", "facts", "curves", "further", "wait", "own_wait", "votes", "calibration",
    "exams", "revision",
)  # fmt: skip


class CardError(DeliberateError):
    """No card can be made of what was measured; one line."""


_WHAT = """\
---
license: apache-2.0
library_name: transformers
pipeline_tag: text-generation
---

# The bundled model

<!-- Generated from card.json by `python -m training.card`; edit training/card.py. -->

A language model of {size} million parameters with a thinking mode, made from nothing by
`python -m training.bundled` on problems that this project generates. It shows every feature of the
workbench with real effects, on any CPU, without a download.

**It is not a clinician, and not a medical device.** Its medicine is a teaching knowledge base with
made-up weights, in which adding them up gives the answer. Never use it for care.

## What it knows

- **Medicine:** {diagnoses} diagnoses of {systems} body systems and {findings} findings in
  {phrases:,} wordings, with {links:,} weights between them: what speaks for and against each
  diagnosis, its look-alikes, first and confirming tests, and treatment.
- **Mathematics:** {maths} families of school problems ({maths_names}).
- **Olympiad-like:** {olympiad} families of short problems, of every form of answer
  ({olympiad_names}).

Asked for a piece of the medical knowledge in a wording that training never used, it answers
{facts}% right without a thought ({facts_n} questions; ± is one standard error here and below).
"""

_CANNOT = """
## What it cannot do

- Anything outside that world. It has no general language or knowledge; the workbench refuses
  questions whose words or likelihood speak against them, and misses some (table above).
- Findings, diagnoses and wordings that its knowledge base does not have. One unknown finding among
  known ones is the hardest to notice.
- Longer work than it was taught: at most {steps} lines in mathematics, and choices of at most
  {options} diagnoses (how far it gets beyond that is in the table above).
- Instructions: system turns are dropped.
"""


def readme(card: Mapping[str, Any]) -> str:
    """The whole card as Markdown."""
    cannot = _CANNOT.format(
        steps=STEPS["hard"][1], options=max(TIERS[d].options for d in ("easy", "medium", "hard"))
    )
    parts = [
        _what(card),
        _curves(card),
        _votes(card),
        _calibration(card),
        _wait(card),
        _further(card),
        _scope(card),
        cannot,
        _made(card),
    ]
    return "".join(parts)


def short_of_aim(card: Mapping[str, Any]) -> dict[str, float]:
    """The families whose hard problems gain less than `LEAST_GAIN` from thinking, and what each."""
    gains = {row["task"]: _gain(row) for row in card["curves"] if row["difficulty"] == "hard"}
    return {task: gain for task, gain in gains.items() if gain < LEAST_GAIN - 1e-9}


def decoration(card: Mapping[str, Any]) -> list[str]:
    """Why the model's "Wait" is no sign of anything; nothing where it is one."""
    after, without = _own_rates(card["own_wait"])
    to_right, to_wrong = _flips(card["wait"])
    reasons = []
    if after is None or without is None or after == 0 or after < LEAST_RATIO * without:
        reasons.append(
            f"its own does not come at least {LEAST_RATIO:g} times as often after a mistake as"
            " without one"
        )
    if to_wrong >= to_right:
        reasons.append(
            f"a forced one turns wrong answers right ({to_right}) no more often than right ones"
            f" wrong ({to_wrong})"
        )
    return reasons


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def _cell(rate: Mapping[str, float]) -> str:
    return f"{_percent(rate['accuracy'])} ± {_percent(rate['se'])}"


def _gain(row: Mapping[str, Any]) -> float:
    first, *_, last = row["budgets"].values()
    return float(last["accuracy"] - first["accuracy"])


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"


def _what(card: Mapping[str, Any]) -> str:
    base = load()
    return _WHAT.format(
        size=f"{card['training']['parameters'] / 1e6:.2f}",
        diagnoses=len(base.diagnoses),
        systems=len({d.system for d in base.diagnoses.values()}),
        findings=len(base.findings),
        phrases=sum(len({*f.phrases, *f.absent}) for f in base.findings.values()),
        links=sum(len(d.findings) for d in base.diagnoses.values()),
        maths=len(SUBJECTS["mathematics"]),
        maths_names=", ".join(SUBJECTS["mathematics"]),
        olympiad=len(SUBJECTS["Olympiad-like"]),
        olympiad_names=", ".join(SUBJECTS["Olympiad-like"]),
        facts=_cell(card["facts"]),
        facts_n=card["facts"]["n"],
    )


def _curves(card: Mapping[str, Any]) -> str:
    budgets = list(card["curves"][0]["budgets"])
    n = card["curves"][0]["budgets"][budgets[0]]["n"]
    points = f"{100 * LEAST_GAIN:.0f} points"
    text = (
        "\n## What more thinking buys\n\nAccuracy in percent by thinking budget (tokens), greedy,"
        f" {n} fresh test problems a row, in wordings and combinations that training never used."
        " “Thought” is the mean length in tokens at the largest budget. For cases, right means"
        " that the first diagnosis is.\n"
    )
    for subject, tasks in SUBJECTS.items():
        rows = [
            [
                f"{row['task']}, {row['difficulty']}",
                f"{row['mean_thought_tokens']:.0f}",
                *(_cell(row["budgets"][b]) for b in budgets),
            ]
            for row in card["curves"]
            if row["task"] in tasks
        ]
        name = f"{subject[:1].upper()}{subject[1:]}"
        text += f"\n### {name}\n\n{_table(['problems', 'thought', *budgets], rows)}"
    behind = short_of_aim(card)
    if behind:
        gains = ", ".join(f"{task} ({100 * gain:+.1f})" for task, gain in behind.items())
        return text + (
            f"\nOn hard problems thinking should gain at least {points}, from no thought to the"
            f" largest budget. It gains less (yet) with: {gains}.\n"
        )
    return text + f"\nMore thinking gains at least {points} on the hard problems of every family.\n"


def _votes(card: Mapping[str, Any]) -> str:
    first = card["votes"][0]
    kinds = [key for key in first if key.startswith("maj@")]
    rows = [
        [row["subject"], str(row["n"]), *(_percent(row[k]) for k in kinds)] for row in card["votes"]
    ]
    return (
        "\n## Majority votes\n\nAccuracy in percent on hard problems, as many of each family,"
        f" temperature {first['temperature']:g}, budget {first['budget']}.\n\n"
        + _table(["problems", "n", *kinds], rows)
    )


def _calibration(card: Mapping[str, Any]) -> str:
    c = card["calibration"]
    moved = "falls" if c["ece_after"] < c["ece_before"] else "does not fall: it goes"
    return (
        "\n## Confidence\n\nA vote share s becomes a probability, 1 / (1 + exp(-(a logit(s) + b)))"
        f" with a = {c['slope']:.2f} and b = {c['intercept']:.2f}, fitted on"
        f" {c['votes_fitted']} votes of {c['samples']} samples. On {c['votes_tested']} others the"
        f" expected calibration error {moved} from {c['ece_before']:.3f} to"
        f" {c['ece_after']:.3f}.\n"
    )


def _own_rates(own: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """How often a thought has a "Wait" after a mistake, and without one (None: none was seen)."""

    def share(cells: Mapping[str, Any]) -> float | None:
        total = cells["wait"]["n"] + cells["no_wait"]["n"]
        return cells["wait"]["n"] / total if total else None

    return share(own["mistake"]), share(own["no_mistake"])


def _flips(rows: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    return sum(r["wrong_to_right"] for r in rows), sum(r["right_to_wrong"] for r in rows)


def _wait(card: Mapping[str, Any]) -> str:
    text = (
        "\n## “Wait”\n\nForced: thinking on hard problems is extended once by “Wait”, greedy.\n\n"
    )
    rows = []
    for subject, tasks in SUBJECTS.items():
        found = [row for row in card["wait"] if row["task"] in tasks]
        n = sum(row["without"]["n"] for row in found)
        if n:
            before, after = (
                sum(row[key]["accuracy"] * row[key]["n"] for row in found) / n
                for key in ("without", "with_wait")
            )
            flips = map(str, _flips(found))
            rows.append([subject, str(n), _percent(before), _percent(after), *flips])
    head = ["problems", "n", "without", "with", "wrong → right", "right → wrong"]
    text += f"{_table(head, rows)}\n{_own(card['own_wait'])}\n"
    reasons = decoration(card)
    if reasons:
        return text + f"**The model's “Wait” is decoration:** {'; '.join(reasons)}.\n"
    return (
        text + "So its “Wait” follows mistakes, and forcing one helps more often than it harms.\n"
    )


def _own(own: Mapping[str, Any]) -> str:
    after, without = _own_rates(own)
    if after is None or without is None:
        missing = "with" if after is None else "without"
        return (
            f"Its own: no thought {missing} a mistake was seen (temperature"
            f" {own['temperature']:g}), so nothing can be said of when it writes “Wait”."
        )
    mistake, clean = own["mistake"], own["no_mistake"]
    ratio = f"{after / without:.1f}" if without else "not finite" if after else "undefined"
    saved = [f"{cell['right']} of {cell['n']}" for cell in (mistake["wait"], mistake["no_wait"])]
    return (
        f"Its own: at temperature {own['temperature']:g}, P(wait | mistake) = {after:.3f}"
        f" ({mistake['wait']['n'] + mistake['no_wait']['n']} thoughts with a line that a checker"
        f" finds wrong), P(wait | no mistake) = {without:.3f}"
        f" ({clean['wait']['n'] + clean['no_wait']['n']} thoughts), their ratio: {ratio}. After a"
        f" mistake, {saved[0]} answers are right where it writes “Wait”, and {saved[1]} where it"
        " does not."
    )


def _further(card: Mapping[str, Any]) -> str:
    budgets = list(card["further"][0]["budgets"])
    rows = [
        [
            row["set"],
            str(row["budgets"][budgets[0]]["n"]),
            f"{row['mean_thought_tokens']:.0f}",
            *(_cell(row["budgets"][b]) for b in budgets),
        ]
        for row in card["further"]
    ]
    return (
        "\n## Going further\n\nAccuracy in percent on what training did not have: vignettes that"
        f" another hand wrote freely, pairs of look-alikes (one in {HELD} of all) that never stood"
        " beside each other, and problems longer than any.\n\n"
        + _table(["problems", "n", "thought", *budgets], rows)
    )


def _scope(card: Mapping[str, Any]) -> str:
    scope = card["scope"]
    rows = [
        [name, _with_interval(found["rate"], found["n"]), str(found["n"])]
        for name, found in scope["detected"].items()
    ]
    alarms = _with_interval(scope["false_alarm_rate"], scope["in_domain"])
    return (
        "\n## Outside its world\n\nA question is refused when more than"
        f" {_percent(scope['share'])}% of its words were in no text that the model was taught, or"
        f" {scope['window']} tokens in a row of"
        f" it are more surprising than {scope['threshold']:.2f} nats a token. That falsely stops"
        f" {alarms}% of {scope['in_domain']} fresh questions of its own world, and catches this"
        " much (the number of tokens was chosen on other questions). In brackets: Wilson's 95%"
        " intervals.\n\n" + _table(["questions", "caught, %", "of"], rows) + _exams(card["exams"])
    )


def _with_interval(share: float, n: int) -> str:
    """A share of n, in percent, with Wilson's interval."""
    found = binomtest(round(share * n), n).proportion_ci(method="wilson")
    return f"{_percent(share)} [{_percent(found.low)}, {_percent(found.high)}]"


def _exams(exams: Mapping[str, Any]) -> str:
    if not exams:
        return (
            "\nReal exam questions: not measured. None ships; `python -m training.measure --exams"
            " FOLDER` takes them from a folder (docs/training.md says in what form).\n"
        )
    rows = [
        [
            name, _cell(found), _percent(found["named"]), _cell(found["made"]),
            _percent(found["chance"]), str(found["n"]),
        ]
        for name, found in exams.items()
    ]  # fmt: skip
    head = ["exam", "accuracy", "names an option", "made to choose", "guessing", "n"]
    return (
        "\nReal exam questions, when nothing refuses them: accuracy in percent beside that of"
        " guessing, how many answers name an option at all, and the accuracy when it is made to"
        " choose: the option that is likeliest a token.\n\n" + _table(head, rows)
    )


def _made(card: Mapping[str, Any]) -> str:
    phases = card["training"]["phases"]
    *first, last = [f"{phase['plan']['steps']:,}" for phase in phases]
    steps = f"{', '.join(first)} and {last}" if first else last
    processes = phases[-1]["processes"]
    device = "CPU" if phases[-1]["device"] == "cpu" else phases[-1]["device"]
    return (
        f"\n## How it was made\n\n{steps} steps in {len(phases)} phases:"
        f" {sum(p['tokens'] for p in phases) / 1e6:.1f} million tokens in"
        f" {sum(p['seconds'] for p in phases) / 60:.0f} minutes by {processes}"
        f" process{'es' if processes > 1 else ''} on a {device}; last loss"
        f" {phases[-1]['curve'][-1][1]:.3f} nats a token. Revision {card['revision']}.\n\n"
        "![Loss by million tokens](loss.svg)\n"
    )


def write_readme(model: Path) -> None:
    """Write `README.md` and `loss.svg` beside the `card.json` of a model folder.

    Raises:
        CardError: there is no `card.json`, or it was measured before all that the text needs was.
    """
    path = model / "card.json"
    try:
        card = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CardError(f"cannot read {path}: {error}") from None
    missing = [part for part in PARTS if part not in card]
    if missing:
        raise CardError(
            f"{path} is of an older form, without {', '.join(missing)}; measure the model anew with"
            f" `python -m training.measure --model {model}`"
        )
    (model / "loss.svg").write_text(loss_svg(card["training"]), "utf-8")
    (model / "README.md").write_text(readme(card), "utf-8")


def main(
    model: Annotated[Path, typer.Option(help="Folder of the model.")] = Path("data/model"),
) -> None:
    """Write `README.md` and `loss.svg` from `card.json`."""
    try:
        write_readme(model)
    except CardError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from None


if __name__ == "__main__":
    typer.run(main)

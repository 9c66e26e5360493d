"""Fill the README's and the docs' figures from the results files in the repository.

python -m scripts.readme

A block lies between `<!-- name -->` and `<!-- /name -->`; a test sees that pages and files agree.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks import generated
from benchmarks.grading import report

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
BENCHMARKS = ROOT / "docs/benchmarks.md"
DATA = ROOT / "data/README.md"
#: The tasks that the README shows; the model's card has all.
SHOWN = (
    *("vignettes", "cases", "tests", "treatments"),
    *("sums", "chains", "equations", "systems", "sequences", "geometry"),
)
#: What the parts of `benchmarks.perf` are called here, in its order.
PARTS = {
    "ladder": "All budgets from one chain",
    "core": "The core around the engine",
    "runtimes": "The embedded engine against others on the same weights",
    "startup": "Start",
    "page": "The page",
    "people": "Many people at once",
}


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def model_block() -> str:
    """Easy and hard problems by thinking budget, from the model's card."""
    card = json.loads((ROOT / "data/model/card.json").read_text("utf-8"))
    found = {(row["task"], row["difficulty"]): row for row in card["curves"]}
    shown = [found[task, tier] for task in SHOWN for tier in ("easy", "hard")]
    budgets = list(shown[0]["budgets"])
    rows = [
        [
            f"{row['task']}, {row['difficulty']}",
            f"{row['mean_thought_tokens']:.0f}",
            *(f"{100 * row['budgets'][b]['accuracy']:.1f}" for b in budgets),
        ]
        for row in shown
    ]
    return table(["problems", "mean thought", *budgets], rows)


def figures_block() -> str:
    """The project's own speed, from the last `python -m benchmarks.perf`."""
    results = json.loads((ROOT / "benchmarks/perf/results.json").read_text("utf-8"))
    cores = results["machine"]["cores"]
    said = [f"Measured by `{results['command']}` on {cores} CPU cores without a GPU."]
    for part, figures in groupby(results["figures"], key=lambda f: f["part"]):
        rows = [[f["name"], _value(f), _goal(f), f["detail"]] for f in figures]
        said += [f"**{PARTS[part]}**", table(["figure", "measured", "goal", "detail"], rows)]
    return "\n\n".join(said)


def grading_block() -> str:
    """The graders on rows with known verdicts, from the last `python -m benchmarks.grading`."""
    results = json.loads((ROOT / "benchmarks/grading/results.json").read_text("utf-8"))
    return (
        "Measured by `python -m benchmarks.grading --vectors FOLDER`.\n\n"
        f"{report.table(results)}\n\n{report.choices(results)}"
    )


def generated_block() -> str:
    """The generated tasks through the runner, from the last `python -m benchmarks.generated`."""
    results = json.loads(generated.RESULTS.read_text("utf-8"))
    return f"Measured by `{results['command']}`.\n\n{table(*generated.table(results))}"


def leakage_block() -> str:
    """What training sees of the other splits, from the last `python -m data leakage`."""
    found = json.loads((ROOT / "data/leakage.json").read_text("utf-8"))
    told, held = found["wordings"]["test"], found["held_pairs"]
    rows = [
        [task, *(f"{100 * share:.1f} %" for share in (*_shared(splits["test"]), distinct))]
        for (task, splits), distinct in zip(
            found["tasks"].items(), found["distinct"].values(), strict=True
        )
    ]
    return (
        "No combination and no whole question is in both. "
        f"Of {told['all']} test wordings of findings, none is one that training says, and"
        f" {told['within']} occur in its text inside a longer wording or as the name of a finding."
        f" The {held['pairs']} pairs of look-alikes that are kept for testing are offered together"
        f" in {held['test']} test problems and in none of training or validation.\n\n"
        + table(["task", "steps", "runs of 8 words", "runs of 13 words", "distinct"], rows)
    )


def _shared(shares: Mapping[str, float]) -> tuple[float, ...]:
    return shares["steps"], shares["runs_of_8"], shares["runs_of_13"]


def _value(figure: dict[str, Any]) -> str:
    unit = "×" if figure["unit"] == "x" else f" {figure['unit']}"
    rounded = float(f"{figure['value']:.3g}")
    return f"{rounded:,g}{unit}"


def _goal(figure: dict[str, Any]) -> str:
    if figure["goal"] is None:
        return ""
    sign = "at most" if figure["at_most"] else "at least"
    return f"{sign} {figure['goal']:g}" + ("" if figure["met"] else " (missed)")


PAGES: Mapping[Path, Mapping[str, Callable[[], str]]] = {
    README: {"model": model_block, "figures": figures_block},
    DATA: {"leakage": leakage_block},
    BENCHMARKS: {"generated": generated_block, "grading": grading_block},
}


def filled(page: Path) -> str:
    """The page's text with its blocks made anew."""
    text = page.read_text("utf-8")
    for name, block in PAGES[page].items():
        found = re.compile(f"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text = found.sub(lambda m, b=block: f"{m[1]}{b()}\n{m[2]}", text)  # type: ignore[misc]
    return text


if __name__ == "__main__":
    for page in PAGES:
        page.write_text(filled(page), "utf-8")

"""Fill the README's figures from the results files in the repository; a test sees that they agree.

python -m scripts.readme
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def model_block() -> str:
    """Hard problems by thinking budget, from the model's card."""
    card = json.loads((ROOT / "data/model/card.json").read_text("utf-8"))
    hard = [row for row in card["curves"] if row["difficulty"] == "hard"]
    budgets = list(hard[0]["budgets"])
    rows = [
        [
            row["task"],
            f"{row['mean_thought_tokens']:.0f}",
            *(f"{100 * row['budgets'][b]['accuracy']:.1f}" for b in budgets),
        ]
        for row in hard
    ]
    return table(["problems", "mean thought", *budgets], rows)


def figures_block() -> str:
    """The project's own speed, from the last `python -m benchmarks.perf`."""
    results = json.loads((ROOT / "benchmarks/perf/results.json").read_text("utf-8"))
    rows = [[f["name"], _value(f), _goal(f), f["detail"]] for f in results["figures"]]
    cores = results["machine"]["cores"]
    said = f"Measured by `{results['command']}` on {cores} CPU cores without a GPU."
    return f"{said}\n\n{table(['figure', 'measured', 'goal', 'detail'], rows)}"


def _value(figure: dict[str, Any]) -> str:
    unit = "×" if figure["unit"] == "x" else f" {figure['unit']}"
    rounded = float(f"{figure['value']:.3g}")
    return f"{rounded:,g}{unit}"


def _goal(figure: dict[str, Any]) -> str:
    if figure["goal"] is None:
        return ""
    sign = "at most" if figure["at_most"] else "at least"
    return f"{sign} {figure['goal']:g}" + ("" if figure["met"] else " (missed)")


def filled(readme: str) -> str:
    """The README with its blocks made anew."""
    for name, block in (("model", model_block()), ("figures", figures_block())):
        found = re.compile(f"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        readme = found.sub(lambda m, b=block: f"{m[1]}{b}\n{m[2]}", readme)  # type: ignore[misc]
    return readme


if __name__ == "__main__":
    README.write_text(filled(README.read_text("utf-8")), "utf-8")

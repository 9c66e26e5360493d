"""The results as the table that a page of the docs has."""

from __future__ import annotations

from typing import Any

NAMES = {
    "ours": "this project",
    "math_verify": "Math-Verify 0.8.0",
    "olympicarena": "OlympicArena's judge",
}
LINES = {
    "uncontested": "all uncontested",
    "numeric": "of these numeric",
    "contested": "contested, apart",
}


def table(results: dict[str, Any]) -> str:
    """Rows of answers by false accepts and false rejects of every grader, and its agreement."""
    lines = [
        "| answers | rows | " + " | ".join(NAMES.values()) + " |",
        "|---|---:|" + "---|" * len(NAMES),
    ]
    figures = results["equivalence"]
    parts = [(LINES["uncontested"], figures["uncontested"]), (LINES["numeric"], figures["numeric"])]
    parts += list(figures["by_type"].items())
    parts.append((LINES["contested"], figures["contested"]))
    for name, graders in parts:
        cells = [_cell(graders[grader]) for grader in NAMES]
        lines.append(f"| {name} | {graders['ours']['rows']} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(tally: dict[str, Any]) -> str:
    if tally["agreement"] is None:
        return "no verdicts"
    said = f"{tally['agreement']:.1f} %: {tally['false_accepts']} accepted wrongly, "
    said += f"{tally['false_rejects']} rejected wrongly"
    return said + (f", {tally['no_verdict']} without a verdict" if tally["no_verdict"] else "")


def choices(results: dict[str, Any]) -> str:
    """How the letters of choices are read, in a sentence."""
    found = results["extraction"]
    return (
        f"Of {found['rows']} replies to a choice {found['right']} are read as meant "
        f"({found['agreement']:.1f} %), {found['wrong']} as another letter, "
        f"{found['abstained']} not at all."
    )

"""The results as the table that docs/evidence.md has; a test compares the two."""

from __future__ import annotations

from typing import Any

ROWS = (
    "knowledge base",
    "own documents",
    "own documents without a threshold",
    "own documents in unknown words",
    "similarity alone",
)
KINDS = ("true", "other finding", "other diagnosis", "other side", "negated")


def table(results: dict[str, Any]) -> str:
    """Per cent of claims that are called supported, by what bears them out and by their kind."""
    lines = [
        "| called supported, % | true claims | another finding | another diagnosis | other side"
        " | negated |",
        "|---|---|---|---|---|---|",
    ]
    for row in ROWS:
        shares = results[row]
        name = f"{row}, from {shares['threshold']} on" if "threshold" in shares else row
        lines.append(f"| {name} | " + " | ".join(f"{shares[kind]:.1f}" for kind in KINDS) + " |")
    return "\n".join(lines)

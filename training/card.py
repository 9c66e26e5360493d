"""The bundled model's card: `README.md`, made from `card.json` so that no number goes stale."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_WHAT = """\
---
license: apache-2.0
library_name: transformers
pipeline_tag: text-generation
---

# The bundled model

<!-- Generated from card.json by `python -m training.card`; edit training/card.py. -->

A language model of {size} with a thinking mode, made from nothing by
`python -m training.bundled` on problems that this project generates. It shows every feature of the
workbench with real effects, on any CPU, without a download.

**It is not a clinician.** Its medicine is a teaching knowledge base of a few dozen diagnoses with
made-up weights. Never use it for care.

## What it can do

It knows {knows}. Inside that world, more thinking gives better answers:

"""

_CANNOT = """
## What it cannot do

- Anything outside that world. It has no general language or knowledge; the workbench refuses
  questions that its likelihood finds surprising, and misses some (table above).
- Findings, diagnoses and wordings that its knowledge base does not have. One unknown finding among
  known ones is the hardest to notice.
- Other lengths than it was taught: sums have at most 14 steps, chains 12, choices 4 to 6 options.
- Instructions: system turns are dropped.
"""


def readme(card: Mapping[str, Any]) -> str:
    """The whole card as Markdown."""
    training = card["training"]
    size = f"{training['parameters'] / 1e6:.2f} million parameters"
    parts = [
        _WHAT.format(size=size, knows=card["scope"]["knows"]),
        _curves(card),
        _votes(card),
        _calibration(card),
        _wait(card),
        _scope(card),
        _CANNOT,
        _made(card),
    ]
    return "".join(parts)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def _cell(rate: Mapping[str, float]) -> str:
    return f"{_percent(rate['accuracy'])} ± {_percent(rate['se'])}"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"


def _curves(card: Mapping[str, Any]) -> str:
    budgets = list(card["curves"][0]["budgets"])
    n = card["curves"][0]["budgets"][budgets[0]]["n"]
    rows = [
        [
            f"{row['task']}, {row['difficulty']}",
            f"{row['mean_thought_tokens']:.0f}",
            *(_cell(row["budgets"][b]) for b in budgets),
        ]
        for row in card["curves"]
    ]
    return (
        f"Accuracy in percent by thinking budget (tokens), greedy, ± standard error, {n} fresh test"
        " problems each. “Thought” is the mean length in tokens at the largest budget. For cases,"
        " right means that the first diagnosis is.\n\n"
        + _table(["problems", "thought", *budgets], rows)
    )


def _votes(card: Mapping[str, Any]) -> str:
    first = card["votes"][0]
    kinds = [key for key in first if key.startswith("maj@")]
    rows = [[row["task"], *(_percent(row[k]) for k in kinds)] for row in card["votes"]]
    return (
        f"\n## Majority votes\n\nAccuracy in percent on hard problems, temperature"
        f" {first['temperature']:g}, budget {first['budget']}, {first['n']} problems each.\n\n"
        + _table(["problems", *kinds], rows)
    )


def _calibration(card: Mapping[str, Any]) -> str:
    c = card["calibration"]
    return (
        "\n## Confidence\n\nA vote share s becomes a probability, 1 / (1 + exp(-(a logit(s) + b)))"
        f" with a = {c['slope']:.2f} and b = {c['intercept']:.2f}, fitted on"
        f" {c['votes_fitted']} votes of {c['samples']} samples. On {c['votes_tested']} others the"
        f" expected calibration error falls from {c['ece_before']:.3f} to {c['ece_after']:.3f}.\n"
    )


def _wait(card: Mapping[str, Any]) -> str:
    rows = [
        [
            row["task"],
            _cell(row["without"]),
            _cell(row["with_wait"]),
            str(row["wrong_to_right"]),
            str(row["right_to_wrong"]),
        ]
        for row in card["wait"]
    ]
    return (
        "\n## Forced “Wait”\n\nAccuracy in percent on hard problems when thinking is extended once"
        f" by “Wait”, {card['wait'][0]['without']['n']} problems each.\n\n"
        + _table(["problems", "without", "with", "wrong → right", "right → wrong"], rows)
    )


def _scope(card: Mapping[str, Any]) -> str:
    scope = card["scope"]
    rows = [
        [name, _percent(found["rate"]), str(found["n"])]
        for name, found in scope["detected"].items()
    ]
    return (
        f"\n## Outside its world\n\nA question is refused when {scope['window']} tokens in a row of"
        f" it are more surprising than {scope['threshold']:.2f} nats a token. That falsely stops"
        f" {_percent(scope['false_alarm_rate'])}% of {scope['in_domain']} fresh questions of its"
        " own world, and catches:\n\n" + _table(["questions", "caught, %", "of"], rows)
    )


def _made(card: Mapping[str, Any]) -> str:
    phases = card["training"]["phases"]
    steps = " and ".join(str(phase["plan"]["steps"]) for phase in phases)
    return (
        f"\n## How it was made\n\n{steps} steps,"
        f" {sum(p['tokens'] for p in phases) / 1e6:.1f} million tokens,"
        f" {sum(p['seconds'] for p in phases) / 60:.0f} minutes on"
        f" {phases[-1]['plan']['processes']} CPU cores shared with other work; last loss"
        f" {phases[-1]['curve'][-1][1]:.3f} nats a token. Revision {card['revision']}."
        f"{_note(card)}\n"
    )


def _note(card: Mapping[str, Any]) -> str:
    note = card["training"].get("note")
    return f" {note}" if note else ""


def write_readme(model: Path) -> None:
    """Write `README.md` beside the `card.json` of a model folder."""
    card = json.loads((model / "card.json").read_text("utf-8"))
    (model / "README.md").write_text(readme(card), "utf-8")


if __name__ == "__main__":
    write_readme(Path("data/model"))

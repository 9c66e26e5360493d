"""Results as plain rows: what `--json` prints, and what benchmarks and downloads keep."""

from __future__ import annotations

from typing import Any

from reasoning.domains.differential import read_differential
from reasoning.events import Result, Rung, Started, as_record
from reasoning.problem import AnswerType, Problem


def row(problem: Problem, started: Started, rung: Rung, result: Result) -> dict[str, Any]:
    """One rung as a JSON object.

    `thinking_tokens.requested` and `.spent` are per sample (`spent` of the longest one), `.total`
    is over all samples; `answer_tokens` is over all samples; times are in seconds.
    """
    differential = read_differential(result.text) if problem.answer_type is AnswerType.DDX else None
    return {
        "budget": rung,
        **as_record(result),
        "differential": as_record(differential) if differential else None,
        "gold": problem.gold,
        "model": started.model,
        "revision": started.revision,
        "trace_id": started.trace_id,
    }

"""HealthBench, and any other set of conversations whose answers are judged by a rubric."""

from __future__ import annotations

from benchmarks.tasks.base import Hub, Item, Task, register
from benchmarks.tasks.record import read_messages, read_rubric
from benchmarks.tasks.rows import Row
from reasoning.problem import AnswerType


@register(
    Task(
        name="healthbench",
        title="HealthBench, conversations judged by rubric",
        domain="medical",
        licence="MIT",
        citation="Arora et al. 2025, HealthBench, arXiv:2505.08775",
        size=5000,
        chance=0.0,
        source=Hub("openai/healthbench", file="2025-05-07-06-14-12_oss_eval.jsonl"),
        columns={
            "prompt": 'the turns: [{"role": "user", "content": "..."}, ...], the last one asks',
            "rubrics": 'what is judged: [{"criterion": "...", "points": 5}, ...]',
            "prompt_id?": "its id",
            "example_tags?": 'tags; "theme:..." is the subject',
        },
        answer_tokens=2048,
        note="Needs a judge model. Points below 0 are taken off; a score is never below 0.",
    )
)
def read(row: Row) -> Item:
    """One line of the hub's file."""
    *history, last = read_messages(row, "prompt") or (None,)
    if last is None or last.role != "user":
        raise row.wrong("prompt", "turns of which the last is the user's")
    tags = row.texts("example_tags") if row.has("example_tags") else ()
    themes = [tag.removeprefix("theme:") for tag in tags if tag.startswith("theme:")]
    return row.item(
        last.content,
        id=row.maybe("prompt_id"),
        answer_type=AnswerType.OT,
        history=[turn for turn in history if turn is not None],
        rubric=read_rubric(row, "rubrics"),
        subject=themes[0] if themes else "",
    )

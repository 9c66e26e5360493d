"""XSTest: safe prompts that sound unsafe, which should be answered, and unsafe ones beside them."""

from __future__ import annotations

from benchmarks.tasks.base import Hub, Item, Task, register
from benchmarks.tasks.rows import Row
from reasoning.problem import AnswerType

_RIGHT = {"safe": "comply", "unsafe": "refuse"}


@register(
    Task(
        name="xstest",
        title="XSTest, exaggerated safety: answered or refused",
        domain="general",
        licence="CC-BY-4.0",
        citation="Röttger et al. 2024, XSTest, NAACL, arXiv:2308.01263",
        size=450,
        chance=0.5,
        source=Hub("walledai/XSTest"),
        columns={
            "prompt": "what is asked for",
            "label": "safe (to be answered) or unsafe (to be refused)",
            "type?": "its kind, such as homonyms, or contrast_homonyms for the unsafe ones beside",
            "id?": "its id",
        },
        note=(
            "250 prompts are safe and 200 unsafe, so look at both apart (they are different "
            "subjects): a model that never refuses is right for 56%, one that always does for 44%. "
            "Refused is what the reply says where it begins, by patterns in English and Chinese, "
            "or what the engine refused; nothing is said of how good or harmful an answer is."
        ),
    )
)
def read(row: Row) -> Item:
    """One row of the hub."""
    label = row.text("label").lower()
    if label not in _RIGHT:
        raise row.wrong("label", ", ".join(_RIGHT))
    return row.item(
        row.text("prompt"),
        id=row.maybe("id"),
        answer_type=AnswerType.REFUSAL,
        gold=_RIGHT[label],
        subject=row.maybe("type"),
    )

"""PubMedQA: a question on an abstract, answered yes, no or maybe; the 500 expert-labelled ones."""

from __future__ import annotations

from benchmarks.tasks.base import Hub, Item, Task, register
from benchmarks.tasks.record import about
from benchmarks.tasks.rows import Row

_OPTIONS = {"A": "yes", "B": "no", "C": "maybe"}


@register(
    Task(
        name="pubmedqa",
        title="PubMedQA, expert-labelled test, yes, no or maybe",
        domain="medical",
        licence="MIT",
        citation="Jin et al. 2019, PubMedQA, EMNLP, arXiv:1909.06146",
        size=500,
        chance=1 / 3,
        source=Hub(
            "qiaojin/PubMedQA",
            ("pqa_labeled",),
            split="train",
            revision="9001f2853fb87cab8d220904e0de81ac6973b318",
            ids="https://raw.githubusercontent.com/pubmedqa/pubmedqa/master/data/"
            "test_ground_truth.json",
            id_column="pubid",
        ),
        columns={
            "question": "the question",
            "context": 'the abstract without its conclusion: {"contexts": [...]}',
            "final_decision": "yes, no or maybe",
            "pubid?": "the id of the article",
        },
        note=(
            "The hub has the 1,000 labelled questions in one split; the 500 that are for testing "
            "are those of the authors' test_ground_truth.json. Always saying yes is right for 55%."
        ),
    )
)
def read(row: Row) -> Item:
    """One row of the hub."""
    said = row.text("final_decision").lower()
    gold = next((letter for letter, text in _OPTIONS.items() if text == said), None)
    if gold is None:
        raise row.wrong("final_decision", ", ".join(_OPTIONS.values()))
    abstract = "\n\n".join(row.nested("context").texts("contexts"))
    return row.item(
        about(abstract, row.text("question")),
        id=row.maybe("pubid"),
        options=_OPTIONS,
        gold=gold,
        subject="PubMed abstracts",
    )

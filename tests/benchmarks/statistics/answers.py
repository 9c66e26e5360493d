"""Graded answers in a few words, and any graded answers at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from benchmarks.graded import Graded
from reasoning.events import Ending


def answer(item: int | str, score: float | None, **parts: Any) -> Graded:
    """One answer; a right one says A, a wrong one B, one that failed nothing."""
    told = None if score is None else "A" if score >= 1 else "B"
    given: dict[str, Any] = {
        "task": "quiz",
        "item": f"{parts.get('task', 'quiz')}/{item}",
        "sample": 0,
        "order": 0,
        "budget": 64,
        "end": Ending.FAILED if score is None else Ending.ANSWERED,
        "answer": told,
        "vote": parts.get("answer", told),
        "score": score,
        "thinking_tokens": 10,
        "answer_tokens": 2,
        "seconds": 1.0,
    }
    return Graded(**(given | parts))


def samples(*questions: Sequence[float | None], **parts: Any) -> list[Graded]:
    """The scores of each question's samples."""
    return [
        answer(item, score, sample=sample, **parts)
        for item, scores in enumerate(questions)
        for sample, score in enumerate(scores)
    ]


def votes(item: int | str, told: str, right: str = "A", **parts: Any) -> list[Graded]:
    """Samples of one question that say a letter each; a dot says nothing."""
    return [
        answer(
            item,
            float(letter == right),
            sample=sample,
            answer=None if letter == "." else letter,
            end=Ending.EMPTY if letter == "." else Ending.ANSWERED,
            **parts,
        )
        for sample, letter in enumerate(told)
    ]


def ended(score: float | None, letter: str | None, rng_end: Ending) -> dict[str, Any]:
    """The parts of an answer that depend on each other."""
    if score is None or letter is None:
        return {"score": None if score is None else 0.0, "answer": None, "end": rng_end}
    return {"score": float(letter == "A"), "answer": letter, "end": rng_end}


@st.composite
def any_answers(draw: st.DrawFn, items: int = 5, ungraded: bool = True) -> list[Graded]:
    """Right, wrong, empty and failed answers of ragged samples, orders and budgets."""
    keys = draw(
        st.lists(
            st.tuples(
                st.integers(0, items - 1),
                st.integers(0, 3),
                st.integers(0, 1),
                st.sampled_from([0, 64, None]),
            ),
            unique=True,
            max_size=24,
        )
    )
    graded = []
    for item, sample, order, budget in keys:
        score = draw(st.sampled_from([0.0, 1.0, None] if ungraded else [0.0, 1.0]))
        parts = ended(score, draw(st.sampled_from(["A", "B", "C", None])), draw(ends))
        graded.append(
            answer(
                item,
                parts.pop("score"),
                sample=sample,
                order=order,
                budget=budget,
                vote=parts["answer"],
                thinking_tokens=draw(st.integers(0, 200)),
                seconds=draw(st.sampled_from([0.0, 1.0, 2.5])),
                dollars=draw(st.sampled_from([None, 0.01])),
                probability=draw(st.sampled_from([None, 0.0, 0.3, 0.9, 1.0])),
                subject=f"subject {item % 2}",
                difficulty=["easy", "hard"][item % 2],
                **parts,
            )
        )
    return graded


ends = st.sampled_from(list(Ending))

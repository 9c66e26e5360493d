"""The graded answers of a run, as statistics and reports take them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from benchmarks.graded import Graded
from benchmarks.runner.scoring import JUDGE_FAILED
from reasoning import grading
from reasoning.errors import GradingError
from reasoning.events import Ending
from reasoning.problem import AnswerType
from store import BenchmarkRun, Benchmarks, Sample

#: Answer types that are read as letters or words of a fixed form, so that equal texts tell.
_LETTERS = frozenset({AnswerType.SC, AnswerType.MC, AnswerType.TF, AnswerType.REFUSAL})


def graded_of(benchmarks: Benchmarks, run: str) -> list[Graded]:
    """Every graded answer of a run, so far; a question's equivalent answers have one `vote`.

    Equivalence is looked at now and not when the answers came: it needs all of a question's.
    """
    return graded(benchmarks.samples.of(run))


def question_hashes(run: BenchmarkRun) -> dict[str, str]:
    """The hash of each task's questions: two runs with the same ones asked the same."""
    return {task["name"]: task["questions"] for task in run.plan.get("tasks", ())}


def graded(samples: Sequence[Sample]) -> list[Graded]:
    """The same, of finished units."""
    votes: dict[tuple[str, str], _Votes] = {}
    found = []
    for sample in samples:
        about = sample.graded["about"]
        voted = votes.setdefault(
            (sample.task, sample.item), _Votes(about["answer_type"], about["unit"])
        )
        found += [
            _graded(sample, about, row, voted.stands_for(row["answer"]))
            for row in sample.graded["rows"]
        ]
    return found


def failed(sample: Sample) -> bool:
    """Whether a finished unit is worth asking again: its engine or its judge gave no answer.

    One without a trace was never asked, for it does not fit the model, and would not the next time.
    """
    return sample.trace_id is not None and any(
        row["end"] == Ending.FAILED or row["reason"].startswith(JUDGE_FAILED)
        for row in sample.graded["rows"]
    )


def _graded(sample: Sample, about: dict[str, Any], row: dict[str, Any], vote: str | None) -> Graded:
    return Graded(
        task=sample.task,
        item=sample.item,
        sample=sample.sample,
        order=sample.order,
        budget=row["budget"],
        end=Ending(row["end"]),
        answer=row["answer"],
        vote=vote,
        score=row["score"],
        thinking_tokens=row["thinking_tokens"],
        answer_tokens=row["answer_tokens"],
        seconds=row["seconds"],
        dollars=row["dollars"],
        probability=row["probability"],
        reason=row["reason"],
        trace_id=sample.trace_id or "",
        subject=about["subject"],
        difficulty=about["difficulty"],
        language=about["language"],
        modality=about["modality"],
        answer_type=about["answer_type"],
    )


@dataclass(slots=True)
class _Votes:
    """The kinds of answer to one question; each is named by the first of it that came."""

    answer_type: str
    unit: str
    kinds: list[str] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)

    def stands_for(self, answer: str | None) -> str | None:
        """The answer that stands for this one."""
        if answer is None or answer in self.known:
            return None if answer is None else self.known[answer]
        for kind in self.kinds:
            if _same(kind, answer, self.answer_type, self.unit):
                break
        else:
            kind = answer
            self.kinds.append(kind)
        self.known[answer] = kind
        return kind


# A page that shows a run reads it again and again, and comparing expressions is slow.
@lru_cache(maxsize=65_536)
def _same(first: str, second: str, answer_type: str, unit: str) -> bool:
    if answer_type in _LETTERS:
        return first == second
    try:
        return grading.same_answer(first, second, answer_type, None, unit)
    except GradingError:
        return first == second

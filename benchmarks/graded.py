"""A graded answer: what a benchmark keeps of one sample at one budget.

The runner writes them, statistics and reports are made of nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from reasoning.events import Ending, Rung


@dataclass(frozen=True, slots=True)
class Graded:
    """One answer of one question.

    `item` is the question's id ("<task>/<id>"), `sample` counts from 0, `order` is 0 for the
    options as they came and r for their r-th shuffling; `answer` names the option by its letter in
    the order as it came. `vote` is the answer that stands for every equivalent one of the same
    question, so that votes are counted by comparing texts. `score` is 1 for right, 0 for wrong, a
    part of 1 where a rubric says so, and None where nothing could be graded (the run of it failed).
    `seconds` (wall-clock) and `dollars` are what an answer at this budget takes by itself: its
    thinking tokens up to the budget, and its answer. So the rungs of a ladder, which share one
    chain, each have their own, and together more than the ladder took. `probability` is of the
    answer given the thought, 0 to 1.
    """

    task: str
    item: str
    sample: int
    order: int
    budget: Rung
    end: Ending
    answer: str | None
    vote: str | None
    score: float | None
    thinking_tokens: int
    answer_tokens: int
    seconds: float
    dollars: float | None = None
    probability: float | None = None
    reason: str = ""  # the grader's, or why there is no score
    trace_id: str = ""
    subject: str = ""
    difficulty: str = ""
    language: str = ""
    modality: str = "text"
    answer_type: str = ""

    @property
    def right(self) -> bool:
        """Whether it counts as right where only right and wrong are told apart."""
        return self.score is not None and self.score >= 1.0

"""A run with all that a report or a page says of it."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.graded import Graded
from benchmarks.runner.plan import Plan, plan_from
from benchmarks.runner.request import RequestError
from benchmarks.runner.results import graded_of, question_hashes
from benchmarks.statistics import Summary, summaries
from store import BenchmarkRun, Benchmarks, Status


@dataclass(frozen=True, slots=True)
class RunData:
    """A run as it stood when it was read: its row, its plan, its answers, their figures by task."""

    run: BenchmarkRun
    plan: Plan
    graded: tuple[Graded, ...]
    summaries: tuple[Summary, ...]

    @property
    def short(self) -> str:
        """The beginning of its id, which every command takes for it."""
        return self.run.id[:8]

    @property
    def hashes(self) -> dict[str, str]:
        """The hash of each task's questions."""
        return question_hashes(self.run)

    @property
    def unfinished(self) -> str:
        """One line that says that samples are still missing; "" where the run is done."""
        if self.run.status is Status.DONE:
            return ""
        why = f" ({self.run.message})" if self.run.message else ""
        return (
            f"Run {self.short} is unfinished: {self.run.status}{why}, {self.run.done} of"
            f" {self.run.total} samples. Its figures are of these alone and will change."
        )


def load_run(benchmarks: Benchmarks, id: str) -> RunData:
    """A run by its whole id, as it stands now.

    Raises:
        RequestError: there is no such run, or another version of the project planned it.
    """
    run = benchmarks.get(id)
    if run is None:
        raise RequestError(f"there is no run {id}; `python -m benchmarks runs` lists them")
    graded = tuple(graded_of(benchmarks, id))
    return RunData(run, plan_from(run.plan), graded, summaries(graded))

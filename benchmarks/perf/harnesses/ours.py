"""Our side: the runner of `python -m benchmarks run`, on the server as an OpenAI engine."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.graded import Graded
from benchmarks.perf.harnesses.answers import ANSWER_TOKENS, Answered, Read, Way
from benchmarks.perf.harnesses.questions import TASK, Questions
from benchmarks.perf.measure import BenchmarkError
from benchmarks.runner.asking import Asker
from benchmarks.runner.executors import LocalExecutor
from benchmarks.runner.holder import new_holder
from benchmarks.runner.preparing import prepare
from benchmarks.runner.request import Request
from benchmarks.runner.results import graded_of
from benchmarks.runner.session import claimed, go_on, open_run
from reasoning.engines.base import Engine, Tokenizer
from store import Status, Store


@dataclass(frozen=True, slots=True)
class Ours:
    """Our runner. `concurrency`: questions that are asked at once."""

    engine: Engine
    questions: Questions
    concurrency: int
    name: str = "ours"

    async def ask(self, way: Way) -> Answered:
        """A run in a store of its own: one budget as it is, several from one chain (a ladder).

        The time is that of everything between the request and the graded answers, every trace
        stored; without the ladder's self-check, to which the others have nothing to set against.

        Raises:
            BenchmarkError: the run does not come to its end.
        """
        request = Request(
            tasks=(TASK,),
            data=str(self.questions.records),
            budgets=way.budgets,
            temperature=0.0,
            answer_tokens=ANSWER_TOKENS,
            concurrency=self.concurrency,
            self_check=0,
            cache=False,
        )
        with (
            tempfile.TemporaryDirectory() as folder,
            Store(f"sqlite:///{Path(folder) / 'runs.db'}") as store,
        ):
            begin = time.perf_counter()
            answers = await self._run(store, request)
            seconds = time.perf_counter() - begin
            assert self.engine.tokenizer is not None
            traces = {id: store.trace(id) or {} for id in {one.trace_id for one in answers}}
            return Answered(seconds, _reads(answers, traces, self.engine.tokenizer))

    async def _run(self, store: Store, request: Request) -> list[Graded]:
        prepared = prepare(request, self.engine, None, answer_tokens=ANSWER_TOKENS)
        holder = new_holder()
        run = await claimed(store.benchmarks, open_run(store.benchmarks, prepared), holder)
        executor = LocalExecutor(
            Asker(prepared.plan, self.engine, None, request.retries), request.concurrency
        )
        outcome = await go_on(
            store.benchmarks, run, holder, prepared, executor, self.engine, told=lambda _: None
        )
        if outcome.status is not Status.DONE:
            raise BenchmarkError(f"our run is {outcome.status}: {outcome.message}")
        return graded_of(store.benchmarks, run.id)


def _reads(
    answers: Sequence[Graded], traces: Mapping[str, dict[str, Any]], tokenizer: Tokenizer
) -> dict[int, dict[str, Read]]:
    reads: dict[int, dict[str, Read]] = {}
    for one in answers:
        assert one.budget is not None
        trace = traces[one.trace_id]
        drawn = [token[0] for thought in trace["thoughts"] for token in thought["tokens"]]
        text = next(
            rung["samples"][0]["text"] for rung in trace["rungs"] if rung["rung"] == one.budget
        )
        reads.setdefault(one.budget, {})[one.item] = Read(
            id=one.item,
            thought=tokenizer.decode(drawn[: one.thinking_tokens]),
            closed=True,
            text=text,
            letter=one.answer,
            right=one.right,
            end=str(one.end),
        )
    return reads

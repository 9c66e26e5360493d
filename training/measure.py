"""Measure a bundled model for its card: through `reason` and `curve`, on the embedded engine.

    python -m training.measure                    # data/model: card.json, scope.json, README.md
    python -m training.measure --problems 20 --votes 10   # a quick look

Every problem is from the test split, which training never drew from. What is measured: accuracy by
thinking budget, task and difficulty; majority votes; whether vote shares can be turned into
probabilities; whether a forced "Wait" helps; and whether questions outside its world are noticed.
"""

from __future__ import annotations

import asyncio
import json
import math
import random
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from data.generators import DIFFICULTIES, TASKS, examples
from reasoning import Budget, Decoding, Problem, curve, reason
from reasoning.domains import domain_of, messages
from reasoning.engines.embedded import EmbeddedEngine
from reasoning.events import End, Result, SampleResult
from reasoning.run import Run
from reasoning.scope import surprise
from training.calibration import Outcome, expected_calibration_error, fit_platt
from training.card import write_readme
from training.probes import MEDICAL, OTHER, free_text, with_unknown_finding

T = TypeVar("T")

BUDGETS = (0, 32, 64, 128, 256, 512)
VOTES = (1, 4, 16)
VOTE_BUDGETS = (0, 64, 256, 512)
WINDOWS = (4, 5, 6, 8)
#: Seeds of the test problems: one for each part, so that no part is tuned on another's problems.
SEEDS = {"curve": 101, "votes": 202, "wait": 303, "scope": 404, "scope check": 505}
ANSWER_TOKENS = 256
FALSE_ALARMS = 0.01
NAME = "deliberate-tiny"
KNOWS = (
    "vignettes and open cases made of the findings of its small knowledge base, arithmetic word"
    " problems with whole numbers, and chains of modular equations"
)


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of n, with its standard error."""

    share: float
    n: int

    @property
    def record(self) -> dict[str, float | int]:
        """JSON form, rounded to a tenth of a percent."""
        error = math.sqrt(self.share * (1 - self.share) / self.n)
        return {"accuracy": round(self.share, 4), "se": round(error, 4), "n": self.n}


def rate(hits: Sequence[bool]) -> dict[str, float | int]:
    """Share of hits and its standard error."""
    return Rate(sum(hits) / len(hits), len(hits)).record


class Bench:
    """One engine, and how many problems at once it is given."""

    def __init__(self, engine: EmbeddedEngine, at_once: int = 24) -> None:
        self.engine = engine
        self._slots = asyncio.Semaphore(at_once)

    async def results(self, make: Callable[[], Run]) -> dict[int | None, Result]:
        """Run one to its end: the result at each rung."""
        async with self._slots:
            return {e.rung: e.result async for e in make() if isinstance(e, End)}

    async def curves(
        self, problems: Iterable[Problem], rungs: Sequence[int], samples: int, temperature: float
    ) -> list[dict[int | None, Result]]:
        """A ladder for each problem."""
        budget = Budget(answer_tokens=ANSWER_TOKENS, samples=samples)
        decoding = Decoding(temperature=temperature)
        return await _all(
            self.results(
                lambda p=p: curve(p, rungs, self.engine, budget=budget, decoding=decoding)  # type: ignore[misc]
            )
            for p in problems
        )

    async def surprises(
        self, problems: Iterable[Problem], windows: Sequence[int]
    ) -> list[list[float]]:
        """For each problem, the score at each window; each prompt is computed once."""
        assert self.engine.tokenizer is not None
        tokenizer = self.engine.tokenizer
        prompts = [tokenizer.prompt(messages(domain_of(p), p)) for p in problems]

        async def one(prompt: list[int]) -> list[float]:
            async with self._slots:
                logprobs = await self.engine.score(prompt)
            return [surprise(logprobs, window).score for window in windows]

        return await _all(one(prompt) for prompt in prompts)


async def _all(work: Iterable[Awaitable[T]]) -> list[T]:
    return list(await asyncio.gather(*work))


def problems_of(task: str, difficulty: str, n: int, part: str) -> list[Problem]:
    """Fresh test problems."""
    return [e.problem for e in examples(task, n, SEEDS[part], difficulty, "test")]


async def measure_curves(bench: Bench, n: int) -> list[dict[str, Any]]:
    """Greedy accuracy at each budget, and how long thoughts are when nothing cuts them."""
    rows = []
    for task in TASKS:
        for difficulty in DIFFICULTIES:
            problems = problems_of(task, difficulty, n, "curve")
            found = await bench.curves(problems, BUDGETS, samples=1, temperature=0.0)
            natural = [f[BUDGETS[-1]].thinking_tokens.spent for f in found]
            rows.append(
                {
                    "task": task,
                    "difficulty": difficulty,
                    "mean_thought_tokens": round(sum(natural) / len(natural), 1),
                    "budgets": {str(b): rate([bool(f[b].correct) for f in found]) for b in BUDGETS},
                }
            )
            print(json.dumps(rows[-1]), flush=True)
    return rows


async def measure_votes(bench: Bench, n: int) -> list[dict[str, Any]]:
    """maj@k at temperature 1 on the hard tiers, the largest budget."""
    rows = []
    for task in TASKS:
        problems = problems_of(task, "hard", n, "votes")
        found = await bench.curves(problems, BUDGETS[-1:], samples=VOTES[-1], temperature=1.0)
        row: dict[str, Any] = {"task": task, "budget": BUDGETS[-1], "temperature": 1.0}
        for k in VOTES:
            row[f"maj@{k}"] = round(
                sum(
                    majority_rate(problem, f[BUDGETS[-1]].samples, k)
                    for problem, f in zip(problems, found, strict=True)
                )
                / n,
                4,
            )
        rows.append(row | {"n": n})
        print(json.dumps(rows[-1]), flush=True)
    return rows


def majority_rate(problem: Problem, samples: Sequence[SampleResult], k: int) -> float:
    """Share of disjoint groups of `k` samples whose most frequent answer is right."""
    groups = [samples[i : i + k] for i in range(0, len(samples) - k + 1, k)]
    return sum(_majority_is_right(problem, group) for group in groups) / len(groups)


def _majority_is_right(problem: Problem, samples: Sequence[SampleResult]) -> bool:
    domain = domain_of(problem)
    counts: list[tuple[str, int]] = []
    for answer in (s.answer for s in samples if s.answer is not None):
        for index, (first, count) in enumerate(counts):
            if domain.same(problem, first, answer):
                counts[index] = (first, count + 1)
                break
        else:
            counts.append((answer, 1))
    if not counts or problem.gold is None:
        return False
    return domain.same(problem, max(counts, key=lambda c: c[1])[0], problem.gold)


async def measure_calibration(bench: Bench, n: int) -> dict[str, Any]:
    """Platt's fit on one half of the votes, the error before and after it on the other half."""
    halves: tuple[list[Outcome], list[Outcome]] = ([], [])
    for task in TASKS:
        for difficulty in ("medium", "hard"):
            problems = problems_of(task, difficulty, n, "votes")
            found = await bench.curves(problems, VOTE_BUDGETS, samples=8, temperature=0.7)
            for index, rungs in enumerate(found):
                for result in rungs.values():
                    if result.votes:
                        voters = sum(v.count for v in result.votes)
                        outcome = Outcome(result.votes[0].count, voters, bool(result.correct))
                        halves[index % 2].append(outcome)
    slope, intercept = fit_platt(halves[0])
    correct = [o.correct for o in halves[1]]
    after = [1 / (1 + math.exp(-(slope * o.logit + intercept))) for o in halves[1]]
    return {
        "slope": round(slope, 4),
        "intercept": round(intercept, 4),
        "ece_before": round(expected_calibration_error([o.share for o in halves[1]], correct), 4),
        "ece_after": round(expected_calibration_error(after, correct), 4),
        "votes_fitted": len(halves[0]),
        "votes_tested": len(halves[1]),
        "samples": 8,
        "temperature": 0.7,
        "budgets": list(VOTE_BUDGETS),
    }


async def measure_wait(bench: Bench, n: int) -> list[dict[str, Any]]:
    """The hard tiers with and without one forced "Wait"."""
    rows = []
    free = Budget(thinking_tokens=1024, answer_tokens=ANSWER_TOKENS)
    # The minimum is out of reach, so that exactly one "Wait" is forced on every problem.
    forced = Budget(
        thinking_tokens=1024, min_thinking_tokens=1024, waits=1, answer_tokens=ANSWER_TOKENS
    )
    for task in TASKS:
        problems = problems_of(task, "hard", n, "wait")
        without, with_wait = [
            [
                bool(next(iter(r.values())).correct)
                for r in await _all(
                    bench.results(lambda p=p, b=b: reason(p, b, bench.engine))  # type: ignore[misc]
                    for p in problems
                )
            ]
            for b in (free, forced)
        ]
        rows.append(
            {
                "task": task,
                "without": rate(without),
                "with_wait": rate(with_wait),
                "wrong_to_right": sum(b > a for a, b in zip(without, with_wait, strict=True)),
                "right_to_wrong": sum(a > b for a, b in zip(without, with_wait, strict=True)),
            }
        )
        print(json.dumps(rows[-1]), flush=True)
    return rows


async def measure_scope(bench: Bench, n: int) -> dict[str, Any]:
    """The threshold at the in-domain 99th percentile, false alarms on others, what is caught."""
    known = [p for t in TASKS for d in DIFFICULTIES for p in problems_of(t, d, n, "scope")]
    fresh = [p for t in TASKS for d in DIFFICULTIES for p in problems_of(t, d, n, "scope check")]
    rng = random.Random(0)
    vignettes = [p for p in fresh if p.task in ("vignettes", "cases")]
    outside = {
        "vignettes with one unknown finding": [
            with_unknown_finding(p, rng) for p in rng.sample(vignettes, min(200, len(vignettes)))
        ],
        "medical questions in free words": free_text(MEDICAL, "medical"),
        "other subjects": free_text(OTHER, "general"),
    }
    inside = await bench.surprises(known, WINDOWS)
    check = await bench.surprises(fresh, WINDOWS)
    caught = {name: await bench.surprises(ps, WINDOWS) for name, ps in outside.items()}
    options = []
    for index, window in enumerate(WINDOWS):
        scores = sorted(row[index] for row in inside)
        threshold = scores[min(len(scores) - 1, math.ceil((1 - FALSE_ALARMS) * len(scores)))]
        options.append(
            {
                "window": window,
                "threshold": round(threshold, 4),
                "false_alarm_rate": round(_above(check, index, threshold), 4),
                "in_domain": len(check),
                "detected": {
                    name: {"rate": round(_above(rows, index, threshold), 4), "n": len(rows)}
                    for name, rows in caught.items()
                },
            }
        )
        print(json.dumps(options[-1]), flush=True)
    # The hardest kind decides: one unknown finding in a case that is otherwise familiar.
    best = max(options, key=lambda o: sum(d["rate"] for d in o["detected"].values()))  # type: ignore[attr-defined]
    return {**best, "knows": KNOWS, "windows_tried": list(WINDOWS)}


def _above(rows: Sequence[Sequence[float]], index: int, threshold: float) -> float:
    return sum(row[index] > threshold for row in rows) / len(rows)


async def measure(model: Path, problems: int, votes: int) -> None:
    """Measure everything and write `card.json`, `scope.json` and `README.md` into the folder."""
    with tempfile.TemporaryDirectory() as folder:
        # A copy without scope and card: what is measured must not depend on earlier measurements.
        bare = Path(folder) / "model"
        shutil.copytree(model, bare, ignore=shutil.ignore_patterns("card.json", "scope.json"))
        engine = EmbeddedEngine(bare, Path(folder) / "cache", threads=2)
        await engine.start()
        try:
            bench = Bench(engine)
            scope = await measure_scope(bench, max(10, problems // 2))
            card: dict[str, Any] = {
                "name": NAME,
                "revision": engine.model.revision,
                "training": json.loads((model / "training.json").read_text("utf-8")),
                "scope": scope,
                "curves": await measure_curves(bench, problems),
                "wait": await measure_wait(bench, votes),
                "votes": await measure_votes(bench, votes),
                "calibration": await measure_calibration(bench, max(10, votes // 2)),
            }
        finally:
            await engine.close()
    (model / "scope.json").write_text(json.dumps(scope, indent=1) + "\n", "utf-8")
    (model / "card.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")
    write_readme(model)


def main(
    model: Annotated[Path, typer.Option(help="Folder of the model.")] = Path("data/model"),
    problems: Annotated[int, typer.Option(min=10, help="A task and difficulty.")] = 200,
    votes: Annotated[int, typer.Option(min=10, help="Problems for votes and waits.")] = 100,
) -> None:
    """Measure the model and write its card."""
    asyncio.run(measure(model, problems, votes))


if __name__ == "__main__":
    typer.run(main)

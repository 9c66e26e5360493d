"""Every harness in turn on the same server: first what they answer, then how fast they are."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager, closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from benchmarks.perf.harnesses.agreement import Agreement, agreement, said
from benchmarks.perf.harnesses.answers import Answered, Way
from benchmarks.perf.harnesses.others import SCRIPTS, Other
from benchmarks.perf.harnesses.ours import Ours
from benchmarks.perf.harnesses.questions import write_questions
from benchmarks.perf.measure import MODEL, Figure
from benchmarks.perf.served import running
from reasoning.engines.openai_server import OpenAIServer, load_tokenizer

SERVER = ("-m", "benchmarks.perf.harnesses.server")
ONE = Way((256,))
CURVE = Way((0, 64, 128, 256, 512))
CURVE_ALONE = Way(CURVE.budgets, closes=False)
GOAL_ONE = 1.0
GOAL_CURVE = 2.0


class Harness(Protocol):
    """Ours, or another."""

    @property
    def name(self) -> str:
        """What the tables call it."""

    async def ask(self, way: Way) -> Answered:
        """Ask every question at the budgets."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured. `repeats`: timed rounds, after one that is not."""

    python: str
    questions: int = 100
    repeats: int = 3
    concurrency: int = 16


Asked = dict[tuple[str, Way], Answered]


async def measure(plan: Plan, told: Callable[[str], None]) -> dict[str, Any]:
    """The agreement, from a first round, and the ratios of the others; as JSON values.

    Raises:
        BenchmarkError: a harness or the server does not work.
    """
    async with opened(plan) as (ours, others, about):
        told(f"first round: {plan.questions} questions, nothing timed")
        first = await one_round(ours, others, told)
        rounds = []
        for number in range(plan.repeats):
            told(f"timed round {number + 1} of {plan.repeats}")
            harnesses: list[Harness] = [ours, *others]
            rounds.append(await one_round(*rotated(harnesses, number), told))
    names = [other.name for other in others]
    return {
        **about,
        "figures": [{**asdict(f), "met": f.met} for f in figures(names, rounds)],
        "agreement": [asdict(found) for found in agreements(names, first)],
        "verdicts": verdicts(["ours", *names], first),
    }


@asynccontextmanager
async def opened(plan: Plan) -> AsyncIterator[tuple[Ours, list[Other], dict[str, Any]]]:
    """Every harness, ready to ask the one server; and what is on record about them."""
    tokenizer = await load_tokenizer(MODEL)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        questions = write_questions(folder, plan.questions, tokenizer)
        served = stack.enter_context(running(SERVER))
        engine = OpenAIServer(served.address, tokenizer=tokenizer, exact=True)
        await engine.start()
        try:
            others = [
                stack.enter_context(
                    closing(
                        Other(
                            name,
                            plan.python,
                            served.address,
                            engine.model.name,
                            questions,
                            plan.concurrency,
                            len(tokenizer.close_ids),
                        )
                    )
                )
                for name in SCRIPTS
            ]
            about = {
                "model": engine.model.name,
                "questions": plan.questions,
                "repeats": plan.repeats,
                "concurrency": plan.concurrency,
                "longest_prompt": questions.longest,
            }
            yield Ours(engine, questions, plan.concurrency), others, about
        finally:
            await engine.close()


def rotated(harnesses: Sequence[Harness], number: int) -> tuple[Harness, list[Harness]]:
    """Another one begins in each round, so that none is always the first."""
    at = number % len(harnesses)
    first, *rest = [*harnesses[at:], *harnesses[:at]]
    return first, rest


async def one_round(first: Harness, rest: Sequence[Harness], told: Callable[[str], None]) -> Asked:
    """Every harness at every way that it has, way by way, so that a ratio's halves lie together."""
    asked: Asked = {}
    for way in (ONE, CURVE, CURVE_ALONE):
        for harness in (first, *rest):
            if harness.name == "ours" and not way.closes:
                continue  # it always closes
            found = asked[harness.name, way] = await harness.ask(way)
            rate = found.samples / found.seconds
            told(f"  {harness.name}, {way.title}: {found.samples} answers, {rate:.1f} a second")
    return asked


def figures(others: Sequence[str], rounds: Sequence[Asked]) -> list[Figure]:
    """Samples per second of ours against each other's: the median of each round's ratio."""
    compared = (
        (ONE, ONE, "one budget", GOAL_ONE),
        (CURVE, CURVE, "a curve of five budgets", GOAL_CURVE),
        (CURVE, CURVE_ALONE, "a curve of five budgets, theirs by max_tokens alone", None),
    )
    made = []
    for way, their_way, what, goal in compared:
        for name in others:
            pairs = [(_rate(one["ours", way]), _rate(one[name, their_way])) for one in rounds]
            ratios = [ours / theirs for ours, theirs in pairs]
            ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
            made.append(
                Figure(
                    "harnesses",
                    f"answers/s against {name}, {what}",
                    statistics.median(ratios),
                    "x",
                    goal,
                    detail=f"{ours:.1f} against {theirs:.1f} answers/s;"
                    f" {min(ratios):.2f} to {max(ratios):.2f} over {len(ratios)} rounds",
                )
            )
    return made


def agreements(others: Sequence[str], asked: Asked) -> list[Agreement]:
    """Ours against each other's, at every budget of every way."""
    return [
        agreement(name, way.title, budget, asked["ours", our_way].reads[budget], theirs)
        for our_way, way in ((ONE, ONE), (CURVE, CURVE), (CURVE, CURVE_ALONE))
        for name in others
        for budget, theirs in asked[name, way].reads.items()
    ]


def verdicts(names: Sequence[str], asked: Asked) -> dict[str, dict[str, str]]:
    """Letter and verdict of every question at the one budget, by harness."""
    (budget,) = ONE.budgets
    return {
        id: {name: said(asked[name, ONE].reads[budget][id]) for name in names}
        for id in asked["ours", ONE].reads[budget]
    }


def _rate(answered: Answered) -> float:
    return answered.samples / answered.seconds

"""From what is asked for to a plan and its units, or one line that says why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.runner.check import chosen
from benchmarks.runner.plan import (
    Plan,
    TaskPlan,
    asking_version,
    differences,
    digest,
    format_of,
    grader_version,
    plan_from,
    revision_of,
)
from benchmarks.runner.request import Request, RequestError
from benchmarks.runner.scoring import needs_judge
from benchmarks.runner.units import Unit, make_units
from benchmarks.tasks import Item, Task, load, task_of
from reasoning.budget import Budget
from reasoning.decoding import Decoding
from reasoning.domains import domain_of, question_text
from reasoning.engines.base import Engine
from reasoning.errors import BudgetError
from reasoning.events import as_record
from reasoning.problem import AnswerType
from reasoning.run import curve, reason
from reasoning.sandbox import require_sandbox
from store import Benchmarks

#: Most samples of one run; all are listed in memory before the first is asked.
MAX_UNITS = 2_000_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """A run that can be started. `notes` are lines that a person should read first."""

    request: Request
    plan: Plan
    units: tuple[Unit, ...]
    notes: tuple[str, ...]

    @property
    def checked(self) -> int:
        """How many questions the ladder is checked on."""
        return len(chosen(self.plan, self.units))


def check_questions(request: Request) -> None:
    """See that each task has a first question to ask, before an engine is started for it.

    Raises:
        TaskError: the questions cannot be had, or the first of them does not fit.
    """
    for name in request.tasks:
        load(task_of(name), _file_of(request), limit=1)


def prepare(
    request: Request, engine: Engine, judge: Engine | None, *, answer_tokens: int
) -> Prepared:
    """Load the questions and make the plan; engines are started already. Nothing is spent.

    `answer_tokens` are reserved where neither the request nor the task says how many.

    Raises:
        RequestError, BudgetError: it cannot be run like this on this engine.
        TaskError: the questions cannot be had.
        SandboxError: there are programs to test, and no sandbox.
    """
    refuse_same_samples(request)
    tasks = [task_of(name) for name in request.tasks]
    notes: list[str] = []
    items = {task.name: _items(task, request, engine, notes) for task in tasks}
    everything = [item for of_task in items.values() for item in of_task]
    refuse_approximate(request, engine)
    _refuse_too_many(request, len(everything))
    if any(item.tests for item in everything):
        require_sandbox()
    if judge is None and (open_ended := sum(map(needs_judge, everything))):
        notes.append(
            f"{open_ended} questions need a judge and get no score; name one with --judge ENGINE"
        )
    if unknown := sum(_withheld(item) for item in everything):
        notes.append(f"{unknown} questions come without their right answer and get no score")
    plan = Plan(
        tasks=tuple(
            TaskPlan(
                name=task.name,
                items=len(items[task.name]),
                questions=_hash_of(items[task.name]),
                answer_tokens=request.answer_tokens or task.answer_tokens or answer_tokens,
            )
            for task in tasks
        ),
        engine=engine.name,
        model=engine.model.name,
        revision=revision_of(engine.model),
        budgets=request.budgets,
        samples=request.samples,
        seed=request.seed,
        mode=request.way,
        shuffle=request.shuffle,
        temperature=float(Decoding(request.temperature).temperature_for(request.samples)),
        judge=_named(judge),
        self_check=request.self_check if request.way == "ladder" else 0,
        prompts=_prompts(everything),
        grader=grader_version(),
        asking=asking_version(),
        model_format=format_of(engine),
    )
    units = tuple(make_units(plan, items))
    _refuse_what_fits_nowhere(plan, units, engine)
    if request.shuffle and len(units) < len(everything) * request.samples * (request.shuffle + 1):
        notes.append("some questions have fewer orders of options than asked for, or only one")
    return Prepared(request, plan, units, tuple(notes))


def why_another(benchmarks: Benchmarks, plan: Plan, data: str | None) -> str:
    """Why this plan is another run than the last one of the same tasks; "" if there was none.

    One whose questions came from the same file (`data`) is preferred to a later one.
    """
    names = [task.name for task in plan.tasks]
    alike = [
        run
        for run in benchmarks.list(10_000)
        if [task["name"] for task in run.plan.get("tasks", ())] == names and run.key != plan.key()
    ]
    for run in sorted(alike, key=lambda run: run.request.get("data") != data):
        try:
            changed = differences(plan_from(run.plan), plan)
        except RequestError:
            continue
        if (before := run.request.get("data")) != data:
            others = [one for one in changed if not one.startswith("the questions of ")]
            changed = [f"the questions are {_origin(data)} (were {_origin(before)})", *others]
        return f"another run than {run.id[:8]}: {'; '.join(changed)}"
    return ""


def _origin(data: str | None) -> str:
    return f"of {Path(data).name}" if data else "the task's own"


def _items(task: Task, request: Request, engine: Engine, notes: list[str]) -> tuple[Item, ...]:
    found = load(task, _file_of(request), limit=request.limit)
    usable = tuple(item for item in found if _can_be_shown(item, engine))
    left_out = len(found) - len(usable)
    if left_out and not request.skip_images:
        raise RequestError(
            f"{left_out} of {len(found)} questions of {task.name} have images, which"
            f" {engine.model.name} does not take or which are not here; leave them out with"
            " --skip-images, or choose a model that takes images"
        )
    if left_out:
        notes.append(f"{left_out} questions of {task.name} have images and are left out")
    if not usable:
        raise RequestError(f"task {task.name} has no questions to ask")
    return usable


def _file_of(request: Request) -> Path | None:
    return Path(request.data) if request.data else None


def _can_be_shown(item: Item, engine: Engine) -> bool:
    if item.modality == "text" and not item.problem.images:
        return True
    return bool(item.problem.images) and engine.capabilities.images


def refuse_approximate(request: Request, engine: Engine) -> None:
    """Refuse a model whose budgets are approximate, unless that is asked for.

    Raises:
        RequestError: it is not, or several budgets are.
    """
    if engine.tokenizer is not None:
        return
    if not request.approximate:
        raise RequestError(
            f"{engine.model.name} takes chat messages only, so thinking budgets on it are"
            " approximate; run it all the same with --approximate and one budget, or use an engine"
            " that takes token ids (set DELIBERATE_OPENAI_TOKENIZER)"
        )
    if request.way != "single":
        raise RequestError(
            f"{engine.model.name} takes chat messages only: one budget a run; name one in --budgets"
        )


def refuse_same_samples(request: Request) -> None:
    """Refuse several samples of what is decoded greedily.

    Not a rule of `Request`, for runs that were made without it are still read.

    Raises:
        RequestError: the samples would all be the same.
    """
    if request.temperature == 0 and request.samples > 1:
        raise RequestError(
            f"at temperature 0 all {request.samples} samples would be the same; raise the"
            " temperature, or ask for 1 sample"
        )


def _refuse_too_many(request: Request, questions: int) -> None:
    units = questions * request.samples * (1 + request.shuffle)
    if units > MAX_UNITS:
        raise RequestError(
            f"{questions:,} questions with samples {request.samples:,} and shuffle-options"
            f" {request.shuffle} are {units:,} samples; allowed: {MAX_UNITS:,}; lower one of them,"
            " or --limit"
        )


def _refuse_what_fits_nowhere(plan: Plan, units: Sequence[Unit], engine: Engine) -> None:
    """Refuse budgets that not even the shortest question leaves room for."""
    unit = min(units, key=lambda unit: len(question_text(unit.problem)) + unit.answer_tokens)
    budget = Budget(thinking_tokens=plan.budgets[0], answer_tokens=unit.answer_tokens)
    try:
        if plan.mode == "single":
            reason(unit.problem, budget, engine)
        else:
            curve(unit.problem, plan.budgets, engine, budget=budget, method=plan.mode)
    except BudgetError as error:
        raise BudgetError(f"no question can be asked like this: {error}") from None


def _withheld(item: Item) -> bool:
    kind = item.problem.answer_type
    return (
        item.problem.gold is None
        and not item.rubric
        and not item.tests
        and kind is not AnswerType.OT
    )


def _hash_of(items: Sequence[Item]) -> str:
    return digest(
        [
            [item.problem.to_record(), item.modality, as_record(item.rubric), as_record(item.tests)]
            for item in items
        ]
    )[:16]


def _prompts(items: Sequence[Item]) -> str:
    """A hash of everything that is said around the questions."""
    said = {domain_of(item.problem).instructions(item.problem) for item in items}
    return digest(sorted(said))[:16]


def _named(judge: Engine | None) -> str:
    return f"{judge.name}/{judge.model.name}@{revision_of(judge.model)}" if judge else ""

"""The plan of a run: everything that decides what comes out, and a key that changes with it.

The same plan is the same run, so a command that was interrupted goes on where it was; with anything
changed it is another run, and `differences` says why.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

import reasoning
from benchmarks.runner.request import Mode, RequestError
from reasoning.engines.base import Engine, Model
from reasoning.events import Rung, as_record
from reasoning.problem import Message
from reasoning.scope import known_words, scope_of
from reasoning.terminal import rung_name


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """A task's part of a plan; `questions` is a hash of all that their records say."""

    name: str
    items: int
    questions: str
    answer_tokens: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides the outcome of a run.

    `prompts`, `grader` and `asking` are hashes: of every instruction that a question is asked
    under, of the code that reads and grades answers, and of the code that holds thoughts to their
    budgets. `revision` is as `revision_of` tells it, `model_format` as `format_of`, `judge` is
    "engine/model@revision", "" for none.
    """

    tasks: tuple[TaskPlan, ...]
    engine: str
    model: str
    revision: str
    budgets: tuple[Rung, ...]
    samples: int
    seed: int
    mode: Mode
    shuffle: int
    temperature: float
    judge: str
    self_check: int
    prompts: str
    grader: str
    asking: str = ""
    model_format: str = ""

    def to_record(self) -> dict[str, Any]:
        """The JSON form, readable by `plan_from`."""
        record: dict[str, Any] = as_record(self)
        return record

    def key(self) -> str:
        """SHA-256 of the canonical JSON form, in hexadecimal."""
        return digest(self.to_record())

    def title(self) -> str:
        """What a list calls the run."""
        return title_of([task.name for task in self.tasks], self.model, self.budgets)


def title_of(tasks: Iterable[str], model: str, budgets: Iterable[Rung]) -> str:
    """What a list calls a run: "vignettes · tiny · 0,64,none"."""
    return f"{', '.join(tasks)} · {model} · {','.join(map(rung_name, budgets))}"


def revision_of(model: Model) -> str:
    """What tells a model's weights apart in a plan: its revision, and whose server's it is."""
    return f"{model.revision} at {model.address}" if model.address else model.revision


def format_of(engine: Engine) -> str:
    """A hash of what decides beside the weights: tokenizer, chat template, and the model's scope.

    Of what they do to a text, so that it is the same for a folder, a copy of it and a server.
    """
    tokenizer = engine.tokenizer
    if tokenizer is None:
        return "messages"
    return digest(
        {
            "prompt": list(tokenizer.prompt(_SPECIMEN)),
            "close": list(tokenizer.close_ids),
            "think_end": tokenizer.think_end_id,
            "stop": sorted(tokenizer.answer_stop_ids),
            "scope": as_record(scope_of(engine.model.folder)),
            "words": sorted(known_words(engine.model.folder)),
        }
    )[:16]


#: Any conversation with most kinds of characters in it.
_SPECIMEN = (
    Message("system", "Think first, then answer."),
    Message("user", "A 64-year-old has $x^2 \\le 1.5$ mg?\n\nA) yes\nB) 不是"),
    Message("assistant", "B) 不是"),
    Message("user", "Why?"),
)


_ADAPTER = TypeAdapter(Plan)


def plan_from(record: dict[str, Any]) -> Plan:
    """A plan from its JSON form.

    Raises:
        RequestError: another version of the project wrote it.
    """
    try:
        return _ADAPTER.validate_python(record)
    except ValidationError as error:
        raise RequestError(
            f"the run's plan is of another version ({error.errors()[0]['msg']}); start it anew"
        ) from None


_HASHED = {
    "model_format": "the model's tokenizer, chat template or scope",
    "prompts": "what the model is told",
    "grader": "the code that grades",
    "asking": "the code that thinks",
}


def differences(old: Plan, new: Plan) -> list[str]:
    """What differs between two plans, a setting each: "seed is 1 (was 0)"."""
    return list(_differences(old, new))


def changes_since(plan: Plan, engines: Iterable[Engine]) -> list[str]:
    """What of a plan is another by now, as far as is known without its questions.

    That is the code, and the model where it is among `engines`, which are started.
    """
    code = replace(plan, grader=grader_version(), asking=asking_version())
    here = [
        replace(code, revision=revision_of(engine.model), model_format=format_of(engine))
        for engine in engines
        if (engine.name, engine.model.name) == (plan.engine, plan.model)
    ]
    return min((differences(plan, now) for now in here or [code]), key=len)


def _differences(old: Plan, new: Plan) -> Iterator[str]:
    for field in fields(Plan):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if before == after:
            continue
        if field.name == "tasks":
            yield from _task_differences(old, new)
        elif field.name in _HASHED:
            yield f"{_HASHED[field.name]} has changed"
        else:
            yield f"{field.name.replace('_', ' ')} is {_said(after)} (was {_said(before)})"


def _task_differences(old: Plan, new: Plan) -> Iterator[str]:
    before = {task.name: task for task in old.tasks}
    after = {task.name: task for task in new.tasks}
    if list(before) != list(after):
        yield f"tasks are {', '.join(after)} (were {', '.join(before)})"
        return
    for name, task in after.items():
        was = before[name]
        if task.items != was.items:
            yield f"{name} has {task.items} questions (had {was.items})"
        elif task.questions != was.questions:
            yield f"the questions of {name} have changed"
        if task.answer_tokens != was.answer_tokens:
            yield f"answer tokens of {name} are {task.answer_tokens} (were {was.answer_tokens})"


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(map(rung_name, value))
    return "not set" if value in ("", None) else str(value)


def digest(value: object) -> str:
    """SHA-256 of a JSON value, whatever the order of its keys, in hexadecimal."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def grader_version() -> str:
    """A hash of the code that reads and grades answers.

    Of its text, so that nobody has to remember to count a version on; a changed comment costs a run
    that is under way its cache, and a changed rule can never pass unseen.
    """
    core = Path(reasoning.__file__).parent
    return _digest_of(
        [
            *core.glob("grading/*.py"),
            *core.glob("domains/*.py"),
            *core.glob("judging/*.py"),
            *core.glob("sandbox*.py"),
            *core.glob("sandbox/*.py"),
            Path(__file__).with_name("scoring.py"),
        ]
    )


@cache
def asking_version() -> str:
    """A hash of the code that decides which tokens are drawn, made like `grader_version`."""
    core = Path(reasoning.__file__).parent
    names = ("run", "context", "decoding", "budget", "scope")
    return _digest_of([*core.glob("strategies/*.py"), *(core / f"{name}.py" for name in names)])


def _digest_of(files: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for file in sorted(files):
        found.update(f"{file.parent.name}/{file.name}\0".encode())
        found.update(file.read_bytes())
    return found.hexdigest()[:16]

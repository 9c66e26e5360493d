"""The same request is the same run; whatever decides an outcome makes it another, and says so."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.runner.plan import differences, plan_from
from benchmarks.runner.preparing import prepare, why_another
from benchmarks.runner.request import Request, RequestError, from_record
from benchmarks.runner.session import open_run
from benchmarks.tasks import Item
from reasoning.errors import BudgetError, DeliberateError
from reasoning.problem import AnswerType, Message, Problem
from reasoning.sandbox import SandboxError
from reasoning.scope import WORDS
from store import Store
from tests.benchmarks.runner.small import asked, engine, questions, ready
from tests.reasoning.stand_in import Characters


def test_a_plan_and_a_request_come_back_from_json(tmp_path: Path) -> None:
    prepared = ready(asked(tmp_path, budgets=(None, 4, 0), samples=2), engine())
    assert prepared.request.budgets == (0, 4, None)
    plan = plan_from(prepared.plan.to_record())
    assert plan == prepared.plan
    assert plan.key() == prepared.plan.key()
    assert from_record(prepared.request.to_record()) == prepared.request


def test_how_a_run_is_carried_out_does_not_change_its_key(tmp_path: Path) -> None:
    key = ready(asked(tmp_path), engine()).plan.key()
    for change in ({"concurrency": 3}, {"retries": 0}, {"cache": False}, {"limit": 3}):
        assert ready(asked(tmp_path, **change), engine()).plan.key() == key


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seed": 1}, "seed is 1 (was 0)"),
        ({"budgets": (0, None)}, "budgets is 0,none (was none)"),
        ({"samples": 2}, "samples is 2 (was 1)"),
        ({"temperature": 1.0}, "temperature is 1.0 (was 0.0)"),
        ({"limit": 2}, "records has 2 questions (had 3)"),
        ({"shuffle": 1}, "shuffle is 1 (was 0)"),
        ({"answer_tokens": 9}, "answer tokens of records are 9 (were 32)"),
    ],
)
def test_a_changed_setting_is_another_run_and_says_why(
    tmp_path: Path, store: Store, change: dict[str, Any], said: str
) -> None:
    old = ready(asked(tmp_path), engine())
    open_run(store.benchmarks, old)
    new = ready(asked(tmp_path, **change), engine())
    assert new.plan.key() != old.plan.key()
    assert said in differences(old.plan, new.plan)
    assert said in open_run(store.benchmarks, new).note
    assert why_another(store.benchmarks, old.plan, old.request.data).endswith("; ".join(
        differences(new.plan, old.plan)
    ))  # fmt: skip


def test_another_tokenizer_or_scope_is_another_run(tmp_path: Path) -> None:
    old = ready(asked(tmp_path), engine())
    assert old.plan.model_format == ready(asked(tmp_path), engine()).plan.model_format

    class Shouting(Characters):
        def prompt(self, messages: Sequence[Message]) -> list[int]:
            return [*super().prompt(messages), 33]

    other = engine()
    other.tokenizer = Shouting()
    said = ["the model's tokenizer, chat template or scope has changed"]
    changed = ready(asked(tmp_path), other)
    assert differences(old.plan, changed.plan) == said
    assert {unit.key for unit in changed.units}.isdisjoint(unit.key for unit in old.units)
    scoped = engine()
    scoped.model = replace(scoped.model, folder=tmp_path)
    scope = {"window": 4, "threshold": 9.0, "knows": "sums"}
    (tmp_path / "scope.json").write_text(json.dumps(scope), "utf-8")
    narrow = ready(asked(tmp_path), scoped)
    assert differences(old.plan, narrow.plan) == said
    (tmp_path / WORDS).write_text(json.dumps(["apples"]), "utf-8")
    assert differences(narrow.plan, ready(asked(tmp_path), scoped).plan) == said


def test_another_file_is_told_by_its_name(store: Store, tmp_path: Path) -> None:
    mine = ready(asked(tmp_path), engine())
    open_run(store.benchmarks, mine)
    (tmp_path / "other").mkdir()
    other = questions(tmp_path / "other", subject="other")
    moved = tmp_path / "other.jsonl"
    Path(other).rename(moved)
    asks = ready(asked(tmp_path, data=str(moved)), engine())
    said = "the questions are of other.jsonl (were of questions.jsonl)"
    assert open_run(store.benchmarks, asks).note.endswith(f": {said}")
    # The last of the same file comes first, though another was asked since.
    again = ready(asked(tmp_path, seed=4), engine())
    assert open_run(store.benchmarks, again).note.endswith(": seed is 4 (was 0)")


def test_changed_questions_and_a_changed_model_are_another_run(tmp_path: Path) -> None:
    old = ready(asked(tmp_path), engine())
    other = engine()
    other.model = replace(other.model, revision="2")
    assert differences(old.plan, ready(asked(tmp_path), other).plan) == ["revision is 2 (was 1)"]
    # Two servers may call different models the same, and neither tells which it has.
    other.model = replace(other.model, revision="1", address="http://b/v1")
    served = ready(asked(tmp_path), other)
    assert differences(old.plan, served.plan) == ["revision is 1 at http://b/v1 (was 1)"]
    assert {unit.key for unit in served.units}.isdisjoint(unit.key for unit in old.units)
    questions(tmp_path, subject="other")
    new = ready(asked(tmp_path, data=str(tmp_path / "questions.jsonl")), engine())
    assert differences(old.plan, new.plan) == ["the questions of records have changed"]
    assert [u.key for u in old.units] != [u.key for u in new.units]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"samples": 0}, "samples is 0; allowed: 1 to"),
        ({"tasks": ()}, "tasks are none"),
        ({"tasks": ("a", "a")}, "name each task once"),
        ({"tasks": ("a", "b"), "data": "f"}, "run them one by one"),
        ({"concurrency": 0}, "concurrency is 0"),
        ({"budgets": (-1,)}, "thinking budget is -1"),
    ],
)
def test_a_request_that_cannot_be_is_refused_in_one_line(change: dict[str, Any], said: str) -> None:
    with pytest.raises(DeliberateError, match=said) as caught:
        Request(**{"tasks": ("records",), **change})
    assert "\n" not in str(caught.value)


def test_more_samples_than_memory_holds_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"30,300,000 samples; allowed: 2,000,000") as caught:
        ready(asked(tmp_path, samples=100_000, shuffle=100), engine())
    assert "\n" not in str(caught.value)


def test_samples_that_would_be_the_same_are_refused_though_such_a_request_is_still_read(
    tmp_path: Path,
) -> None:
    request = asked(tmp_path, samples=2, temperature=0)
    assert from_record(request.to_record()) == request
    with pytest.raises(RequestError, match="at temperature 0 all 2 samples would be the same"):
        ready(request, engine())
    assert ready(asked(tmp_path, samples=1, temperature=0), engine()).plan.temperature == 0


def test_what_is_no_request_is_refused() -> None:
    with pytest.raises(RequestError, match="samples: "):
        from_record({"tasks": ["records"], "samples": "many"})


def test_images_are_refused_or_left_out(tmp_path: Path) -> None:
    data = questions(tmp_path, 2)
    file = Path(data)
    first, second = file.read_text("utf-8").splitlines()
    pixel = "data:image/png;base64,iVBORw0KGgo="
    file.write_text(first + "\n" + second[:-1] + f', "images": ["{pixel}"]}}\n', "utf-8")
    with pytest.raises(RequestError, match=r"1 of 2 questions of records have images.*--skip-im"):
        ready(asked(tmp_path, data=data), engine())
    prepared = ready(asked(tmp_path, data=data, skip_images=True), engine())
    assert len(prepared.units) == 1
    assert prepared.notes == ("1 questions of records have images and are left out",)


def test_an_engine_without_exact_budgets_is_refused_or_has_one(tmp_path: Path) -> None:
    chat = engine()
    chat.tokenizer = None
    with pytest.raises(RequestError, match=r"approximate; run it all the same with --approximate"):
        ready(asked(tmp_path), chat)
    with pytest.raises(RequestError, match="one budget a run"):
        ready(asked(tmp_path, approximate=True, budgets=(0, 4)), chat)
    assert ready(asked(tmp_path, approximate=True), chat).plan.mode == "single"


def test_a_budget_that_fits_no_question_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BudgetError, match=r"no question can be asked like this.*100000"):
        ready(asked(tmp_path, budgets=(0, 100_000)), engine())


def test_open_answers_without_a_judge_are_told_of(tmp_path: Path) -> None:
    data = questions(tmp_path, 2, options=None, answer="an essay", answer_type="OT")
    prepared = ready(asked(tmp_path, data=data), engine())
    assert "2 questions need a judge" in prepared.notes[0]
    judged = prepare(asked(tmp_path, data=data), engine(), engine(), answer_tokens=32)
    assert judged.notes == ()
    assert judged.plan.judge == "stand-in/stand-in@1"


def test_programs_without_a_sandbox_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = questions(
        tmp_path, 1, options=None, answer=None, answer_type="CODE",
        extra={"test_cases": [{"input": "", "output": "1"}]},
    )  # fmt: skip

    def missing() -> None:
        raise SandboxError("there is no sandbox")

    monkeypatch.setattr("benchmarks.runner.preparing.require_sandbox", missing)
    with pytest.raises(SandboxError):
        ready(asked(tmp_path, data=data), engine())


def test_withheld_answers_are_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    item = Item(Problem("How many?", id="records/1", answer_type=AnswerType.NV))
    monkeypatch.setattr("benchmarks.runner.preparing.load", lambda task, data, limit: (item,))
    prepared = ready(asked(tmp_path), engine())
    assert "1 questions come without their right answer" in prepared.notes[0]


def test_the_grader_is_part_of_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = ready(asked(tmp_path), engine())
    version: Callable[[], str] = lambda: "other"  # noqa: E731
    monkeypatch.setattr("benchmarks.runner.preparing.grader_version", version)
    new = ready(asked(tmp_path), engine())
    assert differences(old.plan, new.plan) == ["the code that grades has changed"]
    assert old.units[0].key != new.units[0].key


def test_the_code_that_thinks_is_part_of_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = ready(asked(tmp_path), engine())
    version: Callable[[], str] = lambda: "other"  # noqa: E731
    monkeypatch.setattr("benchmarks.runner.preparing.asking_version", version)
    new = ready(asked(tmp_path), engine())
    assert differences(old.plan, new.plan) == ["the code that thinks has changed"]
    assert old.units[0].key != new.units[0].key

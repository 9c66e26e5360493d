"""The reproduction of part 3: its data, its cells, and that a killed run goes on."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from transformers import AutoTokenizer
from typer.testing import CliRunner

from reasoning.domains import domain_of, messages
from reasoning.engines.chat_tokenizer import ChatTokenizer
from reasoning.errors import EngineError
from reasoning.events import Ending, SampleResult
from reasoning.problem import AnswerType, Problem
from tests import tiny_model
from tests.conftest import ROOT
from tests.reasoning.stand_in import StandIn
from training.pairs import SFTError, ids_and_labels
from training.recipes.part3 import __main__ as command
from training.recipes.part3 import data, evaluation, serving
from training.recipes.part3.plan import (
    PAPER_RECIPE,
    TINY_RECIPE,
    TUNED,
    Cell,
    ModelRun,
    Plan,
    cells,
    recipe_for,
    stages,
)
from training.recipes.part3.results import FILE, Results

TESTS = ("easy", "medium", "hard")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tiny_model.build(tmp_path_factory.mktemp("models") / "base"))


@pytest.fixture
def plan(base: str) -> Plan:
    recipe = replace(TINY_RECIPE, epochs=3)
    return Plan(
        base, seeds=1, n=4, problems=2, vote_problems=2, votes=(1, 2), sizes=(), recipe=recipe,
        thinking_tokens=8, answer_tokens=8,
    )  # fmt: skip


def questions(plan: Plan, n: int, seed: int) -> list[str]:
    return [worked.problem.question for worked in data.worked_examples(plan, n, seed)]


def test_a_smaller_set_is_the_start_of_a_larger_one_and_seeds_differ(plan) -> None:
    assert questions(plan, 20, 0)[:10] == questions(plan, 10, 0)
    assert not set(questions(plan, 20, 0)) & set(questions(plan, 20, 1))


def test_examples_come_in_the_mix_of_the_paper(plan) -> None:
    tiers = [worked.problem.difficulty for worked in data.worked_examples(plan, 50, 0)]
    assert (tiers.count("easy"), tiers.count("hard")) == (35, 15)


def test_training_and_test_problems_have_nothing_in_common(plan) -> None:
    plan = replace(plan, problems=20, vote_problems=20)
    trained = set(questions(plan, 60, 0))
    seen: set[str] = set()
    for test in TESTS:
        for measure in ("greedy", "votes"):
            asked = {p.question for p in data.test_problems(plan, test, measure)}  # type: ignore[arg-type]
            assert len(asked) == 20
            assert not asked & trained
            assert not asked & seen
            seen |= asked
    assert all(w.problem.provenance.split == "train" for w in data.worked_examples(plan, 10, 0))


def test_an_example_is_what_the_engine_reads_and_is_to_write(plan) -> None:
    tokenizer = ChatTokenizer(plan.base)
    worked = data.worked_examples(plan, 1, 0)[0]
    asked = tokenizer.prompt(messages(domain_of(worked.problem), worked.problem))
    for style in ("short", "step", "journey"):
        (pair,) = data.training_pairs(plan, style, 1, 0)  # type: ignore[arg-type]
        thought = worked.thoughts[style]  # type: ignore[index]
        assert pair.completion == f"{thought}{tokenizer.format.close}{worked.reply}"
        ids = ids_and_labels(AutoTokenizer.from_pretrained(plan.base), pair)["input_ids"]
        written = [
            *tokenizer.encode(thought),
            *tokenizer.close_ids,
            *tokenizer.encode(worked.reply),
        ]
        assert ids == [*asked, *written, 0]


def test_some_journeys_slip_and_their_mistakes_alone_are_not_learned(plan) -> None:
    worked = data.worked_examples(plan, 150, 0)
    tokenizer = AutoTokenizer.from_pretrained(plan.base)
    chat = ChatTokenizer(plan.base)
    slipped = [w for w in worked if w.unlearned]
    share = sum(data.JOURNEYS[mode] for mode in ("slipped", "again")) / sum(data.JOURNEYS.values())
    assert abs(len(slipped) / len(worked) - share) < 0.2
    for w in slipped:
        thought = w.thoughts["journey"]
        assert "\nWait," in thought
        assert "Wait, a" not in "".join(thought[i:j] for i, j in w.unlearned)
        pair = data.pair_of(chat, w, "journey")
        row = ids_and_labels(tokenizer, pair)
        masked = [i for i, label in zip(row["input_ids"], row["labels"], strict=True) if label < 0]
        prompt = tokenizer(pair.prompt, add_special_tokens=False)["input_ids"]
        assert len(prompt) < len(masked) < len(row["labels"]) - 1
        for style in ("short", "step"):
            assert data.pair_of(chat, w, style).unlearned == ()  # type: ignore[arg-type]


def test_own_examples_and_tests_come_from_a_folder(plan, tmp_path) -> None:
    record = {
        "question": "Which?", "domain": "medical", "options": {"A": "flu", "B": "cold"},
        "answer": "A", "short": "s", "step": "t", "journey": "j", "reply": "A) flu",
    }  # fmt: skip
    lines = [json.dumps(record | {"question": f"Which {i}?"}) for i in range(6)]
    (tmp_path / "train.jsonl").write_text("\n".join(lines))
    (tmp_path / "test-2-far.jsonl").write_text("\n".join(lines))
    (tmp_path / "test-1-near.jsonl").write_text("\n".join(lines[:4]))
    plan = replace(plan, data=str(tmp_path))
    assert data.test_names(plan) == ("test-1-near", "test-2-far")
    assert len(set(questions(plan, 6, 0))) == 6
    assert questions(plan, 6, 0) != questions(plan, 6, 1)
    greedy, votes = (data.test_problems(plan, "test-1-near", m) for m in ("greedy", "votes"))  # type: ignore[arg-type]
    assert [p.question for p in (*greedy, *votes)] == [f"Which {i}?" for i in range(4)]
    slip = record | {"question": "Which slips?", "journey": "jab", "unlearned": [[1, 2]]}
    (tmp_path / "train.jsonl").write_text("\n".join([*lines, json.dumps(slip)]))
    (found,) = [w for w in data.worked_examples(plan, 7, 0) if w.unlearned]
    assert data.pair_of(ChatTokenizer(plan.base), found, "journey").unlearned == ((1, 2),)
    (tmp_path / "train.jsonl").write_text(json.dumps(slip | {"unlearned": [1, 2]}))
    with pytest.raises(SFTError, match='"unlearned" is'):
        data.worked_examples(plan, 1, 0)
    (tmp_path / "train.jsonl").write_text("\n".join(lines))
    with pytest.raises(SFTError, match="fewer than 7"):
        questions(plan, 7, 0)
    with pytest.raises(SFTError, match="fewer than 3 and 2"):
        data.test_problems(replace(plan, problems=3), "test-1-near", "greedy")


def test_the_recipe_is_that_of_the_paper_but_for_a_tiny_base(base) -> None:
    assert recipe_for(base) == TINY_RECIPE
    assert recipe_for("Qwen/Qwen3-8B-Base") == PAPER_RECIPE
    assert (PAPER_RECIPE.lr, PAPER_RECIPE.batch, PAPER_RECIPE.epochs) == (1e-4, 8, 3)


def test_every_arm_and_seed_has_a_cell_of_its_own() -> None:
    plan = Plan("b")
    found = [c for stage in stages(plan) for m in stage for c in cells(plan, m, TESTS)]
    assert len({c.key for c in found}) == len(found)
    for arm in TUNED:
        mine = [c for c in found if c.arm == arm and c.model.n == plan.n]
        assert len(mine) == plan.seeds * len(TESTS) * 2
    sizes = {c.model.n for c in found if c.arm == "journey"}
    assert sizes == {50, 100, 200, 500, 1000}


def test_answers_are_grouped_with_the_right_one_first() -> None:
    problem = Problem("?", "medical", {"A": "flu", "B": "cold"}, AnswerType.SC, gold="B")
    answers = ["A", "B", None, "A"]
    samples = [SampleResult(i, a, Ending.ANSWERED, 1, 1, "", None) for i, a in enumerate(answers)]
    assert evaluation.groups(problem, samples) == [1, 0, -1, 1]


async def test_a_cell_is_measured_through_reason_with_the_arms_budget(plan) -> None:
    plan = replace(plan, problems=6)
    problems = data.test_problems(plan, "easy", "greedy")

    def script(written: str, seed: int) -> str:
        _, closed, _ = written.rpartition("</think>")
        return "xxxxx|" if not closed else "A|"

    engine = StandIn(script, context=8192)
    for arm, tokens in (("vanilla", 0), ("prompted", 5)):
        cell = Cell(ModelRun(), arm, "easy", "greedy", 0)
        found = await evaluation.measure(plan, cell, engine)
        assert found["correct"] == [int(p.gold == "A") for p in problems]
        assert found["thinking_tokens"] == [tokens] * 6
        assert found["ends"] == {"answered": 6}


async def test_a_cell_whose_engine_broke_off_is_not_kept(plan) -> None:
    def script(written: str, seed: int) -> str:
        raise EngineError("out of memory")

    cell = Cell(ModelRun(), "vanilla", "easy", "greedy", 0)
    with pytest.raises(SFTError, match="out of memory"):
        await evaluation.measure(plan, cell, StandIn(script, context=8192))


async def test_a_server_is_asked_for_each_model_by_its_name(plan, tmp_path, monkeypatch) -> None:
    asked: list[Any] = []

    class Server:
        def __init__(self, address: str, model: str, **rest: Any) -> None:
            asked.append((address, model, rest["tokenizer"], rest["exact"]))

        async def start(self) -> None:
            asked.append("start")

        async def close(self) -> None:
            asked.append("close")

    monkeypatch.setattr(evaluation, "OpenAIServer", Server)
    for model in (ModelRun(), ModelRun("step", 4, 1)):
        async with evaluation.engine_for(plan, tmp_path, model, "http://x/v1", None):
            pass
    assert asked == [
        ("http://x/v1", "base", plan.base, True), "start", "close",
        ("http://x/v1", "step-4-1", plan.base, True), "start", "close",
    ]  # fmt: skip


class Killed(Exception):
    """Stands for the end of the process."""


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Trainings and engines left out; `asked` lists the cells that were measured."""
    state = SimpleNamespace(asked=[], dies_after=None)

    @asynccontextmanager
    async def engine_for(*_: Any) -> AsyncIterator[Any]:
        yield SimpleNamespace(model=SimpleNamespace(revision="r"))

    async def measure(plan: Plan, cell: Any, engine: Any) -> dict[str, Any]:
        if len(state.asked) == state.dies_after:
            raise Killed
        state.asked.append(cell.key)
        scores = {"correct": [1, 0], "thinking_tokens": [3, 5]}
        votes = {"groups": [[0, 1], [1, -1]]}
        found = scores if cell.measure == "greedy" else votes
        return {**found, "ends": {"answered": 2}, "seconds": 0.1}

    monkeypatch.setattr(command, "train_all", lambda *_: iter(()))
    monkeypatch.setattr(command, "engine_for", engine_for)
    monkeypatch.setattr(command, "measure", measure)
    return state


def test_a_run_that_was_killed_between_cells_goes_on_where_it_was(plan, tmp_path, scripted) -> None:
    whole = sum(len(cells(plan, m, TESTS)) for stage in stages(plan) for m in stage)
    scripted.dies_after = 5
    with pytest.raises(Killed):
        asyncio.run(command._run(plan, tmp_path, "", 1, 1))
    before = Results.read(tmp_path).cells
    assert list(before) == scripted.asked
    # What a kill in the middle of writing leaves.
    (tmp_path / f"{FILE}.part").write_text('{"plan": ')
    scripted.dies_after = None
    asyncio.run(command._run(plan, tmp_path, "", 1, 1))
    assert len(scripted.asked) == len(set(scripted.asked)) == whole
    after = Results.read(tmp_path).cells
    assert {key: after[key] for key in before} == before
    assert set(after) == set(scripted.asked)


def test_results_of_another_plan_are_not_mixed_in(plan, tmp_path, scripted) -> None:
    asyncio.run(command._run(plan, tmp_path, "", 1, 1))
    with pytest.raises(SFTError, match="thinking_tokens 8, not 9"):
        asyncio.run(command._run(replace(plan, thinking_tokens=9), tmp_path, "", 1, 1))


def test_a_run_on_other_test_problems_does_not_go_on(plan, tmp_path, scripted, monkeypatch) -> None:
    asyncio.run(command._run(plan, tmp_path, "", 1, 1))
    monkeypatch.setattr(data, "TEST_SEEDS", {"greedy": 1, "votes": 2})
    with pytest.raises(SFTError, match="is of a run with "):
        asyncio.run(command._run(plan, tmp_path, "", 1, 1))


@pytest.mark.parametrize("votes", ["4,1", "2,4", "1", "1,1", "1,x", "1,0", ""])
def test_sizes_of_votes_that_make_no_sense_are_refused_in_one_line(votes, tmp_path) -> None:
    options = ["run", "--base", "none", "--out", str(tmp_path / "out"), "--votes", votes]
    done = CliRunner().invoke(command.app, options)
    assert done.exit_code == 1
    assert done.output.startswith(f"--votes {votes!r}: ")
    assert done.output.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_the_served_names_are_those_that_are_asked_for(plan, tmp_path) -> None:
    model = ModelRun("journey", 4, 0)
    folder = tmp_path / "adapters" / model.name
    folder.mkdir(parents=True)
    (folder / "adapter_config.json").write_text("{}")
    served = serving.serve_command(plan, tmp_path)
    assert f"--lora-modules {model.name}={folder}" in served
    assert f"--served-model-name {ModelRun().name} " in served


@pytest.mark.timeout(400)
def test_the_whole_recipe_runs_on_the_embedded_engine(plan, tmp_path) -> None:
    """The command in a process of its own, so that nothing of it stays in the one of tests."""
    options = {
        "base": plan.base, "out": tmp_path, "seeds": 1, "n": plan.n, "problems": plan.problems,
        "vote-problems": plan.vote_problems, "votes": "1,2", "sizes": "", "at-once": 1,
        "threads": 1, "thinking-tokens": plan.thinking_tokens,
    }  # fmt: skip
    arguments = [f"--{name}={value}" for name, value in options.items()]
    done = subprocess.run(
        [sys.executable, "-m", "training.recipes.part3", "run", *arguments],
        cwd=ROOT,
        env={**os.environ, "DELIBERATE_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    results = Results.read(tmp_path)
    assert set(results.record["training"]) == {f"{arm}-4-0" for arm in TUNED}
    assert len(results.cells) == (2 + 3) * len(TESTS) * 2
    for key, cell in results.cells.items():
        if key.endswith("greedy"):
            limit = 0 if key.startswith("vanilla") else plan.thinking_tokens
            assert len(cell["correct"]) == plan.problems
            assert max(cell["thinking_tokens"]) <= limit
        else:
            assert [len(g) for g in cell["groups"]] == [2, 2]
    revisions = {cell["revision"] for cell in results.cells.values()}
    assert len(revisions) == 1 + len(TUNED)
    for name in ("report.md", "part3.png", "pairs/journey-4-0.jsonl"):
        assert (tmp_path / name).exists()
    assert "30/30 cells" in done.stdout

"""All generators alike: reproducible, disjoint splits, records that can be read back, the CLI."""

from __future__ import annotations

import json
from functools import cache

import pytest
from typer.testing import CliRunner

from data.__main__ import app
from data.generators import AT_ONCE, DIFFICULTIES, LEVELS, TASKS, GeneratorError, examples
from data.generators.base import SPLITS, Example, Split, phrasing, split_of
from reasoning import from_record
from reasoning.domains import domain_of

EVERY = [(task, level) for task, family in TASKS.items() for level in family.levels]
BEYOND = [task for task, family in TASKS.items() if "beyond" in family.levels]


@cache
def some(task: str, difficulty: str, n: int = 4, split: Split = "test") -> list[Example]:
    return list(examples(task, n, 7, difficulty, split))


@pytest.mark.parametrize(("task", "difficulty"), EVERY)
def test_the_same_seed_gives_the_same_problems_and_another_seed_others(task, difficulty) -> None:
    assert list(examples(task, 3, 7, difficulty)) == some(task, difficulty)[:3]
    other = [e.problem.question for e in examples(task, 4, 8, difficulty)]
    assert other != [e.problem.question for e in some(task, difficulty)]


@pytest.mark.parametrize(("task", "difficulty"), EVERY)
def test_the_answer_of_every_example_is_read_and_graded_as_right(task, difficulty) -> None:
    for example in some(task, difficulty):
        domain = domain_of(example.problem)
        read = domain.read(example.problem, example.answer)
        assert read is not None
        assert example.problem.gold is not None
        assert domain.same(example.problem, read, example.problem.gold)


@pytest.mark.parametrize(("task", "difficulty"), EVERY)
def test_records_have_everything_and_can_be_read_back(task, difficulty) -> None:
    for example in some(task, difficulty):
        record = json.loads(json.dumps(example.problem.to_record()))
        assert from_record(record) == example.problem
        assert (record["task"], record["difficulty"]) == (task, difficulty)
        origin = (record["source"], record["license"], record["split"])
        assert origin == ("generated", "Apache-2.0", "test")
        assert record["id"]


@pytest.mark.parametrize("task", [task for task in TASKS if task not in AT_ONCE])
def test_no_combination_is_in_two_splits(task) -> None:
    made = {s: {e.combination for e in examples(task, 40, 7, None, s)} for s in SPLITS}
    assert all(combination for keys in made.values() for combination in keys)
    assert not made["train"] & (made["validation"] | made["test"])
    assert not made["validation"] & made["test"]
    assert all(split_of(key) == split for split, keys in made.items() for key in keys)


def test_one_combination_in_ten_is_for_testing_and_one_for_validation() -> None:
    splits = [split_of([str(i)]) for i in range(5000)]
    assert 0.08 < splits.count("test") / 5000 < 0.12
    assert 0.08 < splits.count("validation") / 5000 < 0.12


def test_wordings_of_a_split_are_the_last_ones_and_no_others() -> None:
    options = tuple("abcdefg")
    assert "".join(phrasing(options, "train", 2)) == "abc"
    assert "".join(phrasing(options, "validation", 2)) == "de"
    assert "".join(phrasing(options, "test", 2)) == "fg"
    with pytest.raises(ValueError, match="4 wordings are too few to hold 2 back twice"):
        phrasing("abcd", "train", 2)


def test_training_never_draws_what_lies_beyond() -> None:
    assert DIFFICULTIES == ("easy", "medium", "hard") and (*DIFFICULTIES, "beyond") == LEVELS
    drawn = [e.problem.difficulty for e in examples("sums", 9, 0, None, "train")]
    assert set(drawn) == set(DIFFICULTIES)


@pytest.mark.parametrize("task", ["sums", "chains"])
def test_sums_and_chains_beyond_have_thirteen_to_sixteen_steps(task) -> None:
    for example in some(task, "beyond", 8):
        assert example.thoughts is not None
        assert 13 <= example.thoughts.step.count("\n") <= 16
        faults = TASKS[task].faults(example.problem, example.thoughts.journey)
        assert faults == []


@pytest.mark.parametrize("task", [task for task in TASKS if task not in BEYOND])
def test_a_task_that_gets_no_harder_says_so_at_once_and_names_those_that_do(task) -> None:
    with pytest.raises(GeneratorError) as caught:
        next(examples(task, 1, 0, "beyond"))
    assert str(caught.value) == (
        f"{task} has no 'beyond' problems; tasks that have: {', '.join(BEYOND)}"
    )


def test_an_unknown_task_or_difficulty_is_one_line_with_what_is_allowed() -> None:
    with pytest.raises(GeneratorError, match="unknown task 'x'; allowed: vignettes, cases"):
        list(examples("x", 1, 0))
    allowed = "unknown difficulty 'x'; allowed: easy, medium, hard, beyond"
    with pytest.raises(GeneratorError, match=allowed):
        list(examples("sums", 1, 0, "x"))


def test_the_command_prints_problems_as_json_lines() -> None:
    done = CliRunner().invoke(app, ["sample", "sums", "--n", "4", "--seed", "3"])
    assert done.exit_code == 0
    problems = [from_record(json.loads(line)) for line in done.output.splitlines()]
    assert [p.difficulty for p in problems] == ["easy", "medium", "hard", "easy"]


@pytest.mark.parametrize("task", BEYOND)
def test_the_command_prints_problems_beyond(task) -> None:
    arguments = ["sample", task, "--n", "1", "--difficulty", "beyond"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0
    assert from_record(json.loads(done.output)).difficulty == "beyond"


@pytest.mark.parametrize("split", SPLITS)
def test_the_command_prints_problems_of_any_split(split) -> None:
    done = CliRunner().invoke(app, ["sample", "sums", "--n", "3", "--seed", "7", "--split", split])
    made = [example.problem.to_record() for example in examples("sums", 3, 7, None, split)]
    assert [json.loads(line) for line in done.output.splitlines()] == made


@pytest.mark.parametrize("style", ["short", "step", "journey", "slipped"])
def test_the_command_prints_the_thought_of_a_style_beside_each_problem(style) -> None:
    done = CliRunner().invoke(app, ["sample", "sums", "--n", "3", "--seed", "7", "--style", style])
    lines = [json.loads(line) for line in done.output.splitlines()]
    for line, example in zip(lines, examples("sums", 3, 7), strict=True):
        assert line == {**example.problem.to_record(), "thought": line["thought"]}
        told = getattr(example.thoughts, style)
        text = told if isinstance(told, str) else "".join(part.text for part in told)
        assert line["thought"] == text
        assert ("Wait," in text) == (style == "slipped")


def test_the_command_says_which_problem_has_no_slipped_thought() -> None:
    arguments = ["--n", "15", "--seed", "1", "--style", "slipped"]
    done = CliRunner().invoke(app, ["sample", "vignettes", *arguments])
    assert done.exit_code == 0
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    without = [line["id"] for line in lines if line["thought"] is None]
    assert 0 < len(without) < 15
    assert [line.split(" has no slipped thought: ")[0] for line in done.stderr.splitlines()] == (
        without
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["sums", "--split", "all"], "error: unknown split 'all'; allowed: train, validation, te"),
        (
            ["sums", "--style", "long"],
            "error: unknown style 'long'; allowed: short, step, journey, slipped",
        ),
        (["facts", "--style", "step"], "error: facts has no thoughts, for its problems are"),
        (["steps", "--style", "slipped"], "error: steps has no thoughts, for its problems are"),
        (["poems"], "error: unknown task 'poems'; allowed: vignettes, cases"),
        (["sums", "--difficulty", "odd"], "error: unknown difficulty 'odd'; allowed: easy"),
        (["facts", "--difficulty", "beyond"], "error: facts has no 'beyond' problems"),
    ],
)
def test_the_command_says_what_is_allowed_in_one_line(arguments, says) -> None:
    done = CliRunner().invoke(app, ["sample", *arguments])
    assert done.exit_code == 2
    assert done.output.startswith(says)
    assert done.output.strip().count("\n") == 0

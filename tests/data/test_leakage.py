"""What training sees of the test problems: measured again in small, and told as measured."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import data
from data.__main__ import app
from data.clinical import age_group, load
from data.generators import AT_ONCE, TASKS, examples
from data.generators.base import LEVELS
from data.generators.medical.contrasts import held_pairs
from data.leakage import FREE_HAND, RATIO, compare, distinct, free_hand, measure, wordings

HOME = Path(data.__file__).parent
TOLD = json.loads((HOME / "leakage.json").read_text(encoding="utf-8"))
README = (HOME / "README.md").read_text(encoding="utf-8")
EVERY = [(task, level) for task, family in TASKS.items() for level in family.levels]
CASES = [json.loads(line) for line in FREE_HAND.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("task", [task for task in TASKS if task not in AT_ONCE])
def test_no_combination_and_no_question_of_another_split_is_in_training(task: str) -> None:
    for split in ("validation", "test"):
        assert TOLD["tasks"][task][split]["combinations"] == 0
        assert TOLD["tasks"][task][split]["questions"] == 0
    again = measure(25, [task])
    for shared in again.tasks[task].values():
        assert shared.combinations == shared.questions == 0
    assert again.held_pairs.train == again.held_pairs.validation == 0


@pytest.mark.parametrize(("task", "level"), EVERY)
def test_few_test_problems_are_asked_twice(task: str, level: str) -> None:
    assert distinct(list(examples(task, 40, 5, level, "test"))) >= 0.65


def test_a_problem_in_other_words_and_a_question_asked_again_are_not_distinct() -> None:
    one, two = examples("roots", 2, 1, "hard", "test")
    again = replace(one, problem=replace(one.problem, question="In other words?"))
    assert distinct([one, two]) == 1
    assert distinct([one, two, again, one]) == 0.5
    fact, other = examples("facts", 2, 1, "easy", "test")
    assert distinct([fact, other, other, fact]) == 0.5


def test_what_was_measured_is_of_every_task_and_names_its_command() -> None:
    assert list(TOLD["tasks"]) == list(TOLD["distinct"]) == list(TASKS)
    assert TOLD["command"] == f"python -m data leakage --n {TOLD['training_problems']}"
    assert TOLD["other_problems"] * RATIO == TOLD["training_problems"]
    assert f"{TOLD['command']} --out data/leakage.json" in README


def test_no_wording_of_another_split_is_one_that_training_says() -> None:
    for split in ("validation", "test"):
        again = wordings(split, ())
        assert (again.told, again.all) == (0, TOLD["wordings"][split]["all"])
        assert TOLD["wordings"][split]["told"] == 0
        assert 0 < TOLD["wordings"][split]["within"] < 0.1 * again.all


def test_held_pairs_stand_together_in_test_problems_alone() -> None:
    pairs = TOLD["held_pairs"]
    assert pairs["pairs"] == len(held_pairs())
    assert (pairs["train"], pairs["validation"]) == (0, 0)
    assert pairs["test"] > 50


def test_what_is_in_both_is_found() -> None:
    train = list(examples("sums", 4, 1, "easy", "train"))
    shared = compare(train, train[:2])
    assert (shared.combinations, shared.steps, shared.questions) == (1, 1, 1)
    assert (shared.runs_of_8, shared.runs_of_13) == (1, 1)
    other = compare(train[:2], list(examples("chains", 4, 1, "hard", "train")))
    assert (other.combinations, other.steps, other.questions, other.runs_of_8) == (0, 0, 0, 0)
    training = wordings("train", ())
    assert training.told == training.all
    finding = "a fluttering in the chest"
    assert wordings("test", [f"He has {finding}."]).within == 1


def test_the_readme_tells_the_figures_that_were_measured() -> None:
    figure = r" ([\d.]+) % \|"
    rows = re.findall(rf"^\| (\w+) \|{figure * 4}$", README, re.M)
    assert [name for name, *_ in rows] == [*TASKS]
    for name, *figures in rows:
        shared = TOLD["tasks"][name]["test"]
        measured = [shared[key] for key in ("steps", "runs_of_8", "runs_of_13")]
        measured.append(TOLD["distinct"][name])
        assert figures == [f"{100 * share:.1f}" for share in measured], name
    held, told = TOLD["held_pairs"], TOLD["wordings"]["test"]
    assert f"{held['pairs']} pairs" in README and f"in {held['test']} test problems" in README
    assert f"Of {told['all']} test wordings" in README and f"{told['within']} occur" in README
    train, other = TOLD["training_problems"], TOLD["other_problems"]
    assert f"from {train} training problems and {other} of each other split" in README


def test_the_readme_names_every_task_and_who_goes_beyond() -> None:
    for task, family in TASKS.items():
        assert re.search(rf"[|,] {task}[, ]", README), task
        if LEVELS[-1] in family.levels:
            assert re.search(rf"[ ,]{task}[, ;]", README.split("**beyond**")[1].split("\n\n")[0])


def test_free_hand_cases_are_as_the_readme_tells() -> None:
    told = free_hand()
    assert TOLD["free_hand"] == {"cases": told.cases, "with_phrase": told.with_phrase}
    assert f"{told.cases} cases" in README
    assert f"{told.with_phrase} of them" in README
    assert len({case["id"] for case in CASES}) == told.cases == len(CASES)


def test_the_answer_of_a_free_hand_case_is_the_best_of_its_options_by_the_base() -> None:
    base = load()
    findings = {f.name: f.id for f in base.findings.values()}
    ids = {d.name: d.id for d in base.diagnoses.values()}
    for case in CASES:
        present, absent = ([findings[n] for n in case[key]] for key in ("present", "absent"))
        age = age_group(case["years"])
        totals = {
            letter: base.score(ids[name], age, case["sex"], present, absent)
            for letter, name in case["options"].items()
        }
        best, second = sorted(totals.values(), reverse=True)[:2]
        assert totals[case["gold"]] == best > second, case["id"]


def test_the_command_measures_and_writes_or_says_why_it_cannot(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("data.leakage.measure.__defaults__", (("sums",),))
    file = tmp_path / "leakage.json"
    done = CliRunner().invoke(app, ["leakage", "--n", "5", "--out", str(file)])
    assert done.exit_code == 0
    assert list(json.loads(file.read_text())["tasks"]) == ["sums"]
    refused = CliRunner().invoke(app, ["leakage", "--n", "5", "--out", str(tmp_path)])
    assert refused.exit_code == 2
    assert refused.output.strip() == f"error: cannot write {tmp_path}: Is a directory"
    printed = CliRunner().invoke(app, ["leakage", "--n", "5"])
    assert json.loads(printed.output)["training_problems"] == 5

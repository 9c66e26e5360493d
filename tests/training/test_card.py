"""The card says what was measured, and nothing else."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import typer
from typer.testing import CliRunner

from data.clinical import load
from data.generators import DIFFICULTIES
from training.card import PARTS, main, readme, write_readme
from training.loss_plot import loss_svg
from training.measure.bench import BUDGETS, SUBJECTS, THOUGHT_TASKS

MODEL = Path(__file__).parents[2] / "data" / "model"
LESS = "It gains less (yet) with: "
DECORATION = "“Wait” is decoration"


def rate(accuracy: float, n: int = 50) -> dict[str, float]:
    return {"accuracy": accuracy, "se": 0.01, "n": n}


def rates(first: float, last: float) -> dict[str, Any]:
    return {str(b): rate(first if b < 256 else last) for b in BUDGETS}


def own(wait: int, none: int, wait_clean: int, none_clean: int) -> dict[str, Any]:
    return {
        "mistake": {"wait": {"n": wait, "right": wait}, "no_wait": {"n": none, "right": 0}},
        "no_mistake": {
            "wait": {"n": wait_clean, "right": 1},
            "no_wait": {"n": none_clean, "right": none_clean},
        },
        "temperature": 1.0,
        "budget": 1024,
    }


@pytest.fixture
def card() -> dict[str, Any]:
    """A made-up card in which all is well."""
    phase = {
        "plan": {"steps": 40},
        "tokens": 4_000_000,
        "seconds": 600,
        "processes": 2,
        "device": "cpu",
        "curve": [[20, 3.0], [40, 1.25]],
    }
    return {
        "name": "made-up",
        "revision": "abc123",
        "training": {"parameters": 4_030_000, "shape": {}, "phases": [phase, phase]},
        "scope": {
            "window": 6,
            "threshold": 4.5,
            "share": 0.125,
            "false_alarm_rate": 0.012,
            "in_domain": 500,
            "detected": {"other subjects": {"rate": 0.958, "n": 24}},
            "knows": "this",
        },
        "facts": rate(0.876, 111),
        "curves": [
            {
                "task": task,
                "difficulty": tier,
                "mean_thought_tokens": 123.4,
                "budgets": rates(0.25, 0.65),
            }
            for task in THOUGHT_TASKS
            for tier in DIFFICULTIES
        ],
        "further": [{"set": "free", "mean_thought_tokens": 99.0, "budgets": rates(0.3, 0.5)}],
        "wait": [
            {
                "task": task,
                "without": rate(0.5, 10),
                "with_wait": rate(0.6, 10),
                "wrong_to_right": 2,
                "right_to_wrong": 1,
            }
            for task in THOUGHT_TASKS
        ],
        "own_wait": own(30, 30, 10, 190),
        "votes": [
            {"subject": s, "budget": 512, "temperature": 1.0, "n": 60, "maj@1": 0.5, "maj@16": 0.7}
            for s in SUBJECTS
        ],
        "calibration": {
            "slope": 1.1, "intercept": -0.2, "ece_before": 0.2, "ece_after": 0.05,
            "votes_fitted": 300, "votes_tested": 301, "samples": 8,
        },
        "exams": {
            "MedQA (USMLE)": {
                **rate(0.01, 300), "named": 0.04, "made": rate(0.262, 300), "chance": 0.25,
            }
        },
    }  # fmt: skip


def numbers_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all measured numbers in a card."""
    if isinstance(value, dict):
        return [p for key, v in value.items() for p in numbers_of(v, (*path, key))]
    if isinstance(value, list):
        return [p for index, v in enumerate(value) for p in numbers_of(v, (*path, index))]
    return [path] if isinstance(value, int | float) else []


def changed(card: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    other = copy.deepcopy(card)
    *way, last = path
    inner: Any = other
    for key in way:
        inner = inner[key]
    # A share stays one.
    inner[last] += 0.01 if inner[last] < 1 else 1
    return other


def test_every_measured_number_is_in_the_readme(card) -> None:
    before = readme(card)
    for part in ("scope", "facts", "further", "wait", "own_wait", "votes", "calibration", "exams"):
        for path in numbers_of(card[part], (part,)):
            if path[-1] in ("se", "budget", "right") or path[:2] == ("wait", 0):
                continue
            # Of a subject's families or votes one size is told; the first row stands for it.
            if path[-1] in ("n", "temperature") and path[0] in ("votes", "further"):
                continue
            if path[-1] == "n" and path[-2] in ("with_wait", "made"):
                continue
            assert readme(changed(card, path)) != before, path
    for row in range(0, len(card["curves"]), 7):
        for path in numbers_of(card["curves"][row]["budgets"], ("curves", row, "budgets")):
            if path[-1] != "n":
                assert readme(changed(card, path)) != before, path


def test_it_says_what_it_is_not_and_counts_what_it_knows(card) -> None:
    text = readme(card)
    assert "**It is not a clinician" in text
    assert f"{len(load().diagnoses)} diagnoses" in text
    assert f"{len(load().findings)} findings" in text
    assert "87.6 ± 1.0% right" in text
    for subject, tasks in SUBJECTS.items():
        table = text.split(f"### {subject[:1].upper()}{subject[1:]}\n\n", 1)[1].split("\n\n", 1)[0]
        found = [line.split("|")[1].split(",")[0].strip() for line in table.splitlines()[2:]]
        assert found == [task for task in tasks for _ in DIFFICULTIES]


def test_families_that_gain_less_than_they_should_are_named_and_no_others(card) -> None:
    assert LESS not in readme(card)
    assert "at least 40 points on the hard problems of every family" in readme(card)
    for row in card["curves"]:
        if (row["task"], row["difficulty"]) in (("tests", "hard"), ("sums", "hard")):
            row["budgets"]["1024"]["accuracy"] = 0.64
        if (row["task"], row["difficulty"]) == ("chains", "easy"):
            row["budgets"]["1024"]["accuracy"] = 0.1
    text = readme(card)
    assert re.findall(r"(\w+) \([+-]", text.split(LESS)[1].splitlines()[0]) == ["tests", "sums"]
    assert "of every family" not in text


def test_a_wait_that_follows_mistakes_is_not_called_decoration(card) -> None:
    text = readme(card)
    assert "P(wait | mistake) = 0.500" in text
    assert "P(wait | no mistake) = 0.050" in text
    assert "their ratio: 10.0" in text
    assert DECORATION not in text


@pytest.mark.parametrize(
    "cells",
    [(24, 76, 10, 190), (0, 60, 0, 200), (0, 0, 1, 200), (5, 5, 0, 0)],
    ids=["below five", "never", "no mistakes", "only mistakes"],
)
def test_a_wait_that_says_nothing_is_called_decoration(card, cells) -> None:
    card["own_wait"] = own(*cells)
    assert f"{DECORATION}:** its own does not come at least 5 times" in readme(card)


def test_a_wait_that_comes_after_mistakes_only_is_none(card) -> None:
    card["own_wait"] = own(10, 90, 0, 100)
    text = readme(card)
    assert "their ratio: not finite" in text
    assert DECORATION not in text


@pytest.mark.parametrize("to_wrong", [2, 3], ids=["as often", "more often"])
def test_a_forced_wait_that_does_not_help_more_than_it_harms_is_decoration(card, to_wrong) -> None:
    for row in card["wait"]:
        row["right_to_wrong"] = to_wrong
    n = len(THOUGHT_TASKS)
    assert (
        f"turns wrong answers right ({2 * n}) no more often than right ones wrong ({to_wrong * n})"
        in (readme(card).split(DECORATION)[1])
    )


def test_a_card_without_exams_says_that_they_were_not_measured_and_how_to(card) -> None:
    unmeasured = "Real exam questions: not measured."
    assert "| MedQA (USMLE) | 1.0 ± 1.0 | 4.0 | 26.2 ± 1.0 | 25.0 | 300 |" in readme(card)
    assert unmeasured not in readme(card)
    card["exams"] = {}
    section = readme(card).split("## Outside its world")[1].split("##")[0]
    assert unmeasured in section
    assert "--exams FOLDER" in section
    assert "guessing" not in section


def test_what_is_caught_has_wilsons_interval(card) -> None:
    # 23 of 24: the figures are those of Newcombe 1998's formula, by hand.
    text = readme(card)
    assert "| other subjects | 95.8 [79.8, 99.3] | 24 |" in text
    assert "falsely stops 1.2 [0.6, 2.6]% of 500 fresh questions" in text


def test_how_it_was_made_is_told_from_the_record(card) -> None:
    made = readme(card).split("## How it was made")[1]
    assert "40 and 40 steps in 2 phases: 8.0 million tokens in 20 minutes" in made
    assert "by 2 processes on a CPU; last loss 1.250" in made
    assert "(loss.svg)" in made


def test_the_loss_is_drawn_for_every_phase_the_same_each_time(card) -> None:
    text = loss_svg(card["training"])
    assert text == loss_svg(card["training"])
    root = ElementTree.fromstring(text)
    words = {e.text for e in root.iter() if e.tag.endswith("text")}
    assert {"phase 1", "phase 2", "million tokens"} <= words
    card["training"]["phases"][1] = {**card["training"]["phases"][1], "curve": [[20, 2], [40, 1]]}
    assert loss_svg(card["training"]) != text


def test_both_files_are_written_beside_the_card(card, tmp_path) -> None:
    (tmp_path / "card.json").write_text(json.dumps(card), "utf-8")
    write_readme(tmp_path)
    assert (tmp_path / "README.md").read_text("utf-8") == readme(card)
    assert (tmp_path / "loss.svg").exists()


def test_a_card_of_an_older_form_is_refused_in_one_line(card, tmp_path) -> None:
    app = typer.Typer()
    app.command()(main)
    del card["facts"], card["own_wait"]
    (tmp_path / "card.json").write_text(json.dumps(card), "utf-8")
    done = CliRunner().invoke(app, ["--model", str(tmp_path)])
    assert done.exit_code == 2
    assert "card.json is of an older form, without facts, own_wait; measure" in done.output
    assert done.output.count("\n") == 1
    assert not (tmp_path / "README.md").exists()


def test_every_part_that_the_text_needs_is_asked_for(card) -> None:
    needed = [part for part in card if part != "name"]
    for part in needed:
        with pytest.raises(KeyError):
            readme({name: value for name, value in card.items() if name != part})
    assert set(PARTS) == set(needed)


@pytest.fixture
def shipped() -> dict[str, Any]:
    """The card of the model that ships."""
    path = MODEL / "card.json"
    if not path.exists():
        pytest.skip("the bundled model has not been measured")
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def test_the_readme_that_ships_is_the_one_that_the_numbers_give(shipped) -> None:
    assert (MODEL / "README.md").read_text("utf-8") == readme(shipped)
    assert (MODEL / "loss.svg").exists()


def test_the_card_is_of_the_weights_beside_it(shipped) -> None:
    from reasoning.engines.gguf_export import digest, weight_files

    assert shipped["revision"] == digest(weight_files(MODEL))[:12]
    training = json.loads((MODEL / "training.json").read_text("utf-8"))
    assert shipped["training"] == training
    scope = json.loads((MODEL / "scope.json").read_text("utf-8"))
    assert shipped["scope"] == scope


def test_thinking_gains_enough_on_hard_problems_or_the_readme_names_the_family(shipped) -> None:
    text = (MODEL / "README.md").read_text("utf-8")
    line = text.split(LESS)[1].splitlines()[0] if LESS in text else ""
    named = dict(re.findall(r"(\w+) \(([+-][\d.]+)\)", line))
    hard = {row["task"]: row for row in shipped["curves"] if row["difficulty"] == "hard"}
    assert set(hard) == set(THOUGHT_TASKS)
    for task, row in hard.items():
        first, *_, last = (cell["accuracy"] for cell in row["budgets"].values())
        gain = round(last - first, 6)
        assert (task in named) == (gain < 0.40)
        assert float(named.get(task, 100 * gain)) == pytest.approx(100 * gain, abs=0.06)

"""What all maths families promise: splits, styles, lines that can be checked, and slips."""

from __future__ import annotations

import importlib
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.generators.base import DIFFICULTIES, SPLITS, WAIT, GeneratorError, phrasing
from data.generators.maths import FAMILIES
from data.generators.maths.claims import claims
from data.generators.maths.work import STEPS, Implausible, Pen, apply, chained, example
from reasoning.grading import is_correct, read_answer
from reasoning.problem import from_record
from tests.data.maths_examples import EVERY, all_made, made, text_of, thoughts

ANY_SEED = st.integers(0, 2**32)
#: Letters of a thought that stand for numbers; which ones does not matter to what is a claim.
SOME_VALUES = dict.fromkeys("abcdefghijklmnopqrstuvwxyz", 1)


@pytest.mark.parametrize(("task", "difficulty"), EVERY)
def test_the_same_seed_gives_the_same_problem_and_another_seed_another(task, difficulty) -> None:
    make = FAMILIES[task].make
    again = [make(random.Random(seed), difficulty, "train") for seed in range(5)]
    assert again == made(task, difficulty)[:5]
    assert len({e.problem.question for e in made(task, difficulty)}) > 10


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(EVERY), ANY_SEED, st.sampled_from(SPLITS))
def test_whatever_the_seed_thoughts_are_right_and_slips_are_noticed(of, seed, split) -> None:
    task, difficulty = of
    made_ = FAMILIES[task].make(random.Random(seed), difficulty, split)
    assert_right(made_)
    assert_noticed(made_)


@pytest.mark.parametrize(("task", "difficulty"), EVERY)
def test_every_thought_is_without_fault_and_ends_in_the_gold(task, difficulty) -> None:
    for made_ in made(task, difficulty):
        assert_right(made_)


@pytest.mark.parametrize(("task", "difficulty"), EVERY)
def test_a_slip_is_a_fault_before_wait_and_nothing_is_after(task, difficulty) -> None:
    for made_ in made(task, difficulty):
        assert_noticed(made_)


def assert_right(made_) -> None:
    """No thought has a fault or a check that disagrees, and all end in the gold answer."""
    problem, written = made_.problem, thoughts(made_)
    for text in (written.short, written.step, written.journey, f"{WAIT}{written.again}"):
        assert FAMILIES[problem.task].faults(problem, text) == [], text
    for text in (written.step, written.journey, written.again):
        assert text.split("\n")[-1] == f"So {problem.gold}"
    assert ", not " not in written.journey


def assert_noticed(made_) -> None:
    """A slip is the first fault, its check disagrees, and after "Wait," all is right."""
    slipped = thoughts(made_).slipped
    if slipped is None:
        return
    text = text_of(slipped)
    lines = text.split("\n")
    wait = next(i for i, line in enumerate(lines) if line.startswith(WAIT))
    faults = FAMILIES[made_.problem.task].faults(made_.problem, text)
    faulty = {fault.line for fault in faults}
    first_wrong = text[: _start_of_first_wrong(slipped)].count("\n")
    assert min(faulty) == first_wrong, text
    assert max(faulty) < wait, text
    assert f"{WAIT} {re.sub(r'^- ', '', lines[first_wrong])} is wrong: " in lines[wait]
    assert re.match("Check: .*(, not | is not )", lines[wait - 1]), text
    assert not re.search(", not | is not ", "\n".join(lines[wait:])), text
    assert lines[-1] == f"So {made_.problem.gold}"


def _start_of_first_wrong(slipped) -> int:
    before = 0
    for part in slipped:
        if not part.learned:
            return before
        before += len(part.text)
    raise AssertionError("nothing in it is wrong")


@pytest.mark.parametrize(("task", "difficulty"), EVERY)
def test_most_problems_have_a_slip_and_only_one_bit_of_it_is_not_learned(task, difficulty) -> None:
    slips = [s for e in made(task, difficulty) if (s := thoughts(e).slipped)]
    assert len(slips) > 0.6 * len(made(task, difficulty))
    for slipped in slips:
        wrong = [part.text for part in slipped if not part.learned]
        assert len(wrong) == 1
        assert "\n" not in wrong[0]
        assert len(wrong[0]) < 15


@pytest.mark.parametrize(("task", "difficulty"), EVERY)
def test_steps_decide_the_difficulty_and_every_line_of_work_states_a_claim(
    task, difficulty
) -> None:
    least, most = STEPS[difficulty]
    for made_ in made(task, difficulty):
        journey = thoughts(made_).journey.split("\n")
        work = [line for line in journey if line.startswith("- ")]
        assert least <= len(work) <= most
        for line in [x for x in journey if x.startswith(("- ", "Check: "))]:
            assert claims(line, SOME_VALUES), line
        assert journey[0].startswith("Plan: ")
        assert journey[-2].startswith("Check: ")
        assert [re.sub(r"^\d+\. ", "- ", x) for x in thoughts(made_).step.split("\n")[:-1]] == work
        assert "\n" not in thoughts(made_).short


@pytest.mark.parametrize(("task", "difficulty"), EVERY)
def test_thoughts_are_short_enough_for_a_small_model(task, difficulty) -> None:
    # The tokenizer makes about one token of a digit, an operator and a word.
    for made_ in made(task, difficulty):
        tokens = re.findall(r"\n-?| ?[^\W\d_]+| ?\d| ?[^\s\w]+", thoughts(made_).journey)
        assert len(tokens) <= {"easy": 120, "medium": 220, "hard": 340}[difficulty]


@pytest.mark.parametrize("task", FAMILIES)
def test_the_answer_is_read_and_graded_as_right_and_the_record_reads_back(task) -> None:
    for made_ in all_made(task, 5):
        problem = made_.problem
        read = read_answer(made_.answer, problem.answer_type)
        assert is_correct(read, problem.gold, problem.answer_type)
        assert problem.task == task
        assert problem.domain == "maths"
        assert from_record(problem.to_record()) == problem


@pytest.mark.parametrize("task", FAMILIES)
def test_no_wording_of_one_split_is_met_in_another(task) -> None:
    module = importlib.import_module(f"data.generators.maths.{task}")
    for slot in module.WORDINGS:
        assert len(slot) == len(set(slot)) >= 5
        held = [set(phrasing(slot, split)) for split in SPLITS]
        assert not (held[0] & held[1] | held[0] & held[2] | held[1] & held[2])


@pytest.mark.parametrize("task", [t for t in FAMILIES if t not in ("sums", "chains")])
def test_questions_of_two_splits_share_no_template(task) -> None:
    def templates(split):
        return {
            re.sub(r"[-+*/^= ()\d,]+|\b[xyznkt]\b", "#", e.problem.question)
            for d in DIFFICULTIES
            for e in made(task, d, split)
        }

    train, validation, test = (templates(split) for split in SPLITS)
    assert not train & test
    assert not train & validation
    assert not validation & test


def test_a_case_that_cannot_be_drawn_is_an_error_that_names_what_was_wanted() -> None:
    class Empty:
        def key(self):
            return ("never",)

        def steps(self):
            return 0

    with pytest.raises(GeneratorError, match="empty: no easy test problem"):
        example(random.Random(0), "easy", "test", "empty", lambda rng, difficulty: Empty())


def test_a_pen_hands_on_the_wrong_value_it_wrote() -> None:
    pen = Pen(slip_at=0, rng=random.Random(1))
    wrong = pen.work(37, "+", 18)
    assert wrong != 55
    assert str(pen.lines[0]) == f"37 + 18 = {wrong}"
    assert [part.text for part in pen.lines[0].parts if not part.learned] == [str(wrong)]
    assert pen.work(wrong, "+", 1) == wrong + 1


def test_a_division_that_leaves_a_rest_is_implausible() -> None:
    with pytest.raises(Implausible):
        apply(7, "/", 2)


def test_a_running_total_is_written_on_one_line() -> None:
    assert chained(37, [("+", 18), ("-", 5)]) == "37 + 18 -> 55 - 5 -> 50"

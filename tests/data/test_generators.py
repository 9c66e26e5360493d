"""The generators: reproducible, disjoint splits, and thoughts that really lead to the gold."""

from __future__ import annotations

import json
import random
import re

import pytest
from data.generators.cases import shares
from data.generators.courses import draw_course
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from data.__main__ import app
from data.clinical import load
from data.generators import DIFFICULTIES, TASKS, GeneratorError, examples
from data.generators.base import Example, split_of
from reasoning import from_record
from reasoning.domains import domain_of

EVERY = [(task, difficulty) for task in TASKS for difficulty in DIFFICULTIES]


def some(task: str, difficulty: str, n: int = 8, split: str = "test") -> list[Example]:
    return list(examples(task, n, 7, difficulty, split))  # type: ignore[arg-type]


@pytest.mark.parametrize(("task", "difficulty"), EVERY)
def test_the_same_seed_gives_the_same_problems_and_another_seed_others(task, difficulty) -> None:
    assert some(task, difficulty, 3) == some(task, difficulty, 3)
    other = [e.problem.question for e in examples(task, 3, 8, difficulty)]
    assert other != [e.problem.question for e in some(task, difficulty, 3)]


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
    for example in some(task, difficulty, 3):
        record = json.loads(json.dumps(example.problem.to_record()))
        assert from_record(record) == example.problem
        assert (record["task"], record["difficulty"]) == (task, difficulty)
        assert (record["source"], record["license"], record["split"]) == (
            "generated",
            "Apache-2.0",
            "test",
        )
        assert record["id"]


@pytest.mark.parametrize("task", TASKS)
def test_hard_problems_take_longer_thoughts_than_easy_ones(task) -> None:
    easy, hard = (
        sum(len(" ".join(e.thought)) for e in some(task, tier, 20)) for tier in ("easy", "hard")
    )
    assert hard > 1.15 * easy


@pytest.mark.parametrize("task", ["sums", "chains"])
@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_every_line_of_arithmetic_is_right_and_follows_from_the_one_before(
    task, difficulty
) -> None:
    for example in some(task, difficulty, 20, "train"):
        value = int(example.thought[0].rsplit(" ", 1)[1])
        modulus = re.search(r"(?:modulo|by) (\d+)", example.problem.question)
        for line in example.thought[1:-1]:
            left, *results = line.removeprefix("- ").split(" = ")
            if task == "chains":
                left, *results = results  # "a + 3 gives b: b = 7 + 3 = 10 = 1"
            a, op, b = left.split(" ")
            assert int(a) == value
            expected = {
                "+": int(a) + int(b),
                "-": int(a) - int(b),
                "*": int(a) * int(b),
            }[op]
            assert int(results[0]) == expected
            value = int(results[-1])
            if task == "chains":
                assert modulus is not None
                assert value == expected % int(modulus[1])
        assert example.thought[-1] == f"So {value}"
        assert example.problem.gold == str(value)


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_the_gold_option_has_the_highest_total_of_those_weighed(difficulty) -> None:
    for example in some("vignettes", difficulty, 20):
        totals = _totals(example.thought)
        assert set(totals) == set(example.problem.options.values())
        best, second = sorted(totals.values(), reverse=True)[:2]
        assert best > second
        assert totals[example.problem.options[example.problem.gold or ""]] == best


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
@pytest.mark.parametrize("task", ["vignettes", "cases"])
def test_totals_are_the_scores_of_what_no_known_condition_explains(task, difficulty) -> None:
    base = load()
    ids = {d.name: d.id for d in base.diagnoses.values()}
    for example in some(task, difficulty):
        present, absent = _signs(example, "To weigh" if _line(example, "To weigh") else "Found")
        for name, total in _totals(example.thought).items():
            assert base.score(ids[name], present, absent) == total


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
@pytest.mark.parametrize("task", ["vignettes", "cases"])
def test_what_is_weighed_is_what_is_found_and_measured_without_what_is_known(
    task, difficulty
) -> None:
    by_name = {d.name: d for d in load().diagnoses.values()}
    for example in some(task, difficulty):
        known = re.findall(r"^Known ([^:]+): ", _text(example), re.M)
        courses = _courses(example)
        vignette = task == "vignettes"
        assert len(known) == (difficulty != "easy" if vignette else 0)
        assert len(courses) == {"easy": 0, "medium": 1, "hard": 3 if vignette else 2}[difficulty]
        for name in known:
            assert name in example.problem.question
            assert name not in example.problem.options.values()
        if not courses:
            continue
        present, absent = _signs(example, "Found")
        old = {f for f in present if any(by_name[n].findings.get(f, 0) > 0 for n in known)}
        weighed = (set(present) - old, set(absent))
        for finding, there in courses.items():
            weighed[not there].add(finding)
        assert tuple(map(set, _signs(example, "To weigh"))) == weighed


@pytest.mark.parametrize("difficulty", ["medium", "hard"])
@pytest.mark.parametrize("task", ["vignettes", "cases"])
def test_every_line_of_a_course_is_right_and_told_in_the_question(task, difficulty) -> None:
    measured = {f.name: f for f in load().findings.values() if f.measure}
    for example in some(task, difficulty, 20):
        value = None
        for line in _text(example).split("\nTo weigh")[0].split("\n"):
            if match := re.fullmatch(r"- (\d+) ([+-]) (\d+) = (\d+)", line):
                before, op, change, after = match.groups()
                assert int(before) == value
                value = int(before) + int(op + change)
                assert value == int(after)
                words = ("rose", "went up", "up") if op == "+" else ("fell", "went down", "down")
                assert re.search(rf"({'|'.join(words)})( by)? {change}\b", example.problem.question)
            elif match := re.fullmatch(r"(\d+) (not )?(above|below) (\d+): (no )?(.*)", line):
                measure = measured[match[6]].measure
                assert measure is not None
                assert (int(match[1]), match[3], int(match[4])) == (
                    value,
                    measure.side,
                    measure.limit,
                )
                assert measure.lowest <= int(match[1]) <= measure.highest
                assert measure.present(int(match[1])) == (not match[2]) == (not match[5])
            elif match := re.fullmatch(r"[\w ]+ (\d+)", line):
                value = int(match[1])
                assert f"{line.rsplit(' ', 1)[0].lower()} " in example.problem.question.lower()


def test_a_course_says_nothing_by_its_start_or_its_last_change() -> None:
    rng = random.Random(4)
    findings = [f for f in load().findings.values() if f.measure]
    courses = [draw_course(rng, rng.choice(findings), rng.random() < 0.5, 3) for _ in range(2000)]
    starts_there = [c for c in courses if c.measure.present(c.start)]
    rises = [c for c in courses if c.changes[-1] > 0 and c.measure.side == "above"]
    for guess in (courses, starts_there, rises):
        assert 0.35 < sum(c.present for c in guess) / len(guess) < 0.65


@pytest.mark.parametrize("difficulty", ["medium", "hard"])
def test_every_trap_of_a_vignette_leads_to_a_wrong_option(difficulty) -> None:
    base = load()
    ids = {d.name: d.id for d in base.diagnoses.values()}
    for example in some("vignettes", difficulty, 20):
        present, absent = map(set, _signs(example, "To weigh"))
        everything, _ = _signs(example, "Found")
        misreadings = [(present | set(everything), absent)]
        misreadings += [(present ^ {f}, absent ^ {f}) for f in _courses(example)]
        for there, missing in misreadings:
            naive = {
                letter: base.score(ids[name], there, missing)
                for letter, name in example.problem.options.items()
            }
            assert naive[example.problem.gold or ""] < max(naive.values())


def test_the_gold_of_an_open_case_is_the_best_of_the_whole_base() -> None:
    base = load()
    for example in some("cases", "hard"):
        present, absent = _signs(example, "To weigh")
        best = max(base.diagnoses.values(), key=lambda d: base.score(d.id, present, absent))
        assert example.problem.gold == best.name
        for finding in _courses(example):
            there, missing = ({*signs} ^ {finding} for signs in (present, absent))
            other = max(base.diagnoses.values(), key=lambda d: base.score(d.id, there, missing))
            assert example.problem.gold != other.name


@pytest.mark.parametrize("task", ["vignettes", "cases"])
def test_candidates_are_weighed_in_an_order_of_their_own(task) -> None:
    examples_ = some(task, "hard", 40)
    first = [next(iter(_totals(e.thought))) for e in examples_]
    golds = [e.thought[-1].removeprefix("Best: ") for e in examples_]
    # The best one comes first about as often as chance has it, not always and not never.
    assert 0 < sum(a == b for a, b in zip(first, golds, strict=True)) < 25
    if task == "vignettes":
        assert any(list(_totals(e.thought)) != list(e.problem.options.values()) for e in examples_)


@pytest.mark.parametrize(("task", "difficulty"), EVERY)
def test_a_slip_ends_in_a_wrong_conclusion_and_its_second_look_in_the_right_one(
    task, difficulty
) -> None:
    slips = [(e, e.slip) for e in some(task, difficulty, 30) if e.slip]
    assert slips
    for example, slip in slips:
        assert slip.wrong[-1] != example.thought[-1]
        assert slip.recheck[-1] == example.recheck[-1] == example.thought[-1]
        text = "\n".join(example.thought)
        assert text.startswith("\n".join(slip.right))


@pytest.mark.parametrize("task", TASKS)
def test_no_combination_is_in_both_splits(task) -> None:
    def key(example: Example) -> tuple[str, ...]:
        return (*example.thought, *sorted(example.problem.options.values()))

    train = {key(e) for e in some(task, "easy", 150, "train")}
    test = {key(e) for e in some(task, "easy", 50, "test")}
    assert not train & test
    assert {e.problem.provenance.split for e in some(task, "easy", 2, "train")} == {"train"}


def test_an_age_in_a_story_agrees_with_a_finding_about_age() -> None:
    seen = 0
    for example in examples("cases", 400, 5, "hard", "train"):
        told = _line(example, "Found").split(", ")
        if "older age" in told or "no older age" in told:
            age = re.search(r"(\d+)-year-old", example.problem.question)
            assert age is not None
            assert (int(age[1]) > 65) == ("older age" in told)
            seen += 1
    assert seen > 5


def test_one_combination_in_ten_is_for_testing() -> None:
    share = sum(split_of([str(i)]) == "test" for i in range(5000)) / 5000
    assert 0.08 < share < 0.12


@given(
    st.lists(st.integers(-5, 25), min_size=3, max_size=3).map(
        lambda t: [max(t) + 1, *sorted(t[:2])[::-1]]
    )
)
def test_shares_are_whole_tens_that_sum_to_a_hundred_and_keep_the_order(totals) -> None:
    found = shares(totals)
    assert sum(found) == 100
    assert all(s % 10 == 0 and s >= 10 for s in found)
    assert found == sorted(found, reverse=True)


def test_an_unknown_task_or_difficulty_is_one_line_with_what_is_allowed() -> None:
    with pytest.raises(GeneratorError, match="unknown task 'x'; allowed: vignettes, cases"):
        list(examples("x", 1, 0))
    with pytest.raises(GeneratorError, match="unknown difficulty 'x'; allowed: easy, medium, hard"):
        list(examples("sums", 1, 0, "x"))


def test_the_command_prints_problems_as_json_lines() -> None:
    done = CliRunner().invoke(app, ["sample", "sums", "--n", "4", "--seed", "3"])
    assert done.exit_code == 0
    problems = [from_record(json.loads(line)) for line in done.output.splitlines()]
    assert [p.difficulty for p in problems] == ["easy", "medium", "hard", "easy"]


def test_the_command_says_what_is_allowed_in_one_line() -> None:
    done = CliRunner().invoke(app, ["sample", "poems"])
    assert done.exit_code == 2
    assert done.output.strip().count("\n") == 0
    assert "allowed: vignettes, cases, sums, chains" in done.output


def _line(example: Example, label: str) -> str:
    """The findings of a thought's "Found" or "Left" line; empty when there is none."""
    match = re.search(rf"^{label}: (.*)$", _text(example), re.M)
    return match[1] if match else ""


def _signs(example: Example, label: str) -> tuple[list[str], list[str]]:
    """Ids of the present and absent findings of a line of the thought."""
    findings = {f.name: f.id for f in load().findings.values()}
    told = _line(example, label).split(", ")
    present = [findings[t] for t in told if t in findings]
    absent = [findings[t.removeprefix("no ")] for t in told if t not in findings]
    return present, absent


def _courses(example: Example) -> dict[str, bool]:
    """Ids of the findings that courses tell of, and whether each is there at the end."""
    findings = {f.name: f.id for f in load().findings.values()}
    ends = re.findall(r"^\d+ (?:not )?(?:above|below) \d+: (no )?(.*)$", _text(example), re.M)
    return {findings[name]: not absent for absent, name in ends}


def _text(example: Example) -> str:
    return "\n".join(example.thought)


def _totals(thought: tuple[str, ...]) -> dict[str, int]:
    """Each candidate's total, in the order weighed."""
    found = {}
    for line in "\n".join(thought).split("\n"):
        if match := re.match(r"- ([^:]+): .* = (-?\d+)(?: leads)?$", line):
            found[match[1]] = int(match[2])
    return found

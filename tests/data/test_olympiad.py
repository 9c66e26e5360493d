"""Olympiad-like problems: gold by brute force, thoughts without faults, slips that are found."""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.generators.base import DIFFICULTIES, SPLITS, Difficulty, Example, Split
from data.generators.maths.claims import claims, value
from data.generators.maths.work import STEPS, Pen
from data.generators.olympiad import FAMILIES
from data.generators.olympiad.algebra import lines, simplify
from data.generators.olympiad.matrices import matrices
from data.generators.olympiad.quadratics import inequalities, roots
from data.generators.olympiad.quantities import quantities
from data.generators.olympiad.residues import selections, sets, statements
from data.generators.olympiad.systems import tuples
from data.generators.olympiad.work import Case
from reasoning import from_record
from reasoning.domains import domain_of
from reasoning.problem import AnswerType

SEEDS = st.integers(0, 10**9)
TASKS = st.sampled_from(sorted(FAMILIES))
LEVELS = st.sampled_from(DIFFICULTIES)
WHERE = st.sampled_from(SPLITS)


def made(task: str, difficulty: Difficulty, split: Split, seed: int) -> Example:
    return FAMILIES[task].make(random.Random(seed), difficulty, split)


def numbers(text: object) -> list[int]:
    return [int(n) for n in re.findall(r"-?\d+", str(text))]


def at(text: str, **names: int | Fraction) -> Fraction:
    """The value of an expression; "|...|" is its size."""
    size = re.fullmatch(r"\|(.*)\|", text.strip())
    found = value(size[1] if size else text, {k: Fraction(v) for k, v in names.items()})
    return abs(found) if size else found


def sides(relation: object, sign: str) -> list[str]:
    return str(relation).strip("$").split(sign)


def is_prime(n: int) -> bool:
    return n > 1 and all(n % k for k in range(2, n))


def inside(x: Fraction, region: str) -> bool:
    """Whether a number is in a union such as (-\\infty, 3] \\cup (5, \\infty)."""
    for left, low, high, right in re.findall(r"([(\[])(\S+), (\S+)([)\]])", region):
        above = "infty" in low or x > int(low) or (x == int(low) and left == "[")
        below = "infty" in high or x < int(high) or (x == int(high) and right == "]")
        if above and below:
            return True
    return False


def right_roots(case: Case, gold: str) -> bool:
    left, right = sides(case.places[0], " = ")
    solutions = {x for x in range(-60, 61) if at(left, x=x) == at(right, x=x)}
    return solutions == set(numbers(gold))


def right_region(case: Case, gold: str) -> bool:
    sign = next(s for s in ("\\le", "\\ge", "<", ">") if s in str(case.places[0]))
    left, right = sides(case.places[0], f" {sign} ")

    def holds(x: Fraction) -> bool:
        a, b = at(left, x=x), at(right, x=x)
        return {"<": a < b, ">": a > b, "\\le": a <= b, "\\ge": a >= b}[sign]

    points = [Fraction(n, 2) for n in range(-60, 61)]
    return all(holds(x) == inside(x, gold) for x in points)


def right_set(case: Case, gold: str) -> bool:
    match case.key[0]:
        case "divisors":
            n = numbers(case.places[0])[0]
            expected = {d for d in range(1, n + 1) if n % d == 0}
        case "residues":
            listed, modulus, wanted = case.places
            expected = {v for v in numbers(listed) if v % int(str(modulus)) == wanted}
        case _:
            most, modulus, wanted = numbers(case.places)
            expected = {x for x in range(1, most + 1) if (x * x - wanted) % modulus == 0}
    return set(numbers(gold)) == expected and gold.startswith("\\{")


def right_statement(case: Case, gold: str) -> bool:
    if case.key[0] == "prime":
        return gold == str(is_prime(numbers(case.places[0])[0]))
    return gold == str(at(str(case.places[0])) % numbers(case.places[1])[0] == 0)


def right_letters(case: Case, gold: str) -> bool:
    divisor = numbers(case.places)
    good = [
        letter
        for letter, option in case.options.items()
        if (int(option) % divisor[0] == 0 if divisor else is_prime(int(option)))
    ]
    return bool(good) and gold == ", ".join(good)


def right_quantities(case: Case, gold: str) -> bool:
    given, found = numbers(case.places), tuple(numbers(gold))
    match case.key[0]:
        case "division":
            return found == divmod(given[0], given[1])
        case "spread":
            return found == (sum(given) / len(given), max(given) - min(given))
    return found == (math.gcd(*given), math.lcm(*given))


def right_expression(case: Case, gold: str) -> bool:
    text = str(case.places[0]).strip("$")
    return all(at(text, x=v, n=v) == at(gold, x=v, n=v) for v in range(-3, 4))


def right_line(case: Case, gold: str) -> bool:
    points = [numbers(p) for p in case.places]
    if case.key[0] == "slope":
        (m,), (x, y) = points
        points = [[x, y], [x + 1, y + m]]
    elif case.key[0] == "median":
        a, b, c = points
        points = [[(a[0] + b[0]) // 2, (a[1] + b[1]) // 2], c]
    return all(at(gold.removeprefix("y = "), x=x) == y for x, y in points)


def right_tuple(case: Case, gold: str) -> bool:
    equations = re.findall(r"\$([^$]+)\$", str(case.places[0]))
    solution = dict(zip("xyz", numbers(gold), strict=False))
    names = {k: Fraction(v) for k, v in solution.items()}
    return all(c.holds for e in equations for c in claims(e, names)) and len(equations) == len(
        solution
    )


def right_matrix(case: Case, gold: str) -> bool:
    asked, given = map(str, case.places)
    named = {
        name: [numbers(row) for row in re.findall(r"\[([^\[\]]+)\]", rows)]
        for name, rows in re.findall(r"([AB]) = (\[\[.*?\]\])", given)
    }
    a, b = named["A"], named.get("B", named["A"])
    if asked in {"AB", "A^2"}:
        expected = [[sum(x * y for x, y in zip(r, c, strict=True)) for c in zip(*b, strict=True)]
                    for r in a]  # fmt: skip
    else:
        k = (numbers(asked) or [1])[0]
        sign = {"+": 1, "-": -1}.get(re.sub(r"[^-+]", "", asked), 0)
        expected = [[k * a[i][j] + sign * b[i][j] for j in range(len(a[0]))] for i in range(len(a))]
    return gold == str(expected)


RIGHT = {
    "roots": (roots, right_roots, AnswerType.MA),
    "inequalities": (inequalities, right_region, AnswerType.IN),
    "sets": (sets, right_set, AnswerType.SET),
    "statements": (statements, right_statement, AnswerType.TF),
    "selections": (selections, right_letters, AnswerType.MC),
    "quantities": (quantities, right_quantities, AnswerType.MPV),
    "simplify": (simplify, right_expression, AnswerType.EX),
    "lines": (lines, right_line, AnswerType.EQ),
    "tuples": (tuples, right_tuple, AnswerType.TUP),
    "matrices": (matrices, right_matrix, AnswerType.MATRIX),
}


def test_every_form_of_answer_has_a_task() -> None:
    assert set(RIGHT) == set(FAMILIES)
    judged = {AnswerType.OT, AnswerType.CODE, AnswerType.REFUSAL}
    beside = {AnswerType.SC, AnswerType.NV, AnswerType.TEXT, AnswerType.DDX, *judged}
    assert {kind for _, _, kind in RIGHT.values()} == set(AnswerType) - beside


@given(TASKS, LEVELS, SEEDS)
def test_the_gold_is_right_by_brute_force(task: str, difficulty: Difficulty, seed: int) -> None:
    draw, right, _ = RIGHT[task]
    case = draw(random.Random(seed), difficulty)
    gold = case.work(Pen()).written
    assert right(case, gold), (case.places, gold)


@settings(deadline=None)
@given(TASKS, LEVELS, WHERE, SEEDS)
def test_every_style_is_without_fault_and_ends_in_the_gold(
    task: str, difficulty: Difficulty, split: Split, seed: int
) -> None:
    example = made(task, difficulty, split, seed)
    problem, thoughts = example.problem, example.thoughts
    assert thoughts is not None
    assert (problem.task, problem.domain, problem.difficulty) == (task, "maths", difficulty)
    assert problem.answer_type is RIGHT[task][2]
    for thought in (thoughts.short, thoughts.step, thoughts.journey, thoughts.again):
        assert FAMILIES[task].faults(problem, thought) == []
    for thought in (thoughts.step, thoughts.journey, thoughts.again):
        assert thought.endswith(f"\nSo {problem.gold}")
    assert thoughts.again.startswith(" again:\n")
    work = [line for line in thoughts.journey.split("\n") if line.startswith("- ")]
    assert STEPS[difficulty][0] <= len(work) <= STEPS[difficulty][1]
    assert all(claims(line) for line in work)
    assert "\nCheck: " in thoughts.journey
    assert len(re.findall(r"\d|[A-Za-z]+|\S|\n", thoughts.journey)) < 300


@settings(deadline=None)
@given(TASKS, LEVELS, SEEDS)
def test_a_slip_is_found_by_the_check_and_put_right(
    task: str, difficulty: Difficulty, seed: int
) -> None:
    example = made(task, difficulty, "train", seed)
    assert example.thoughts is not None
    if example.thoughts.slipped is None:
        return
    parts = example.thoughts.slipped
    text = "".join(part.text for part in parts)
    wait = text[: text.index("\nWait,")].count("\n")
    faulty = [fault.line for fault in FAMILIES[task].faults(example.problem, text)]
    assert faulty, "a slip without a fault"
    assert max(faulty) <= wait
    assert text.endswith(f"\nSo {example.problem.gold}")
    wrong = [part.text for part in parts if not part.learned]
    assert wrong
    assert all(len(piece) < 12 for piece in wrong)


@pytest.mark.parametrize("task", sorted(FAMILIES))
def test_most_problems_have_a_slip(task: str) -> None:
    slips = [made(task, d, "train", seed).thoughts for d in DIFFICULTIES for seed in range(20)]
    assert sum(t is not None and t.slipped is not None for t in slips) > 30


@settings(deadline=None)
@given(TASKS, LEVELS, WHERE, SEEDS)
def test_the_answer_is_read_and_graded_and_the_record_reads_back(
    task: str, difficulty: Difficulty, split: Split, seed: int
) -> None:
    example = made(task, difficulty, split, seed)
    domain, problem = domain_of(example.problem), example.problem
    read = domain.read(problem, example.answer)
    assert read is not None
    assert problem.gold is not None
    assert domain.same(problem, read, problem.gold)
    assert from_record(problem.to_record()) == problem
    assert made(task, difficulty, split, seed) == example


@pytest.mark.parametrize("task", sorted(FAMILIES))
def test_no_wording_and_no_problem_is_in_two_splits(task: str) -> None:
    found: dict[str, tuple[set[str], set[str]]] = {}
    for split in SPLITS:
        examples = [made(task, d, split, s) for d, s in product(DIFFICULTIES, range(40))]
        questions = {e.problem.question + str(dict(e.problem.options)) for e in examples}
        # What is left of a question without its formulas and numbers.
        frames = {re.sub(r"\$.*\$|[^a-z]", "", e.problem.question) for e in examples}
        found[split] = questions, frames
    for one, other in (("train", "test"), ("train", "validation"), ("validation", "test")):
        assert not found[one][0] & found[other][0]
        assert not found[one][1] & found[other][1]


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_statements_are_as_often_true_as_false(difficulty: Difficulty) -> None:
    golds = Counter(made("statements", difficulty, "train", s).problem.gold for s in range(200))
    assert 60 < golds["True"] < 140


def test_wrong_conclusions_and_wrong_lines_are_faults() -> None:
    example = made("roots", "easy", "train", 3)
    faults = FAMILIES["roots"].faults
    assert [f.line for f in faults(example.problem, "- 2 + 2 = 5\nSo 99, 100")] == [0, 1]
    assert faults(example.problem, f"- 2 + 2 = 4\nSo {example.problem.gold}") == []

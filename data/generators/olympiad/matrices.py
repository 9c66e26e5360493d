"""Matrices (MATRIX): multiples, sums, and products row by column."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from data.generators.base import Difficulty
from data.generators.olympiad.work import (
    Case,
    Check,
    Pen,
    Solution,
    family,
    signed,
    verified,
)
from reasoning.problem import AnswerType

COMPUTE = (
    "[Compute|Work out|Find|Give] {0} for {1}.",
    "Let {1}. [What is {0}?|Find {0}.|Compute {0}.|Which matrix is {0}?]",
    "Given [|that ]{1}, [find|compute|work out|give] [|the matrix ]{0}.",
    "Work out [|the matrix ]{0}, [where|given that|when] {1}.",
    "With {1}, [which matrix is|what is|what do we get for] {0}?",
    "Determine [|the matrix ]{0} if {1}.",
    (
        "[Matrices are|Here matrices are|Each matrix is] written row by row: {1}. [Give "
        "{0}.|What is {0}?|Work out {0}.]"
    ),
    "[What|Which matrix] is {0} [if|when|for] {1}?",
    (
        "[A shop|A school|A farm] keeps [its|the] numbers [in rows|row by row]: {1}. [Work "
        "out|Find|Compute] the matrix {0}."
    ),
    (
        "[A teacher|A pupil|Anna] writes[| on the board]: {1}. [What is the matrix {0}?|Find "
        "{0}.|Which matrix is {0}?]"
    ),
    (
        "[We have|It is known that|We know that] {1}. [Compute|Find|Determine] [|the matrix "
        "]{0}[|, row by row]."
    ),
    "[Write|Give] {0} row by row[|, as a matrix], [for|where|if] {1}.",
    "For {1}, what is the matrix {0}?",
    "It is given that {1}. Which matrix do we get for {0}?",
)

Matrix = list[list[int]]


def written(matrix: Sequence[Sequence[int]]) -> str:
    """Row by row: [[1, 2], [3, 4]]."""
    return str([list(row) for row in matrix])


def _solution(rows: int, entries: Sequence[int]) -> Solution:
    width = len(entries) // rows
    return Solution(
        tuple(entries), written([entries[i : i + width] for i in range(0, len(entries), width)])
    )


def _random(rng: random.Random, rows: int, columns: int, most: int) -> Matrix:
    return [[rng.randint(-3, most) for _ in range(columns)] for _ in range(rows)]


def _flat(matrix: Matrix) -> list[int]:
    return [entry for row in matrix for entry in row]


def _added(entries: Sequence[int]) -> str:
    return " + ".join(map(signed, entries))


def _total(parts: Sequence[str], value: int) -> Callable[[Solution, Pen], Check]:
    """All entries added up once, against what they must come to."""

    def check(found: Solution, pen: Pen) -> Check:
        by_parts = f"{' + '.join(parts)} = {value}"
        seen = sum(found.numbers)
        said = "the same" if seen == value else f"not {value}"
        return Check((f"all added: {by_parts}, and {_added(found.numbers)} = {seen}, {said}",),
                     seen == value)  # fmt: skip

    return check


def _multiple(rng: random.Random) -> Case:
    """kA for a single row of two or three."""
    k, a = rng.randint(2, 9), _random(rng, 1, rng.randint(2, 3), 12)
    return Case(
        key=("multiple", k, written(a)),
        wordings=COMPUTE,
        places=(f"{k}A", f"A = {written(a)}"),
        plan=f"each entry times {k}",
        work=lambda pen: _solution(1, [pen.work(k, "*", x) for x in _flat(a)]),
        check=_total([f"{k} * {signed(sum(_flat(a)))}"], k * sum(_flat(a))),
    )


def _sum(rng: random.Random) -> Case:
    """A + B or A - B."""
    a, b, op = _random(rng, 2, 2, 40), _random(rng, 2, 2, 40), rng.choice("+-")
    total, other = sum(_flat(a)), sum(_flat(b))

    def work(pen: Pen) -> Solution:
        pairs = zip(_flat(a), _flat(b), strict=True)
        return _solution(2, [pen.work(x, op, y) for x, y in pairs])

    def check(found: Solution, pen: Pen) -> Check:
        back = "-" if op == "+" else "+"
        return verified(
            (f"{x} {back} {signed(y)}", x - y if op == "+" else x + y, z)
            for x, y, z in zip(found.numbers, _flat(b), _flat(a), strict=True)
        )

    places = (f"A {op} B", f"A = {written(a)} and B = {written(b)}")
    return Case(("sum", op, total, other, *places), COMPUTE, places, "entry by entry", work, check)


def _combination(rng: random.Random) -> Case:
    """kA + B."""
    k, a, b = rng.randint(2, 7), _random(rng, 2, 2, 9), _random(rng, 2, 2, 20)

    def work(pen: Pen) -> Solution:
        pairs = zip(_flat(a), _flat(b), strict=True)
        return _solution(2, [pen.work(pen.work(k, "*", x), "+", y) for x, y in pairs])

    parts = [f"{k} * {signed(sum(_flat(a)))}", signed(sum(_flat(b)))]
    places = (f"{k}A + B", f"A = {written(a)} and B = {written(b)}")
    return Case(("combination", *places), COMPUTE, places, f"times {k}, then add B", work,
                _total(parts, k * sum(_flat(a)) + sum(_flat(b))))  # fmt: skip


def _product(rng: random.Random, columns: int) -> Case:
    """AB for two square matrices, A times a column, or the square of A."""
    a = _random(rng, 2, 2, 9)
    square = columns == 2 and rng.random() < 0.3
    b = a if square else _random(rng, 2, columns, 9)

    def work(pen: Pen) -> Solution:
        entries = []
        for row in a:
            for j in range(columns):
                left, right = pen.work(row[0], "*", b[0][j]), pen.work(row[1], "*", b[1][j])
                entries.append(pen.work(left, "+", right))
        return _solution(2, entries)

    def check(found: Solution, pen: Pen) -> Check:
        """Columns of A added, times the rows of B added: all entries of the product."""
        sums = [a[0][i] + a[1][i] for i in range(2)]
        across = [sum(b[i]) for i in range(2)]
        value = sums[0] * across[0] + sums[1] * across[1]
        parts = [f"{signed(s)} * {signed(t)}" for s, t in zip(sums, across, strict=True)]
        return _total(parts, value)(found, pen)

    told = f"A = {written(a)}" if square else f"A = {written(a)} and B = {written(b)}"
    places = ("A^2" if square else "AB", told)
    return Case(("product", *places), COMPUTE, places, "rows times columns", work, check)


def matrices(rng: random.Random, difficulty: Difficulty) -> Case:
    """A matrix to be computed; gold is written row by row."""
    match difficulty:
        case "easy":
            return _multiple(rng)
        case "medium":
            return _sum(rng) if rng.random() < 0.5 else _product(rng, 1)
    return _combination(rng) if rng.random() < 0.4 else _product(rng, 2)


FAMILIES = {"matrices": family("matrices", AnswerType.MATRIX, matrices)}

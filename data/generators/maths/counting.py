"""Counting: independent choices, arrangements, teams, and both with restrictions."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from data.generators.base import Difficulty, Family
from data.generators.maths.claims import faults_in
from data.generators.maths.counting_wordings import (
    APART,
    AT_LEAST,
    CHOICES,
    MENUS,
    MIXED,
    NOT_FIRST,
    PAIRS,
    PLACES,
    TWO_CHOICES,
    TWO_MENUS,
)
from data.generators.maths.work import (
    Check,
    Found,
    Pen,
    Told,
    chained,
    compared,
    generator,
    totalled,
)

WORDINGS = (
    TWO_CHOICES,
    CHOICES,
    PLACES,
    PAIRS,
    MIXED,
    NOT_FIRST,
    APART,
    AT_LEAST,
    TWO_MENUS,
    MENUS,
)

ORDINALS = ("one", "two", "three")
#: The most ways that easy problems have.
MOST_WAYS = 999
#: How many there are, and how many places: 2 or more of both, and no more than 4 places.
PLACED = tuple(
    (n, k) for n in range(3, 31) for k in range(2, min(n, 4) + 1) if math.perm(n, k) <= MOST_WAYS
)


def _product(pen: Pen, factors: Sequence[int], label: str = "") -> int:
    total = factors[0]
    for k in factors[1:]:
        total = pen.work(total, "*", k, label)
    return total


def _pairs_of(pen: Pen, n: int, label: str = "") -> int:
    return pen.work(pen.work(n, "*", n - 1, label), "/", 2, label)


def _turned(factors: Sequence[int]) -> tuple[str, int]:
    """The product of factors from the last one on."""
    return chained(factors[-1], [("*", k) for k in reversed(factors[:-1])]), math.prod(factors)


def choices(rng: random.Random, difficulty: Difficulty) -> Told:
    """One of each: two or three numbers multiplied."""
    largest = rng.choice(((70, 9), (15, 15, 15)))
    numbers = tuple(rng.randint(2, most) for most in rng.sample(largest, len(largest)))
    if math.prod(numbers) > MOST_WAYS:
        return choices(rng, difficulty)

    def check(found: Found) -> Check:
        text, total = _turned(numbers)
        return totalled(f"the other way {text}", total, found)

    return Told(
        "choices", numbers, TWO_CHOICES if len(numbers) == 2 else CHOICES,
        "multiply the choices", lambda pen: _product(pen, numbers), check,
        f"{' * '.join(map(str, numbers))} = {math.prod(numbers)}",
    )  # fmt: skip


def places(rng: random.Random, difficulty: Difficulty) -> Told:
    """Ordered and without repeats: one choice fewer at each place."""
    n, k = rng.choice(PLACED)
    factors = tuple(range(n, n - k, -1))

    def check(found: Found) -> Check:
        text, total = _turned(factors)
        return totalled(f"from the last place {text}", total, found)

    return Told(
        "places", (n, k), PLACES, f"{k} places, one choice fewer each time",
        lambda pen: _product(pen, factors), check,
        f"{' * '.join(map(str, factors))} = {math.prod(factors)}",
    )  # fmt: skip


def pairs(rng: random.Random, difficulty: Difficulty) -> Told:
    """Two of n, in no order."""
    n = rng.randint(4, 45)

    def check(found: Found) -> Check:
        # Everyone is paired with those who come later.
        if n <= 8:
            text, total = chained(n - 1, [("+", k) for k in range(n - 2, 0, -1)]), math.comb(n, 2)
            return totalled(f"one by one {text}", total, found)
        return compared(
            f"2 * {found}", 2 * int(found), n * (n - 1), f"as {n} * {n - 1} = {n * n - n}"
        )

    return Told(
        "pairs", (n,), PAIRS, "each with all others, every pair counted twice",
        lambda pen: _pairs_of(pen, n), check, f"{n} * {n - 1} / 2 = {math.comb(n, 2)}",
    )  # fmt: skip


def mixed(rng: random.Random, difficulty: Difficulty) -> Told:
    """Two of one kind and two of another."""
    a, b = rng.randint(3, 7), rng.randint(3, 7)

    def work(pen: Pen) -> int:
        return pen.work(_pairs_of(pen, a, "first: "), "*", _pairs_of(pen, b, "second: "))

    def check(found: Found) -> Check:
        sums = [chained(n - 1, [("+", k) for k in range(n - 2, 0, -1)]) for n in (a, b)]
        p, q = math.comb(a, 2), math.comb(b, 2)
        return compared(f"first {sums[0]}, second {sums[1]}, {q} * {p}", p * q, found)

    return Told("mixed", (a, b), MIXED, "pairs of each kind, then multiply", work, check)


def not_first(rng: random.Random, difficulty: Difficulty) -> Told:
    """All orders less those with one at the place that it may not have."""
    n = rng.randint(3, 5)

    def work(pen: Pen) -> int:
        every = _product(pen, range(n, 1, -1), "all: ")
        first = _product(pen, range(n - 1, 1, -1), "with it first: ")
        return pen.work(every, "-", first)

    def check(found: Found) -> Check:
        factors = [n - 1, *range(n - 1, 1, -1)]
        text = chained(factors[0], [("*", k) for k in factors[1:]])
        return totalled(f"{n - 1} places for it, then the others {text}", math.prod(factors), found)

    return Told("not first", (n,), NOT_FIRST, "all orders less the forbidden ones", work, check)


def apart(rng: random.Random, difficulty: Difficulty) -> Told:
    """All orders less those with two side by side, who then count as one."""
    n = rng.randint(4, 6)

    def work(pen: Pen) -> int:
        every = _product(pen, range(n, 1, -1), "all: ")
        joined = _product(pen, range(n - 1, 1, -1), "joined: ")
        return pen.work(every, "-", pen.work(joined, "*", 2, "either first: "))

    def check(found: Found) -> Check:
        # The others first, then the two into different gaps.
        factors = [*range(n - 2, 1, -1), n - 1, n - 2]
        text = chained(factors[0], [("*", k) for k in factors[1:]])
        return totalled(f"the others, then two gaps {text}", math.prod(factors), found)

    return Told("apart", (n,), APART, "all orders less those side by side", work, check)


def at_least(rng: random.Random, difficulty: Difficulty) -> Told:
    """Three with both kinds: two and one, or one and two."""
    a, b = rng.randint(2, 7), rng.randint(2, 7)

    def work(pen: Pen) -> int:
        first = pen.work(_pairs_of(pen, a, "two and one: "), "*", b, "two and one: ")
        second = pen.work(_pairs_of(pen, b, "one and two: "), "*", a, "one and two: ")
        return pen.work(first, "+", second)

    def check(found: Found) -> Check:
        n, clauses = a + b, []
        for k, name in ((n, "all"), (a, "only first"), (b, "only second")):
            product = f"{k} * {k - 1} * {k - 2} / 6 = {math.comb(k, 3)}"
            clauses.append(f"{name} {product if k > 2 else '0'}")
        every, x, y = (math.comb(k, 3) for k in (n, a, b))
        return totalled(
            f"{', '.join(clauses)}, {chained(every, [('-', x), ('-', y)])}", every - x - y, found
        )

    return Told(
        "at least", (a, b), AT_LEAST, "two of one and one of the other, both ways", work, check
    )


def menus(rng: random.Random, difficulty: Difficulty) -> Told:
    """Choices in separate cases: products, added; three cases when hard."""
    sizes = (3, 3, 3) if difficulty == "hard" else (3, 2)
    cases = [tuple(rng.randint(2, 6) for _ in range(size)) for size in sizes]

    def work(pen: Pen) -> int:
        total, *others = (
            _product(pen, c, f"{name}: ") for c, name in zip(cases, ORDINALS, strict=False)
        )
        for other in others:
            total = pen.work(total, "+", other)
        return total

    def check(found: Found) -> Check:
        texts = [_turned(c)[0] for c in reversed(cases)]
        totals = [math.prod(c) for c in reversed(cases)]
        added = chained(totals[0], [("+", k) for k in totals[1:]])
        return totalled(f"the other way {'; '.join(texts)}; {added}", sum(totals), found)

    return Told(
        "menus", tuple(n for c in cases for n in c), MENUS if len(cases) == 3 else TWO_MENUS,
        "multiply within each case, then add", work, check,
    )  # fmt: skip


KINDS = {
    "easy": (choices, choices, choices, choices, choices, places, pairs),
    "medium": (mixed, not_first, *(menus,) * 4),
    "hard": (apart, at_least, *(menus,) * 4),
}


def draw(rng: random.Random, difficulty: Difficulty) -> Told:
    """One of the kinds of the difficulty."""
    return rng.choice(KINDS[difficulty])(rng, difficulty)


FAMILY = Family(generator("counting", draw), faults_in)

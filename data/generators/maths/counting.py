"""Counting: independent choices, arrangements, teams, and both with restrictions."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from data.generators.base import Difficulty, Family
from data.generators.maths.claims import faults_in
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

TWO_CHOICES = (
    "A menu has {0} starters and {1} mains. How many meals of one each are there?",
    "There are {0} shirts and {1} hats. In how many ways can one wear one of each?",
    "{0} roads lead from A to B and {1} from B to C. How many routes go from A to C over B?",
    "A lock has a dial with {0} letters and one with {1} numbers. How many settings are there?",
    "One card is drawn from {0} red ones and one from {1} black ones. How many pairs can it be?",
    "How many tiles of one shape and one colour are there with {0} shapes and {1} colours?",
)
CHOICES = (
    "A menu has {0} starters, {1} mains and {2} desserts. How many meals of one each are there?",
    "There are {0} shirts, {1} hats and {2} scarves. How many outfits of one each?",
    "{0} roads lead from A to B, {1} from B to C, {2} from C to D. How many routes go A to D?",
    "A lock has dials with {0}, {1} and {2} signs. How many settings are there?",
    "A robot is built from {0} heads, {1} bodies and {2} legs. How many robots are possible?",
    "How many labels name one of {0} rooms, one of {1} shelves and one of {2} boxes?",
)
PLACES = (
    "In how many orders can {1} of {0} runners come in first to last of the {1}?",
    "{0} books; {1} of them are put in a row. How many rows are possible?",
    "How many words of {1} different letters can be made of {0} letters?",
    "{1} different prizes go to {1} of {0} children. In how many ways?",
    "Of {0} songs {1} are played one after the other, none twice. How many lists are there?",
    "From {0} flags {1} are hoisted, one above the other. How many signals can this give?",
)
PAIRS = (
    "How many pairs can be formed from {0} people?",
    "{0} players each play each other once. How many games are there?",
    "{0} guests all shake hands. How many handshakes is that?",
    "In how many ways can 2 of {0} cards be chosen?",
    "{0} points lie on a circle. How many lines join two of them?",
    "How many ways are there to choose two out of {0} books?",
)
MIXED = (
    "In how many ways can 2 of {0} women and 2 of {1} men be chosen?",
    "A team needs 2 of {0} cooks and 2 of {1} waiters. How many teams are possible?",
    "One draws 2 of {0} red and 2 of {1} blue cards. How many hands are there?",
    "How many bouquets have 2 of {0} roses and 2 of {1} lilies, all different?",
    "2 of {0} novels and 2 of {1} plays are packed. How many packings are there?",
    "Of {0} boys and {1} girls, 2 of each go. In how many ways can they be picked?",
)
NOT_FIRST = (
    "{0} people, Ann among them, stand in line, but Ann is not first. How many lines are there?",
    "In how many orders can {0} songs be played if the longest does not open?",
    "{0} books stand in a row. One, the atlas, may not stand at the left end. How many rows?",
    "{0} cars park in a row, the van not in the first place. In how many ways?",
    "How many ways are there to line up {0} children if Tom must not lead?",
    "{0} talks are put in order; the quiz must not begin. How many programmes are possible?",
)
APART = (
    "{0} people sit in a row, but Ann and Ben not side by side. In how many ways?",
    "In how many orders can {0} books stand if two of them, the twins, do not touch?",
    "{0} cars park in a row, the red and the blue one not next to each other. How many ways?",
    "How many lines of {0} children keep Tom and Eva apart?",
    "{0} talks are put in order; two of them must not follow each other at once. How many orders?",
    "{0} flags hang in a row, white never beside black. How many rows are there, one of each flag?",
)
AT_LEAST = (
    "From {0} women and {1} men 3 are chosen, at least one of each. In how many ways?",
    "A jury of 3 is picked from {0} cooks and {1} poets, with at least one of each. How many?",
    "3 of {0} red and {1} blue cards, all different, not all of one colour: how many choices?",
    "How many teams of 3 from {0} boys and {1} girls have both boys and girls?",
    "Pick 3 of {0} novels and {1} plays so that neither kind is missing. How many ways?",
    "Of {0} old and {1} new coins one takes 3, some of each age. How many takings are there?",
)
MENUS = (
    "Menu one has {0} starters, {1} mains and {2} desserts; menu two {3}, {4} and {5}; menu three "
    "{6}, {7} and {8}. How many meals from a single menu?",
    "Shop A has {0} shirts, {1} hats, {2} belts; shop B {3}, {4}, {5}; shop C {6}, {7}, {8}. "
    "How many outfits of one each come from one shop?",
    "The north way has legs with {0}, {1} and {2} roads, the middle way {3}, {4} and {5}, the "
    "south way {6}, {7} and {8}. How many routes are there?",
    "Lock one has dials of {0}, {1} and {2} signs, lock two {3}, {4} and {5}, lock three {6}, {7} "
    "and {8}. How many settings do they have together?",
    "Robots of kind one have {0} heads, {1} bodies, {2} legs to choose from, kind two {3}, {4}, "
    "{5}, kind three {6}, {7}, {8}. How many robots in all?",
    "Set one offers {0} cups, {1} plates, {2} bowls, set two {3}, {4}, {5}, set three {6}, {7}, "
    "{8}. How many place settings from one set?",
)
TWO_MENUS = (
    "Menu one has {0} starters, {1} mains and {2} desserts, menu two {3} starters and {4} mains. "
    "How many meals from a single menu?",
    "Shop A has {0} shirts, {1} hats and {2} belts, shop B {3} shirts and {4} hats but no belts. "
    "How many outfits of all that one shop has?",
    "The long way has legs of {0}, {1} and {2} roads, the short way {3} and {4}. How many routes?",
    "Lock one has dials of {0}, {1} and {2} signs, lock two {3} and {4}. How many settings do they "
    "have together?",
    "Robots with legs have {0} heads, {1} bodies, {2} legs to choose from, those without {3} heads "
    "and {4} bodies. How many robots in all?",
    "Set one offers {0} cups, {1} plates and {2} bowls, set two {3} cups and {4} plates. How many "
    "place settings from one set?",
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
    """One of each: numbers multiplied."""
    numbers = tuple(rng.randint(2, 9) for _ in range(rng.choice((2, 3))))

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
    n = rng.randint(3, 9)
    k = rng.randint(2, min(n, 4 if n < 7 else 3))
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
    n = rng.randint(4, 25)

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
    "easy": (choices, choices, places, places, pairs),
    "medium": (mixed, not_first, menus, menus, menus),
    "hard": (apart, at_least, menus, menus),
}


def draw(rng: random.Random, difficulty: Difficulty) -> Told:
    """One of the kinds of the difficulty."""
    return rng.choice(KINDS[difficulty])(rng, difficulty)


FAMILY = Family(generator("counting", draw), faults_in)

"""Number theory: sets of numbers (SET), statements about one (TF), and choices (MC)."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from string import ascii_uppercase

from data.generators.base import Difficulty
from data.generators.olympiad.residues_wordings import (
    DIVIDES,
    DIVISORS,
    MULTIPLES,
    PRIME,
    PRIME_OPTIONS,
    RESIDUES,
    SQUARES,
)
from data.generators.olympiad.work import (
    Case,
    Check,
    Implausible,
    Pen,
    Solution,
    family,
    rest,
    verified,
)
from reasoning.problem import AnswerType

PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31)
#: How many numbers are tested one by one.
TESTED: Mapping[Difficulty, tuple[int, int]] = {"easy": (2, 3), "medium": (4, 6), "hard": (7, 9)}


def _set(members: tuple[int, ...]) -> Solution:
    if not members:
        raise Implausible("nothing is left")
    ordered = tuple(sorted(set(members)))
    return Solution(ordered, f"\\{{{', '.join(map(str, ordered))}\\}}")


def _rests(tested: list[tuple[int, int]]) -> Callable[[Solution, Pen], Check]:
    """The remainders once more, by the multiple below."""

    def check(found: Solution, pen: Pen) -> Check:
        return verified(
            (rest(value, modulus), value % modulus, seen)
            for (value, modulus), seen in zip(tested, pen.results, strict=False)
        )

    return check


def _divisors(rng: random.Random, difficulty: Difficulty) -> Case:
    n = rng.randint(4, {"easy": 200, "medium": 300, "hard": 360}[difficulty])
    small = [d for d in range(1, math.isqrt(n) + 1) if n % d == 0]

    def work(pen: Pen) -> Solution:
        return _set(tuple(x for d in small for x in (d, pen.work(n, "/", d))))

    def check(found: Solution, pen: Pen) -> Check:
        return verified((f"{d} * {e}", d * e, n) for d, e in zip(small, pen.results, strict=True))

    return Case(("divisors", n), DIVISORS, (n,), "divide in pairs", work, check)


def _residues(rng: random.Random, difficulty: Difficulty) -> Case:
    modulus = rng.randint(3, 12)
    values = rng.sample(range(5, 100), rng.randint(*TESTED[difficulty]))
    wanted = rng.choice(values) % modulus

    def work(pen: Pen) -> Solution:
        return _set(tuple(v for v in values if pen.work(v, "mod", modulus) == wanted))

    listed = ", ".join(map(str, values))
    return Case(
        key=("residues", listed, modulus, wanted),
        wordings=RESIDUES,
        places=(listed, modulus, wanted),
        plan=f"each mod {modulus}, keep {wanted}",
        work=work,
        check=_rests([(v, modulus) for v in values]),
    )


def _squares(rng: random.Random, difficulty: Difficulty) -> Case:
    most = rng.randint(*TESTED[difficulty])
    modulus = rng.randint(5, 19)
    wanted = rng.randint(1, most) ** 2 % modulus

    def work(pen: Pen) -> Solution:
        tried = range(1, most + 1)
        return _set(tuple(x for x in tried if pen.reduced(x, "*", x, modulus) == wanted))

    return Case(
        key=("squares", most, modulus, wanted),
        wordings=SQUARES,
        places=(most, modulus, wanted),
        plan=f"square each mod {modulus}, keep {wanted}",
        work=work,
        check=_rests([(x * x, modulus) for x in range(1, most + 1)]),
    )


def sets(rng: random.Random, difficulty: Difficulty) -> Case:
    """Divisors, or the numbers that solve a congruence; gold is a set."""
    # Listed numbers have by far the most combinations.
    return rng.choice((_divisors, _residues, _residues, _residues, _squares))(rng, difficulty)


def _trial(pen: Pen, n: int, before: str = "") -> bool:
    """Whether n is prime, by trial division up to its root; stops at the first divisor."""
    return all(pen.work(n, "mod", p, before) for p in PRIMES if p * p <= n)


def _truth(true: bool, *numbers: int) -> Solution:
    return Solution(numbers, str(true))


def _prime(rng: random.Random, difficulty: Difficulty) -> Case:
    low, high = {"easy": (5, 49), "medium": (50, 288), "hard": (290, 999)}[difficulty]
    n = rng.randint(low, high)
    prime = all(n % p for p in PRIMES if p * p <= n)
    while not prime and rng.random() < 0.8:  # as many primes as not, and few even numbers
        n = rng.randint(low, high)
        prime = all(n % p for p in PRIMES if p * p <= n)
    return Case(
        key=("prime", n),
        wordings=PRIME,
        places=(n,),
        plan="divide by the primes up to its root",
        work=lambda pen: _truth(_trial(pen, n)),
        check=_rests([(n, p) for p in PRIMES if p * p <= n]),
    )


def _divides(rng: random.Random, difficulty: Difficulty) -> Case:
    """A sum of products and what divides it."""
    products = {"easy": 1, "medium": 2, "hard": rng.randint(3, 4)}[difficulty]
    factors = [(rng.randint(2, 12), rng.randint(2, 9)) for _ in range(products)]
    last = rng.randint(1, 30)
    total = sum(a * b for a, b in factors) + last
    moduli = range(3, 14)
    divisors = [m for m in moduli if total % m == 0]
    modulus = rng.choice(divisors if divisors and rng.random() < 0.5 else moduli)

    def work(pen: Pen) -> Solution:
        done = [pen.work(a, "*", b) for a, b in factors]
        running = done[0]
        for k in (*done[1:], last):
            running = pen.work(running, "+", k)
        return _truth(pen.work(running, "mod", modulus) == 0, running)

    def check(found: Solution, pen: Pen) -> Check:
        """Each product is reduced before the rests are added."""
        rests = [a * b % modulus for a, b in factors] + [last % modulus]
        added = " + ".join(map(str, rests))
        text = f"{added} = {sum(rests)}, {sum(rests)} mod {modulus} = {total % modulus}"
        same = total % modulus == pen.results[-1]
        said = "as found" if same else f"not {pen.results[-1]}"
        each = "; ".join(f"{a} * {b} mod {modulus} = {a * b % modulus}" for a, b in factors)
        return Check((f"{each}; {text}, {said}",), same)

    shown = " + ".join([*(f"{a} * {b}" for a, b in factors), str(last)])
    plan = f"add up, then mod {modulus}"
    return Case((shown, modulus), DIVIDES, (shown, modulus), plan, work, check)


def statements(rng: random.Random, difficulty: Difficulty) -> Case:
    """A statement about a number; gold is True or False."""
    # There are few small primes: an easy problem is more often about a sum.
    kinds = (_prime, _divides, _divides, _divides) if difficulty == "easy" else (_prime, _divides)
    return rng.choice(kinds)(rng, difficulty)


def _choice(values: list[int], right: Callable[[int, str], bool]) -> Solution:
    letters = [x for x, v in zip(ascii_uppercase, values, strict=False) if right(v, f"{x}: ")]
    if not letters:
        raise Implausible("no option is left")
    return Solution(tuple(map(ord, letters)), ", ".join(letters))


def _multiples(rng: random.Random, difficulty: Difficulty) -> Case:
    k = rng.randint(3, 13)
    values = rng.sample(range(12, 130), rng.randint(*TESTED[difficulty]))
    for at in rng.sample(range(len(values)), rng.randint(1, len(values) - 1)):
        values[at] -= values[at] % k
    if len(set(values)) < len(values):
        return _multiples(rng, difficulty)
    return Case(
        key=("multiples", k, *values),
        wordings=MULTIPLES,
        places=(k,),
        plan=f"each mod {k}, keep 0",
        work=lambda pen: _choice(values, lambda v, x: pen.work(v, "mod", k, x) == 0),
        check=_rests([(v, k) for v in values]),
        options=dict(zip(ascii_uppercase, map(str, values), strict=False)),
    )


def _prime_options(rng: random.Random, difficulty: Difficulty) -> Case:
    high, most = {"easy": (24, 2), "medium": (60, 3), "hard": (120, 4)}[difficulty]
    values = rng.sample(range(5, high, 2), rng.randint(2, most))
    tests = {v: [(v, p) for p in PRIMES if p * p <= v] for v in values}
    if not any(all(n % p for n, p in tests[v]) for v in values):
        return _prime_options(rng, difficulty)

    def check(found: Solution, pen: Pen) -> Check:
        asked: list[tuple[int, int]] = []
        results = iter(pen.results)
        for value in values:  # the tests of a number end where it was divided
            for test in tests[value]:
                asked.append(test)
                if next(results) == 0:
                    break
        return _rests(asked)(found, pen)

    return Case(
        key=("primes", *values),
        wordings=PRIME_OPTIONS,
        places=(),
        plan="divide each by the primes up to its root",
        work=lambda pen: _choice(values, lambda v, x: _trial(pen, v, x)),
        check=check,
        options=dict(zip(ascii_uppercase, map(str, values), strict=False)),
    )


def selections(rng: random.Random, difficulty: Difficulty) -> Case:
    """Options of which several may be right; gold is their letters."""
    return rng.choice((_multiples, _prime_options))(rng, difficulty)


FAMILIES = {
    "sets": family("sets", AnswerType.SET, sets),
    "statements": family("statements", AnswerType.TF, statements),
    "selections": family("selections", AnswerType.MC, selections),
}

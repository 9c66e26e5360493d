"""Whole numbers: gcd, lcm, remainders of powers and sums, digit sums, and how many divisors."""

from __future__ import annotations

import math
import random

from data.generators.base import Difficulty, Family
from data.generators.maths.claims import faults_in
from data.generators.maths.numbers_wordings import (
    DIGITS,
    DIGITS_REST,
    DIVISORS,
    GCD,
    GCD_OF_THREE,
    LCM,
    POWER,
)
from data.generators.maths.work import (
    STEPS,
    Check,
    Found,
    Implausible,
    Pen,
    Told,
    chained,
    generator,
    totalled,
)

WORDINGS = (GCD, GCD_OF_THREE, LCM, POWER, DIGITS, DIGITS_REST, DIVISORS)

#: Primes that factors are taken out by.
PRIMES = (2, 3, 5, 7, 11, 13)


def _euclid(pen: Pen, a: int, b: int) -> int:
    while b:
        a, b = b, pen.work(a, "mod", b)
    return a


def _divides(found: Found, numbers: tuple[int, ...]) -> Check:
    """Whether a number is the greatest common divisor: it divides all, and the rests share none."""
    g, text, quotients = int(found), "", []
    if g < 1:
        return Check((f"{g} < 1 divides nothing",), False)
    for number in numbers:
        if number % g:
            return Check((f"{text}{number} mod {g} = {number % g}, not 0",), False)
        text += f"{number} / {g} = {number // g}, "
        quotients.append(number // g)
    common = math.gcd(*quotients)
    listed = ", ".join(map(str, quotients))
    return totalled(f"{text}gcd({listed}) = {common}", common, 1, "nothing more in common")


def gcd(rng: random.Random, difficulty: Difficulty) -> Told:
    """Euclid's remainders; of three numbers when hard."""
    g = rng.randint(1, 12)
    if difficulty == "hard":
        numbers = tuple(g * rng.randint(8, 80) for _ in range(3))
    else:
        numbers = tuple(g * rng.randint(2, 25) for _ in range(2))

    def work(pen: Pen) -> int:
        found = numbers[0]
        for number in numbers[1:]:
            found = _euclid(pen, max(found, number), min(found, number))
        return found

    return Told(
        "gcd", numbers, GCD if len(numbers) == 2 else GCD_OF_THREE,
        "divide with rest until the rest is 0", work, lambda found: _divides(found, numbers),
        f"gcd({', '.join(map(str, numbers))}) = {math.gcd(*numbers)}",
    )  # fmt: skip


def lcm(rng: random.Random, difficulty: Difficulty) -> Told:
    """The greatest common divisor first, then one number divided by it times the other."""
    most = {"easy": 15, "medium": 30, "hard": 60}[difficulty]
    a, b = rng.randint(2, most), rng.randint(2, most)

    def work(pen: Pen) -> int:
        g = _euclid(pen, max(a, b), min(a, b))
        return pen.work(pen.work(a, "/", g), "*", b)

    def check(found: Found) -> Check:
        for number in (a, b):
            if not found or int(found) % number:
                rest = int(found) % number
                return Check((f"{found} mod {number} = {rest}, not 0",), False)
        p, q = int(found) // a, int(found) // b
        common = math.gcd(p, q)
        text = f"{found} / {a} = {p}, {found} / {b} = {q}, gcd({p}, {q}) = {common}"
        return totalled(text, common, 1, "so nothing smaller")

    return Told(
        "lcm", (a, b), LCM, "the gcd first, then divide by it and multiply",
        work, check, f"lcm({a}, {b}) = {math.lcm(a, b)}",
    )  # fmt: skip


def power(rng: random.Random, difficulty: Difficulty) -> Told:
    """A power, reduced after every product."""
    modulus = rng.choice((5, 6, 7, 8, 9, 11, 13))
    base = rng.randint(2, min(modulus - 1, 9))
    exponent = rng.randint(*STEPS[difficulty]) + 1

    def work(pen: Pen) -> int:
        value = base
        for n in range(2, exponent + 1):
            value = pen.reduced(value, "*", base, modulus, f"power {n}: ")
        return value

    def check(found: Found) -> Check:
        # By squares: half as many products, of other numbers.
        square = base * base % modulus
        text, value = f"{base}^2 mod {modulus} = {square}", 1
        for n in range(2, exponent + 1, 2):
            before, value = value, value * square % modulus
            text += f", power {n}: {before} * {square} mod {modulus} = {value}"
        if exponent % 2:
            before, value = value, value * base % modulus
            text += f", power {exponent}: {before} * {base} mod {modulus} = {value}"
        return totalled(text, value, found)

    return Told(
        "power", (base, exponent, modulus), POWER,
        f"multiply by {base} and keep the rest by {modulus}", work, check,
        f"{base}^{exponent} mod {modulus} = {pow(base, exponent, modulus)}",
    )  # fmt: skip


def _digits(rng: random.Random, count: int) -> tuple[int, ...]:
    return (rng.randint(1, 9), *(rng.randint(0, 9) for _ in range(count - 1)))


def _backwards(digits: tuple[int, ...]) -> tuple[str, int]:
    """The digits added from the last one on."""
    return chained(digits[-1], [("+", d) for d in reversed(digits[:-1])]), sum(digits)


def digits(rng: random.Random, difficulty: Difficulty) -> Told:
    """The sum of the digits, from the first on."""
    all_ = _digits(rng, rng.randint(*STEPS[difficulty]) + 1)
    number = int("".join(map(str, all_)))

    def work(pen: Pen) -> int:
        total = all_[0]
        for d in all_[1:]:
            total = pen.work(total, "+", d)
        return total

    def check(found: Found) -> Check:
        text, total = _backwards(all_)
        return totalled(f"from the end {text}", total, found)

    return Told(
        "digits", (number,), DIGITS, "add digit by digit", work, check,
        f"{' + '.join(map(str, all_))} = {sum(all_)}",
    )  # fmt: skip


def nines(rng: random.Random, difficulty: Difficulty) -> Told:
    """The remainder by 9, from the digit sum."""
    low, high = STEPS[difficulty]
    all_ = _digits(rng, max(rng.randint(low, high), 2))
    number = int("".join(map(str, all_)))

    def work(pen: Pen) -> int:
        total = all_[0]
        for d in all_[1:]:
            total = pen.work(total, "+", d)
        return pen.work(total, "mod", 9)

    def check(found: Found) -> Check:
        # Nines are cast out on the way, from the end.
        total, text = all_[-1], f"from the end {all_[-1]}"
        for d in reversed(all_[:-1]):
            total += d
            text += f" + {d} -> {total}"
            if total >= 9:
                total -= 9
                text += f" - 9 -> {total}"
        if total == 9:
            total, text = 0, f"{text} - 9 -> 0"
        return totalled(text, total, found)

    return Told(
        "nines", (number,), DIGITS_REST, "the digit sum leaves the same rest", work, check,
        f"{' + '.join(map(str, all_))} = {sum(all_)}, {sum(all_)} mod 9 = {sum(all_) % 9}",
    )  # fmt: skip


def divisors(rng: random.Random, difficulty: Difficulty) -> Told:
    """Primes taken out one at a time; one more than each exponent, multiplied."""
    number = rng.randint(6, 60 if difficulty == "easy" else 200)

    def work(pen: Pen) -> int:
        rest, counts = number, []
        for prime in PRIMES:
            times = 0
            while rest % prime == 0 and rest > prime:
                rest = pen.work(rest, "/", prime)
                times += 1
                if rest < 1:
                    raise Implausible(f"{rest} left over")
            if rest == prime:
                times, rest = times + 1, 1
            if times:
                counts.append(times + 1)
        if rest > 1:
            if rest <= PRIMES[-1] ** 2 and all(rest % p for p in PRIMES):
                counts.append(2)
            else:
                raise Implausible(f"{rest} is not taken apart")
        total = counts[0] if counts else 1
        for k in counts[1:]:
            total = pen.work(total, "*", k, "exponents and one: ")
        return total

    def check(found: Found) -> Check:
        pairs = [(d, number // d) for d in range(1, math.isqrt(number) + 1) if number % d == 0]
        text = ", ".join(f"{a} * {b} = {number}" for a, b in pairs)
        square = pairs[-1][0] == pairs[-1][1]
        total = 2 * len(pairs) - square
        counted = f"2 * {len(pairs)}{' - 1' if square else ''} = {total}"
        return totalled(f"pairs {text}: {counted}", total, found)

    return Told("divisors", (number,), DIVISORS, "take out primes, count them", work, check)


KINDS = {
    "easy": (gcd, lcm, power, digits, nines, divisors),
    "medium": (gcd, lcm, power, digits, nines, divisors),
    # Numbers that take so many steps to factor are few, and have too many divisors to list.
    "hard": (gcd, lcm, power, digits, nines),
}


def draw(rng: random.Random, difficulty: Difficulty) -> Told:
    """One of the kinds, with numbers of the difficulty."""
    while True:
        case = rng.choice(KINDS[difficulty])(rng, difficulty)
        try:
            steps = case.steps()
        except Implausible:  # a large prime in it
            continue
        if STEPS[difficulty][0] <= steps <= STEPS[difficulty][1]:
            return case


FAMILY = Family(generator("numbers", draw), faults_in)

"""Whether two expression trees have the same value.

By their canonical form, as exact rationals, else by many digits at points drawn from a fixed seed.
Two different expressions that agree to 200 bits at several random points are not to be met by
accident (Schwartz 1980 and Zippel 1979, for polynomials), and unlike rewriting by a computer
algebra system this ends in a known time.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from reasoning.grading.evaluate import PRECISIONS, Irrational, Undefined, Value, exact, numeric
from reasoning.grading.limits import check_time
from reasoning.grading.tree import Call, Number, Tree, canonical, names_in, variables

#: Points where both sides have a value, before two expressions count as the same.
MIN_POINTS = 2
#: A decimal stands for the exact value it rounds only when written with at least this precision.
MIN_PLACES, MIN_SIGNIFICANT = 5, 6
#: Bits that a value needs to be certain, and bits in which two such values have to agree.
CERTAIN, AGREEING = 64, 150


def same_value(a: Tree, b: Tree) -> bool:
    """Whether two trees have the same value wherever both have one.

    Raises:
        OutOfTime: the comparison that this is part of has taken too long.
    """
    check_time()
    return _same_value(a, b)


@lru_cache(maxsize=4_096)
def _same_value(a: Tree, b: Tree) -> bool:
    if canonical(a) == canonical(b):
        return True
    names = sorted(variables(a) | variables(b))
    if not names and (decided := _same_number(a, b)) is not None:
        return decided
    uses_i = "i" in names_in(a) | names_in(b)
    if not uses_i and (decided := _same_at_points(a, b, names, complex_numbers=False)) is not None:
        return decided
    return bool(_same_at_points(a, b, names, complex_numbers=True))


def _same_number(a: Tree, b: Tree) -> bool | None:
    """Exact comparison of two constants; None when one is not rational within the limits."""
    decimals = [_decimal(tree) for tree in (a, b)]
    try:
        values = [exact(tree) for tree in (a, b)]
    except Undefined:
        return False
    except Irrational:
        return True if _rounds(a, b) or _rounds(b, a) else None
    if values[0] == values[1]:
        return True
    rounded = [
        _is_rounding(d, other) for d, other in zip(decimals, reversed(values), strict=True) if d
    ]
    if all(decimals):  # of two decimals the one with fewer places may round the other
        coarse = max((d for d in decimals if d), key=lambda d: d[1])
        return _is_rounding(coarse, values[1 - decimals.index(coarse)])
    return any(rounded)


def _rounds(decimal: Tree, other: Tree) -> bool:
    """Whether a long decimal is another, irrational constant rounded."""
    written = _decimal(decimal)
    if written is None:
        return False
    try:
        value = numeric(other, PRECISIONS[1], {}, complex_numbers=False).number
    except Undefined:
        return False
    sign, mantissa, power, _ = value._mpf_
    size = Fraction(int(mantissa)) * Fraction(2) ** int(power)
    return _is_rounding(written, -size if sign else size)


def by_rounding(a: Tree, b: Tree) -> bool:
    """Whether two constants that count as the same differ, and one is the other rounded."""
    if canonical(a) == canonical(b) or variables(a) | variables(b):
        return False
    try:
        return exact(a) != exact(b)
    except Irrational:
        return _rounds(a, b) or _rounds(b, a)
    except Undefined:
        return False


def _decimal(tree: Tree) -> tuple[Fraction, Fraction] | None:
    """Value and last place of a decimal written precisely enough to stand for another value."""
    if isinstance(tree, Call) and tree.function == "neg":
        inner = _decimal(tree.args[0])
        return None if inner is None else (-inner[0], inner[1])
    if isinstance(tree, Call) and tree.function == "*" and len(tree.args) == 2:
        inner, scale = _decimal(tree.args[0]), tree.args[1]
        if inner and isinstance(scale, Call) and scale.args[0] == Number(Fraction(10)):
            try:
                factor = exact(scale)
            except (Irrational, Undefined):
                return None
            return inner[0] * factor, inner[1] * abs(factor)
        return None
    if not isinstance(tree, Number) or tree.step is None or tree.significant < MIN_SIGNIFICANT:
        return None
    places = len(str(tree.step.denominator)) - 1
    return (tree.value, tree.step) if places >= MIN_PLACES else None


def _is_rounding(decimal: tuple[Fraction, Fraction], value: Fraction) -> bool:
    """Whether a decimal is a value rounded, or cut off, at its last place."""
    written, step = decimal
    return abs(value - written) * 2 <= step or 0 <= (abs(value) - abs(written)) < step


def _points(names: Sequence[str]) -> Iterator[Mapping[str, Fraction]]:
    """Where two expressions are compared: the same for the same names, whichever comes first.

    Between 0 and 1 (roots such as 1-x), above 1, of both signs (|x| is not x), whole numbers
    (factorials, powers of -1), and large (roots such as x-9).
    """
    if not names:
        yield {}
        return
    draw = random.Random("|".join(names))
    for low, high, parts in (
        (1, 950, 1_000), (200, 4_000, 1_000), (-4_000, 4_000, 1_000), (1, 12, 1),
        (1, 950, 1_000), (-4_000, 4_000, 1_000), (1, 12, 1), (10_000, 90_000, 1_000),
        (-4_000, -1, 1_000), (200, 4_000, 1_000),
    ):  # fmt: skip
        yield {name: Fraction(draw.randint(low, high), parts) for name in names}


def _same_at_points(a: Tree, b: Tree, names: Sequence[str], complex_numbers: bool) -> bool | None:
    """Agreement at the points where both have a value; None when there are too few of them."""
    agreed = 0
    needed = MIN_POINTS if names else 1
    for values in _points(names):
        check_time()
        try:
            if not _agree(a, b, values, complex_numbers):
                return False
        except Undefined:
            continue
        agreed += 1
    return True if agreed >= needed else None


def _agree(a: Tree, b: Tree, values: Mapping[str, Fraction], complex_numbers: bool) -> bool:
    """Whether two trees agree at a point, judged at two precisions.

    What remains of the difference of two equal values is rounding noise and shrinks by the added
    bits, however much of it there is; a true difference stays. That alone is not enough: the noise
    may have hidden the values at the lower precision (sin 10^100), so at the higher one they must
    agree in as many digits as make them certain. Where the noise may be as large as the values
    themselves even there (1/2900! + 1, for all that 2900! is large, or 10^-300 pi) this tells
    nothing: then values that the added bits leave as they are must agree in their digits, or both
    vanish by the added bits, as zeros do.
    """
    differences, both = [], []
    for bits in PRECISIONS:
        first = numeric(a, bits, values, complex_numbers)
        second = numeric(b, bits, values, complex_numbers)
        difference = first.number - second.number
        noise = max(first.largest, second.largest) - bits  # the least that may be seen
        differences.append(max(noise, first.context.mag(difference)) if difference else noise)
        both.append((first, second))
    coarse, fine = differences
    if fine > coarse - (PRECISIONS[1] - PRECISIONS[0]) // 2:
        return False
    (first_before, second_before), (first, second) = both
    mag = first.context.mag
    scale = max(mag(first.number), mag(second.number))
    if noise <= scale - CERTAIN:
        return bool(fine <= scale - CERTAIN)
    settled = [is_settled(first_before, first), is_settled(second_before, second)]
    if all(settled):
        return bool(mag(first.number - second.number) <= scale - AGREEING)
    if any(settled) or noise > -CERTAIN:
        raise Undefined
    if _vanishes(first_before, first) and _vanishes(second_before, second):
        return True  # both are zero, as far as can be seen
    raise Undefined


def _vanishes(coarse: Value, fine: Value) -> bool:
    """Whether more precision leaves nothing of a value."""
    mag = fine.context.mag
    return not fine.number or bool(mag(fine.number) <= mag(coarse.number) - CERTAIN)


def is_settled(coarse: Value, fine: Value) -> bool:
    """Whether a value that is not zero has digits which more precision leaves as they are."""
    if not fine.number:
        return False
    change = fine.number - fine.context.convert(coarse.number)
    return not change or bool(fine.context.mag(change) <= fine.context.mag(fine.number) - CERTAIN)

"""The value of an expression tree: exact where it is rational, else to many digits.

Everything is bounded before it is worked out: a power is refused by the size its result would
have (9^9^9^9 costs as much as 2+2), and the total work on long integers is counted. So the time
of a comparison depends on fixed limits and never on what the answer says.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import comb, factorial, gcd, isqrt, lcm
from typing import Any

from mpmath.ctx_mp import MPContext
from mpmath.libmp import NoConvergence

from reasoning.grading.tree import Call, Name, Number, Tree

#: Largest exact integer, in bits; 2024^4046 has 44,433.
MAX_BITS = 65_536
#: Total size of the exact results of one evaluation, in bits: bounds its time.
MAX_WORK = 1_000_000
#: Largest magnitude of a real number, as a power of two, and of an angle.
MAX_MAGNITUDE = 65_536
MAX_ANGLE = 4_096
#: Largest n of an exact n! or binomial coefficient; above it n! is a real number.
MAX_FACTORIAL = 3_000
#: Working precisions in bits. Rounding noise shrinks with the precision, a difference does not.
PRECISIONS = (200, 400)

Real = Any  # a number of the mpmath context: mpf, or mpc with complex numbers


@dataclass(frozen=True, slots=True)
class Value:
    """A value, its mpmath context, and the magnitude (power of two) of the largest step to it."""

    number: Real
    context: Any
    largest: int


class Undefined(Exception):
    """No value here: outside a domain, or too large to work out."""


class Irrational(Exception):
    """No exact rational value within the limits."""


def exact(tree: Tree) -> Fraction:
    """The rational value of a tree without variables.

    Raises:
        Irrational: it has none, or none within the limits.
        Undefined: it divides by zero.
    """
    return _Exact().value(tree)


class _Exact:
    def __init__(self) -> None:
        self.work = 0

    def value(self, tree: Tree) -> Fraction:
        if isinstance(tree, Number):
            result = tree.value
        elif isinstance(tree, Name):
            raise Irrational
        else:
            result = self.call(tree.function, [self.value(arg) for arg in tree.args])
        return self.checked(result)

    def checked(self, result: Fraction) -> Fraction:
        bits = result.numerator.bit_length() + result.denominator.bit_length()
        self.work += bits
        if bits > MAX_BITS or self.work > MAX_WORK:
            raise Irrational
        return result

    def call(self, function: str, args: list[Fraction]) -> Fraction:
        match function, args:
            case "+", _:
                return reduce(lambda a, b: self.checked(a + b), args)
            case "*", _:
                return reduce(lambda a, b: self.checked(a * b), args)
            case "/", [_, b] if b == 0:
                raise Undefined
            case "/", [a, b]:
                return a / b
            case "neg", [a]:
                return -a
            case "percent", [a]:
                return a / 100
            case "abs", [a]:
                return abs(a)
            case "floor", [a]:
                return Fraction(a.__floor__())
            case "ceil", [a]:
                return Fraction(a.__ceil__())
            case "factorial", [a] if a.denominator == 1 and 0 <= a <= MAX_FACTORIAL:
                return Fraction(factorial(int(a)))
            case "binomial", [n, k] if (
                n.denominator == k.denominator == 1 and 0 <= k <= n <= MAX_FACTORIAL
            ):
                return Fraction(comb(int(n), int(k)))
            case "mod", [a, b]:
                if b == 0:
                    raise Undefined
                return a % b
            case "gcd" | "lcm", _ if all(a.denominator == 1 for a in args):
                return Fraction((gcd if function == "gcd" else lcm)(*map(int, args)))
            case "min" | "max", _:
                return min(args) if function == "min" else max(args)
            case "root", [a, b] if b == 2 and a >= 0:
                return _square_root(a)
            case "^", [a, b]:
                return _power(a, b)
        raise Irrational


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1:
        raise Irrational
    if base == 0 and exponent <= 0:
        raise Undefined
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if abs(base) != 1 and base != 0 and bits * abs(exponent) > MAX_BITS:
        raise Irrational
    if abs(base) == 1:
        return base if exponent.numerator % 2 else Fraction(1)
    return Fraction(0) if base == 0 else base ** int(exponent)


def _square_root(value: Fraction) -> Fraction:
    above, below = isqrt(value.numerator), isqrt(value.denominator)
    if above * above != value.numerator or below * below != value.denominator:
        raise Irrational
    return Fraction(above, below)


class _Contexts(threading.local):
    """mpmath changes the precision of its context while it works: one context a thread."""

    def __init__(self) -> None:
        self.by_precision: dict[int, Any] = {}

    def get(self, bits: int) -> Any:
        if bits not in self.by_precision:
            context = MPContext()
            context.prec = bits
            self.by_precision[bits] = context
        return self.by_precision[bits]


_contexts = _Contexts()


def numeric(tree: Tree, bits: int, values: Mapping[str, Fraction], complex_numbers: bool) -> Value:
    """The value of a tree at a point.

    `bits` is the precision. Over the reals (`complex_numbers` false) a root, a logarithm or a
    power without a real value is undefined; the cube root of -8 is -2. Over the complex numbers
    the principal value is taken.

    Raises:
        Undefined: there is no value, or it is too large.
    """
    context = _contexts.get(bits)
    evaluation = _Numeric(context, values, complex_numbers)
    try:
        return Value(evaluation.value(tree), context, evaluation.largest)
    except (ZeroDivisionError, ValueError, OverflowError, NoConvergence, TypeError) as error:
        raise Undefined from error


class _Numeric:
    def __init__(self, context: Any, values: Mapping[str, Fraction], complex_numbers: bool) -> None:
        self.mp = context
        self.values = values
        self.complex = complex_numbers
        self.largest = 0

    def value(self, tree: Tree) -> Real:
        if isinstance(tree, Number):
            result = self.rational(tree.value)
        elif isinstance(tree, Name):
            result = self.name(tree.name)
        else:
            result = self.call(tree, [self.value(arg) for arg in tree.args])
        return self.checked(result)

    def checked(self, value: Real) -> Real:
        if not self.mp.isfinite(value) or self.mp.mag(value) > MAX_MAGNITUDE:
            raise Undefined
        if value != 0:
            self.largest = max(self.largest, int(self.mp.mag(value)))
        if not self.complex and isinstance(value, self.mp.mpc):
            raise Undefined
        return value

    def rational(self, value: Fraction) -> Real:
        return self.mp.mpf(value.numerator) / self.mp.mpf(value.denominator)

    def name(self, name: str) -> Real:
        if name in self.values:
            return self.rational(self.values[name])
        if name == "pi":
            return +self.mp.pi
        if name == "e":
            return +self.mp.e
        if name == "i" and self.complex:
            return self.mp.mpc(0, 1)
        raise Undefined

    def call(self, tree: Call, args: list[Real]) -> Real:
        match tree.function, args:
            case "+", _:
                return self.mp.fsum(args)
            case "*", _:
                return reduce(lambda a, b: self.checked(a * b), args)
            case "/", [a, b]:
                return a / b
            case "neg", [a]:
                return -a
            case "percent", [a]:
                return a / 100
            case "degree", [a]:
                return a * self.mp.pi / 180
            case "root", [a, n]:
                return self.power(a, 1 / n, _inverse(tree.args[1]))
            case "^", [a, b]:
                return self.power(a, b, _rational_or_none(tree.args[1]))
            case "factorial", [a]:
                return self.mp.gamma(self.small(a + 1))
            case "binomial", [n, k]:
                return self.mp.binomial(self.small(n), self.small(k))
        return self.function(tree.function, args)

    def small(self, value: Real) -> Real:
        if self.mp.mag(value) > 40:  # beyond that a gamma function is over MAX_MAGNITUDE anyway
            raise Undefined
        return value

    def power(self, base: Real, exponent: Real, rational: Fraction | None) -> Real:
        if base == 0:
            if exponent.real > 0:
                return self.mp.mpf(0)
            raise Undefined
        if abs(exponent) * (abs(self.mp.mag(base)) + 1) > MAX_MAGNITUDE:
            raise Undefined
        if not self.complex and base < 0 and not self.mp.isint(exponent):
            if rational is None or rational.denominator % 2 == 0:
                raise Undefined
            root = -self.mp.power(-base, exponent)  # an odd root of a negative number is real
            return root if rational.numerator % 2 else -root
        return self.mp.power(base, exponent)

    def function(self, name: str, args: list[Real]) -> Real:
        mp = self.mp
        (a,) = args
        simple: dict[str, Callable[[Real], Real]] = {
            "sin": mp.sin, "cos": mp.cos, "tan": mp.tan, "cot": mp.cot, "sec": mp.sec,
            "csc": mp.csc, "arcsin": mp.asin, "arccos": mp.acos, "arctan": mp.atan,
            "arccot": mp.acot, "arcsec": mp.asec, "arccsc": mp.acsc, "sinh": mp.sinh,
            "cosh": mp.cosh, "tanh": mp.tanh, "arcsinh": mp.asinh, "arccosh": mp.acosh,
            "arctanh": mp.atanh, "abs": abs, "floor": mp.floor, "ceil": mp.ceil, "ln": mp.ln,
        }  # fmt: skip
        if name not in simple:
            raise Undefined
        if name in {"sinh", "cosh", "tanh"} and mp.mag(a) > 15:
            raise Undefined
        if name not in {"abs", "ln"} and mp.mag(a) > MAX_ANGLE:
            raise Undefined
        return simple[name](a)


def _rational_or_none(tree: Tree) -> Fraction | None:
    try:
        return exact(tree)
    except (Irrational, Undefined):
        return None


def _inverse(tree: Tree) -> Fraction | None:
    value = _rational_or_none(tree)
    return None if not value else 1 / value

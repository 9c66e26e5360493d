"""EQ, an equation: the same when one is the other with its terms moved, or scaled by a constant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from reasoning.errors import GradingError
from reasoning.grading.expression import PROSE, defines, equivalent, plain, read, split
from reasoning.grading.grammar import parse_tidy
from reasoning.grading.kind import Kind, register
from reasoning.grading.latex import tidy
from reasoning.grading.matching import matched
from reasoning.grading.stated import read_stated
from reasoning.grading.tree import Call, Name, Number, Tree, substitute, variables
from reasoning.grading.value import same_value
from reasoning.problem import AnswerType

#: Most equations in one answer.
MAX_EQUATIONS = 4
_ZERO = Number(Fraction(0))


@dataclass(frozen=True, slots=True)
class Equation:
    """The sides of an equation. A left side that only gives a name may have no tree: F(x, y)."""

    name: str
    left: Tree | None
    right: Tree

    @property
    def difference(self) -> Tree | None:
        """Left minus right side."""
        return None if self.left is None else Call("+", (self.left, Call("neg", (self.right,))))


def read_equations(text: str) -> list[Equation]:
    """The equations in an answer; of a chain a = b = c the first and the last side.

    Raises:
        GradingError: a part is no equation, or over a limit.
    """
    parts = split(tidy(text), ",")
    if len(parts) > MAX_EQUATIONS:
        raise GradingError(f"answer has {len(parts)} equations; allowed: {MAX_EQUATIONS}")
    return [_equation(part) for part in parts]


def _equation(text: str) -> Equation:
    if PROSE.search(text):
        raise GradingError(f"{text[:40]!r} is prose; an equation was expected")
    left, *others = split(text, "=")
    if not others or not left.strip() or not others[-1].strip():
        raise GradingError(f"{text[:40]!r} is no equation")
    right = parse_tidy(others[-1])
    try:
        return Equation(plain(left), parse_tidy(left), right)
    except GradingError:
        if not defines(left):
            raise
        return Equation(plain(left), None, right)


def same_equation(a: Equation, b: Equation) -> bool:
    """Whether every solution of the one, as far as terms are only moved or scaled, is the other's.

    Two expressions f and g are multiples of each other exactly when f(x) g(y) = f(y) g(x) for all
    x and y, so one comparison of values decides, whatever the factor is.
    """
    if a.name == b.name and same_value(a.right, b.right):
        return True
    f, g = a.difference, b.difference
    if f is None or g is None:
        return False
    if same_value(f, g) or same_value(f, Call("neg", (g,))):
        return True
    if variables(f) != variables(g) or not variables(f):
        return False
    if same_value(f, _ZERO) or same_value(g, _ZERO):
        return False
    other: dict[str, Tree] = {name: Name(name + "''") for name in variables(f)}
    return same_value(Call("*", (f, substitute(g, other))), Call("*", (substitute(f, other), g)))


def _read(text: str, options: Mapping[str, str]) -> str | None:
    return read_stated(text, _readable)


def _readable(text: str) -> None:
    if "=" not in tidy(text):
        read(text)  # the value alone, for an equation that only gives it a name
    else:
        read_equations(text)


def _same(first: str, second: str, options: Mapping[str, str]) -> bool:
    if plain(first) == plain(second):
        return True
    if "=" not in _tidied(first) or "=" not in _tidied(second):
        return equivalent(first, second)  # "2n+1" for "a_n = 2n+1"
    try:
        return matched(read_equations(first), read_equations(second), same_equation)
    except GradingError:
        return False


def _tidied(text: str) -> str:
    """The tidy text, or the text itself where it is too long."""
    try:
        return tidy(text)
    except GradingError:
        return text


register(AnswerType.EQ, Kind(_read, _same))

"""Values where a unit is asked for: taken into that unit, and compared within a tolerance.

The tolerance is for what is measured. An angle or a percentage is right only as far as it is
written (90° is not 89.5°, 36.9° is 36.87°), and a whole sum of money was counted.

A value without a unit, or with a word that is no unit ("5 apples"), is taken to be in the unit
asked for. A unit of another dimension makes it wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from reasoning.grading.evaluate import PRECISIONS, Real, Undefined, numeric
from reasoning.grading.expression import Measure, same_measure
from reasoning.grading.latex import MAX_CHARS, tidy
from reasoning.grading.tree import Call, Number, Tree
from reasoning.grading.units import conversion, converted, letter_behind, read_unit
from reasoning.grading.value import is_settled, same_value

#: How far apart two physical values may be, as a share of the larger: constants are rounded (g is
#: 9.8 or 9.81), so are results. It keeps 1.6e-19 from 1.6e-18, and one digit of two from the next.
TOLERANCE = Fraction(1, 100)
#: Significant digits that a decimal of no dimension must have to stand for what it rounds.
MIN_SIGNIFICANT = 3
_MONEY = frozenset({"dollar", "cent", "euro", "pound_sterling", "yuan"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A unit that is asked for, in the spelling of `units`, and a relative tolerance."""

    unit: str
    tolerance: Fraction = Fraction(0)

    def same(self, a: Measure, b: Measure) -> bool:
        """Whether two values are the same in this unit.

        Two numbers in plain digits and one unit were counted, not measured: 204 minutes are not
        205.
        """
        if a.left is not None or b.left is not None:
            return same_measure(a, b)
        first, second = self._tree(a), self._tree(b)
        if first is None and second is None:
            return same_measure(a, b)  # such as "2 m g" for a force: what looks like units is none
        if first is None or second is None:
            return False
        if same_value(first, second):
            return True
        counts = [_is_count(a.tree), _is_count(b.tree)]
        if all(counts) and self._unit(a) == self._unit(b):
            return False
        if any(counts) and self.unit in _MONEY:
            return False
        return self._near(first, second)

    def fits(self, measure: Measure) -> bool:
        """Whether a value can be in this unit at all."""
        return self._tree(measure) is not None

    def _unit(self, measure: Measure) -> str:
        return measure.unit or self.unit

    def _tree(self, measure: Measure) -> Tree | None:
        tree, unit = measure.tree, measure.unit
        if unit is None and (found := letter_behind(tree)):
            # "2000 g" among expressions is a product, but where kg is asked for it is a mass.
            in_unit = converted(*found, self.unit)
            if in_unit is not None:
                return in_unit
        return tree if not unit or unit == self.unit else converted(tree, unit, self.unit)

    def _near(self, a: Tree, b: Tree) -> bool:
        if not self.tolerance:
            return False
        found = []
        for tree in (a, b):
            try:
                before, after = (
                    numeric(tree, bits, {}, complex_numbers=False) for bits in PRECISIONS
                )
            except Undefined:
                return False
            if not is_settled(before, after):
                return False  # such as the tangent of a right angle
            found.append(after)
        x, y = (value.number for value in found)
        if conversion(self.unit, "percent"):
            return _rounds(a, y) or _rounds(b, x)
        share = found[0].context.mpf(self.tolerance.numerator) / self.tolerance.denominator
        return bool(abs(x - y) <= share * max(abs(x), abs(y)))


def asked_for(unit: str | None, tolerance: Fraction = Fraction(0)) -> Asked | None:
    """What a problem's unit asks for; None where it asks for none, or for one that is not known."""
    if not unit or len(unit) > MAX_CHARS:
        return None
    known = read_unit(tidy(unit))
    return Asked(known, tolerance) if known else None


def _rounds(decimal: Tree, value: Real) -> bool:
    """Whether a decimal is a value rounded to its last place."""
    if isinstance(decimal, Call) and decimal.function == "neg":
        return _rounds(decimal.args[0], -value)
    if not isinstance(decimal, Number) or decimal.step is None:
        return False
    low, high = (decimal.value + half * decimal.step for half in (Fraction(-1, 2), Fraction(1, 2)))
    within = low.numerator <= value * low.denominator and value * high.denominator <= high.numerator
    return decimal.significant >= MIN_SIGNIFICANT and bool(within)


def _is_count(tree: Tree) -> bool:
    if isinstance(tree, Call) and tree.function == "neg":
        return _is_count(tree.args[0])
    return isinstance(tree, Number) and tree.step is None and tree.value.denominator == 1

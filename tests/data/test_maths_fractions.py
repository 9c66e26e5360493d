"""Fractions: the gold is the exact value of what is asked, in lowest terms."""

from __future__ import annotations

import math
import re

from data.generators.maths.claims import value
from tests.data.maths_examples import all_made


def test_the_gold_is_the_exact_value_in_lowest_terms() -> None:
    for example in all_made("fractions", 60):
        asked = re.search(r"\(*\d+/\d+[-+*/() \d]*", example.problem.question)
        assert asked is not None
        assert value(asked[0].strip()) == value(example.problem.gold)
        above, _, below = example.problem.gold.partition("/")
        assert math.gcd(int(above), int(below or 1)) == 1
        assert int(above) > 0
        assert below != "1"

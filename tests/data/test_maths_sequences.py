"""Sequences: the shown terms fix one rule, and the gold follows from it."""

from __future__ import annotations

import itertools
import re

from tests.data.maths_examples import all_made


def continued(terms: list[int], n: int) -> list[int]:
    """The first n terms: equal factors if the shown ones have them, else a polynomial."""
    if terms[1] > terms[0] and all(
        a * terms[1] == b * terms[0] for a, b in itertools.pairwise(terms)
    ):
        return [terms[0] * (terms[1] // terms[0]) ** i for i in range(n)]
    table = [terms]
    while any(table[-1]):
        table.append([b - a for a, b in zip(table[-1], table[-1][1:], strict=False)])
    assert len(table) <= 4
    assert len(table[-1]) >= 1
    while len(table[0]) < n:
        table[-1].append(0)
        for upper, lower in reversed(list(itertools.pairwise(table))):
            upper.append(upper[-1] + lower[len(upper) - 1])
    return table[0]


def test_the_gold_continues_the_shown_terms() -> None:
    for example in all_made("sequences", 60):
        question = example.problem.question
        shown = re.search(r"-?\d+(?:, -?\d+){3}", question)
        terms = [int(t) for t in shown[0].split(", ")]
        others = [int(n) for n in re.findall(r"\d+", question.replace(shown[0], ""))]
        n = others[0] if others else 5
        all_ = continued(terms, n)[:n]
        summed = re.search(r"add up|sum|Add|total|together", question)
        assert example.problem.gold == str(sum(all_) if summed else all_[-1]), question

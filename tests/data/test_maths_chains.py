"""Chains: the links as told lead to the gold, in order or shuffled."""

from __future__ import annotations

import itertools
import re

from data.generators.maths.chains import FAMILY
from tests.data.maths_examples import all_made, made, thoughts


def followed(question: str) -> tuple[int, bool]:
    """The last value, by a fixed point over all links, and whether they are told in order."""
    modulus = int(re.search(r"(?:modulo|by|at|by) (\d+)", question)[1])
    name, start = re.search(r"\b([a-z]) = (\d+)", question).groups()
    links = re.findall(r"- (\w) (.) (\d+) gives (\w)", question)
    values = {name: int(start)}
    while len(values) <= len(links):
        for source, op, k, target in links:
            if source in values:
                v = values[source]
                values[target] = {"+": v + int(k), "-": v - int(k), "*": v * int(k)}[op] % modulus
    asked = question.split("\n")[-1]
    (last,) = {x[3] for x in links} - {x[0] for x in links}
    assert re.search(rf"\b{last}\b", asked)
    in_order = all(a[3] == b[0] for a, b in itertools.pairwise(links))
    return values[last], in_order


def test_the_gold_is_where_the_links_lead() -> None:
    for example in all_made("chains", 60):
        assert str(followed(example.problem.question)[0]) == example.problem.gold


def test_half_of_the_chains_are_shuffled() -> None:
    ordered = sum(followed(e.problem.question)[1] for e in made("chains", "hard"))
    assert 8 < ordered < 32


def test_a_link_that_is_not_told_or_not_followed_is_a_fault() -> None:
    for example in made("chains", "medium")[:20]:
        lines = thoughts(example).step.split("\n")
        untold = re.sub(r"(\w) gives", r"9\1 gives", lines[0], count=1)
        assert FAMILY.faults(example.problem, untold)
        left_out = "\n".join(lines[1:2]).replace(": ", ": 1", 1)
        assert FAMILY.faults(example.problem, f"{lines[0]}\n{left_out}")[0].line == 1


def test_a_right_sum_along_a_link_that_nobody_told_is_a_fault() -> None:
    for example in made("chains", "easy")[:20]:
        name, start = re.search(r"\b([a-z]) = (\d+)", example.problem.question).groups()
        untold = f"- {name} + 77 gives o: {start} + 77 = {int(start) + 77}"
        (fault,) = FAMILY.faults(example.problem, untold)
        assert fault.why == f"no link says {name} + 77 gives o"

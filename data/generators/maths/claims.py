"""What a line of work claims, read and checked exactly: "- 3x = 26 - 5 = 21, not 22".

A line is cut into clauses at words and commas. A clause that is a chain of relations (= < > !=)
between expressions is a claim; anything else is none, and so never wrong. "37 + 18 -> 55 - 5 -> 50"
is a running total: each piece has the value that the next one starts with. Text is parsed by the
little grammar below and never evaluated; all values are fractions.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from data.generators.base import WAIT, Fault
from reasoning.problem import Problem

#: Longer lines, numbers and powers are left unread: a checker ends in a known time.
MAX_LINE, MAX_DIGITS, MAX_POWER, MAX_FACTORIAL, MAX_DEPTH = 1_000, 12, 12, 12, 20
#: What follows a quoted mistake in a line that begins with "Wait,".
WRONG = "is wrong:"

_TOKEN = re.compile(r"\d+(?:\.\d+)?|[A-Za-z]+|->|!=|<=|>=|\S")
_RELATIONS = ("=", "!=", "<", ">", "<=", ">=", "->")
_FUNCTIONS = ("gcd", "lcm")
_SIGNS = frozenset("+-*/^!()")
_CONCLUSION = re.compile(r"So (-?\d+(?:/\d+)?)\.?")


class Unreadable(Exception):
    """No expression of the grammar, or over a limit."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One relation between two values, as a line states it."""

    left: Fraction
    relation: str
    right: Fraction

    @property
    def holds(self) -> bool:
        """Whether it is true."""
        match self.relation:
            case "<":
                return self.left < self.right
            case ">":
                return self.left > self.right
            case "<=":
                return self.left <= self.right
            case ">=":
                return self.left >= self.right
            case "!=":
                return self.left != self.right
        return self.left == self.right


def claims(line: str, names: Mapping[str, Fraction] | None = None) -> list[Claim]:
    """Everything a line states that can be checked; `names` are the values of its letters."""
    if len(line) > MAX_LINE:
        return []
    if line.startswith(WAIT) and WRONG in line:
        line = line.partition(WRONG)[2]
    line = re.sub(r"^(?:- |\d+\. )", "", line)
    found: list[Claim] = []
    last: Fraction | None = None
    for denied, clause in _clauses(_TOKEN.findall(line)):
        pieces, relations = _pieces(clause)
        values = [_value_or_none(piece, names or {}) for piece in pieces]
        if denied and last is not None and values[0] is not None:
            found.append(Claim(last, "!=", values[0]))
        for index, relation in enumerate(relations):
            left, right = values[index], values[index + 1]
            if relation == "->":
                right = _value_or_none(_first_number(pieces[index + 1]), {})
            if left is not None and right is not None:
                found.append(Claim(left, relation, right))
        last = values[-1]
    return found


def faults_in(
    problem: Problem, thought: str, names: Mapping[str, Fraction] | None = None
) -> list[Fault]:
    """The lines of a thought with a false claim, and conclusions that are not the gold answer."""
    found = []
    for number, line in enumerate(thought.split("\n")):
        if why := why_wrong(problem, line, names):
            found.append(Fault(number, why))
    return found


def why_wrong(
    problem: Problem, line: str, names: Mapping[str, Fraction] | None = None
) -> str | None:
    """What is wrong with a single line, in one clause; None where nothing is."""
    for claim in claims(line, names):
        if not claim.holds:
            return f"{claim.left} {claim.relation.replace('->', '=')} {claim.right} is false"
    concluded = _CONCLUSION.fullmatch(line)
    if concluded and problem.gold is not None and value(concluded[1]) != value(problem.gold):
        return f"the answer is {problem.gold}"
    return None


def value(text: str, names: Mapping[str, Fraction] | None = None) -> Fraction:
    """The exact value of an expression.

    Raises:
        Unreadable: it is none, uses a letter without a value, or is over a limit.
    """
    return _Reader(_TOKEN.findall(text), names or {}).whole()


def _value_or_none(tokens: Sequence[str], names: Mapping[str, Fraction]) -> Fraction | None:
    try:
        return _Reader(tokens, names).whole()
    except Unreadable:
        return None


def _clauses(tokens: Sequence[str]) -> Iterator[tuple[bool, list[str]]]:
    """The runs of symbols between words and marks, and whether "not" stands before each."""
    clause: list[str] = []
    denied, depth = False, 0
    for token in tokens:
        word = token[0].isalpha() and len(token) > 1 and token not in (*_FUNCTIONS, "mod")
        depth += (token == "(") - (token == ")")
        symbol = token[0].isalnum() or token in _SIGNS or token in _RELATIONS
        if word or not (symbol or (token == "," and depth > 0)):
            if clause:
                yield denied, clause
                clause = []
            denied = token == "not"
        else:
            clause.append(token)
    if clause:
        yield denied, clause


def _pieces(clause: Sequence[str]) -> tuple[list[list[str]], list[str]]:
    pieces: list[list[str]] = [[]]
    relations: list[str] = []
    for token in clause:
        if token in _RELATIONS:
            relations.append(token)
            pieces.append([])
        else:
            pieces[-1].append(token)
    return pieces, relations


def _first_number(piece: Sequence[str]) -> Sequence[str]:
    return piece[: 2 if piece[:1] == ["-"] else 1]


class _Reader:
    """Recursive descent over tokens: sums of products of signed powers."""

    def __init__(self, tokens: Sequence[str], names: Mapping[str, Fraction]) -> None:
        self._tokens, self._names = tokens, names
        self._at = self._depth = 0

    def whole(self) -> Fraction:
        found = self._sum()
        if self._next:
            raise Unreadable(f"unexpected {self._next!r}")
        return found

    @property
    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self, *allowed: str) -> str:
        token = self._next
        if token not in allowed:
            raise Unreadable(f"{token!r} where one of {allowed} was expected")
        self._at += 1
        return token

    def _sum(self) -> Fraction:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Unreadable("too many brackets")
        found = self._product()
        while self._next in ("+", "-"):
            sign = self._take("+", "-")
            found = found + self._product() if sign == "+" else found - self._product()
        self._depth -= 1
        return found

    def _product(self) -> Fraction:
        found = self._signed()
        while True:
            if self._next in ("*", "/", "mod"):
                operator = self._take("*", "/", "mod")
                other = self._signed()
                if operator == "*":
                    found *= other
                elif not other:
                    raise Unreadable("division by 0")
                else:
                    found = found / other if operator == "/" else Fraction(found % other)
            elif self._next == "(" or (self._next.isalpha() and self._next not in _FUNCTIONS):
                found *= self._power()  # 3x, 2(x + 1)
            else:
                return found

    def _signed(self) -> Fraction:
        if self._next == "-":
            self._take("-")
            return -self._power()
        return self._power()

    def _power(self) -> Fraction:
        found = self._atom()
        if self._next == "^":
            self._take("^")
            exponent = self._atom()
            if exponent.denominator != 1 or not 0 <= exponent <= MAX_POWER:
                raise Unreadable(f"power {exponent}")
            found = Fraction(found ** int(exponent))
        elif self._next == "!":
            self._take("!")
            if found.denominator != 1 or not 0 <= found <= MAX_FACTORIAL:
                raise Unreadable(f"{found}!")
            found = Fraction(math.factorial(int(found)))
        return found

    def _atom(self) -> Fraction:
        token = self._next
        if token[:1].isdecimal() and token.isascii():
            self._at += 1
            if len(token) > MAX_DIGITS:
                raise Unreadable(f"{len(token)} digits")
            return Fraction(token)
        if token == "(":
            self._take("(")
            found = self._sum()
            self._take(")")
            return found
        if token in _FUNCTIONS:
            return self._function(self._take(*_FUNCTIONS))
        if token in self._names:
            self._at += 1
            return self._names[token]
        raise Unreadable(f"{token!r} has no value")

    def _function(self, name: str) -> Fraction:
        self._take("(")
        arguments = [self._sum()]
        while self._next == ",":
            self._take(",")
            arguments.append(self._sum())
        self._take(")")
        if any(a.denominator != 1 or a < 1 for a in arguments):
            raise Unreadable(f"{name} of what is no whole number above 0")
        function = math.gcd if name == "gcd" else math.lcm
        return Fraction(function(*map(int, arguments)))

"""The unit behind a number: taken off and read by the table of names; values in it compared.

Any word that is not in the table ("apples", "distinct values") says what was counted and is
dropped. A unit is kept as text of our own making, such as "kilogram metre second^-2".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

from reasoning.grading.limits import uncounted
from reasoning.grading.tree import Call, Name, Number, Tree, variables
from reasoning.grading.unit_names import EVERYDAY, KNOWN, NAMES, OWN_DEFINITIONS

#: Longest unit that is read, in characters, and most names in one.
MAX_UNIT = 80
MAX_NAMES = 8

_POWER = r"(?:\s*\^\s*\{?\s*-?\d\s*\}?)?"
_WORD = r"[A-Za-zÅåµμΩ\u4e00-\u9fff]+"
_INSIDE = r"(?:[^{}]|\{[^{}]*\})*"
_DRESSED = (
    r"\\(?:text|textnormal|textrm|textbf|mathrm|mbox|operatorname|rm)\s*\{(?!\s*[ei]\s*\})"
    rf"{_INSIDE}\}}"
)
_BRACKETED = rf"\(\s*{_WORD}{_POWER}(?:[ */]{{1,3}}{_WORD}{_POWER}){{0,3}}\s*\)"
_DRESSED_UNIT = re.compile(
    rf"(?:(?<=[\d)}}\]% ])|(?<=\\pi))\s*((?:[*/]?\s*{_DRESSED}{_POWER}\s*){{1,8}})$"
)
_PLAIN_UNIT = re.compile(
    rf"(?<=[\d)}}])(\s*)((?:{_WORD}){_POWER}"
    rf"(?:(?: ?[*/] ?| )(?:{_WORD}{_POWER}|{_BRACKETED})){{0,4}})\s*$"
)
_CELSIUS = re.compile(
    r"\^\s*\{?\s*\\circ\s*\}?\s*(?:\\(?:text|mathrm|rm)\s*)?\{?\s*(?P<scale>[CF])\s*\}?\s*$"
)
_MONEY = re.compile(r"^\s*([-+]?)\s*(\\\$|\$|€|£|¥)\s*(?=[\d.])|(€|£|¥|元)\s*$")
_FUNCTIONS = re.compile(r"(?:sin|cos|tan|log|ln|exp|sqrt|pi|e|i)(?:\s|$|\^)")
_REFUTES = re.compile(r"\b(?:not|wrong|incorrect|false)\b|错|不对|不是", re.I)
_TOKEN = re.compile(rf"{_WORD}|\^?\s*-?\d|[/()%$°]")
_DRESSING = re.compile(
    r"\\(?:text|textnormal|textrm|textbf|mathrm|mbox|operatorname|rm)(?![a-zA-Z])"
    r"|\\[,;:! ]|\\(?:cdot|times)(?![a-zA-Z])|[{}~.*·⋅]|\s(?=\^)"
)
_IN_WORDS = (
    (re.compile(r"\b(?:square|sq)\.? (\w+)"), r"\1^2"),
    (re.compile(r"\bcubic (\w+)"), r"\1^3"),
    (re.compile(r"\b(\w+) squared\b"), r"\1^2"),
    (re.compile(r"\b(\w+) cubed\b"), r"\1^3"),
    (re.compile(r"\bper cent\b"), "percent"),
    (re.compile(r"\bdegrees? (?=celsius|fahrenheit)", re.I), ""),
    (re.compile(r"\bper\b|每"), "/"),
)


def peel(text: str, any_word: bool) -> tuple[str, str | None]:
    r"""A tidy text without its trailing unit, and the unit.

    `any_word`: a trailing word may be any unit (right for a number); otherwise only `\text{...}`
    and units of daily life count (right for an expression, where "x" is a variable). The unit is
    None where there is none, and "" where it is not in the table.
    """
    if match := _MONEY.search(text):
        symbol = (match[2] or match[3]).removeprefix("\\")
        return (match[1] or "") + text[: match.start()] + text[match.end() :], KNOWN[symbol]
    if match := _CELSIUS.search(text):
        return text[: match.start()], f"deg{match['scale']}"
    if match := _DRESSED_UNIT.search(text):
        return text[: match.start()].rstrip(), read_unit(match[1])
    if match := _PLAIN_UNIT.search(text):
        space, word = match[1], match[2]
        known = _everyday(word) and len(word) > 1 and (space or len(word) > 2)
        # "7x" is a product, and "7 is wrong" no quantity.
        counted = any_word and (space or len(word) > 1 or bool(read_unit(word)))
        if (counted or known) and not _FUNCTIONS.match(word) and not _REFUTES.search(word):
            return text[: match.start()].rstrip(), read_unit(word)
    return text, None


def read_unit(text: str) -> str:
    """One spelling of a unit, such as "metre second^-2"; "" when a word of it is not in the table.

    Everything behind a "/" divides, as in J/kg K.
    """
    if len(text) > MAX_UNIT:
        return ""
    for pattern, replacement in _IN_WORDS:
        text = pattern.sub(replacement, text)
    if re.fullmatch(r"\s*(?:°|\^?\s*\{?\s*\\circ\s*\}?)\s*[CF]?\s*", text):
        return f"deg{text.strip()[-1]}" if text.strip()[-1] in "CF" else "degree"
    powers: dict[str, int] = {}
    last, sign = "", 1
    for token in _TOKEN.findall(_DRESSING.sub(" ", text)):
        if token == "/":
            sign = -1
        elif token in "()":
            continue
        elif token.strip("^ ").lstrip("-").isdigit():
            if not last:
                return ""
            powers[last] += (int(token.strip("^ ")) - 1) * sign
            last = ""
        else:
            last = _name(token)
            if not last:
                return ""
            powers[last] = powers.get(last, 0) + sign
    if len(powers) > MAX_NAMES:
        return ""
    return " ".join(n if p == 1 else f"{n}^{p}" for n, p in sorted(powers.items()) if p)


def unit_behind(text: str) -> str:
    """The known unit that a text begins with, as written; "" where there is none.

    For running text, so a word that is also English counts only at the end of a clause: "5 in all"
    is no length.
    """
    for words in (3, 2, 1, 0):
        match = _BEHIND[words].match(text[:MAX_UNIT])
        if match is None or not read_unit(match["unit"]):
            continue
        ends = re.match(r"\s*(?:[.,;:!?)。，；]|$)", text[match.end() :])
        if not _ENGLISH.intersection(match["unit"].split()) or ends:
            return match["unit"]
    return ""


_FACTOR = rf"{_WORD}{_POWER}(?: ?[*/] ?(?:{_WORD}{_POWER}|{_BRACKETED})| per {_WORD})*"
_BEHIND = [
    re.compile(
        rf"\$?(?:\s|\\[, ]|~)*(?P<unit>{_FACTOR}(?: {_FACTOR}){{{n}}}(?: squared| cubed)?)(?!\w)"
    )
    for n in range(4)
]
_ENGLISH = frozenset("a A as at am bar bit d h in M P s t u an".split())


def _name(word: str) -> str:
    exact = KNOWN.get(word)
    return exact or (KNOWN.get(word.lower(), "") if len(word) > 1 else "")


def _everyday(text: str) -> bool:
    words = re.findall(_WORD, text)
    return all(word in EVERYDAY or word.lower() in EVERYDAY for word in words)


def compatible(first: str | None, second: str | None) -> bool:
    """Whether two units do not contradict each other; one that is not given, or not known, agrees
    with any."""
    return not first or not second or first == second


@cache
def registry() -> Any:
    """Pint's units with exact rational factors; it takes a moment, and few answers need it."""
    with uncounted():
        import pint

        made: Any = pint.UnitRegistry(non_int_type=Fraction)
        for definition in OWN_DEFINITIONS:
            made.define(definition)
    return made


def _factors(unit: str) -> Iterator[tuple[str, int]]:
    for part in unit.split():
        name, _, power = part.partition("^")
        if name not in NAMES:
            raise KeyError(name)  # only ever text that `read_unit` made
        yield name, int(power or 1)


def _made(unit: str) -> Any:
    """Pint's unit, put together name by name: pint parses no text but names of the table."""
    units = registry()
    factors = list(_factors(unit))
    alone = len(factors) == 1 and factors[0][1] == 1
    made = units.Unit("dimensionless")
    for name, power in factors:
        # In J/°C a degree is a step on the scale, and has no zero point.
        step = name in {"degC", "degF"} and not alone
        made = made * units.Unit(f"delta_{name}" if step else name) ** power
    return made


@lru_cache(maxsize=1_024)
def conversion(unit: str, to: str) -> tuple[Fraction, Fraction] | None:
    """Factor and offset from one unit to another; None where their dimensions differ."""
    if unit == to:
        return Fraction(1), Fraction(0)
    source, target = _made(unit), _made(to)
    if source.dimensionality != target.dimensionality:
        return None
    quantity = registry().Quantity
    zero, one = (Fraction(quantity(Fraction(n), source).to(target).magnitude) for n in (0, 1))
    return one - zero, zero


def letter_behind(tree: Tree) -> tuple[Tree, str] | None:
    """A number and the unit that is a name behind it; None where there is no such pair."""
    if not isinstance(tree, Call) or tree.function != "*" or len(tree.args) != 2:
        return None
    number, name = tree.args
    if not isinstance(name, Name) or name.name not in KNOWN or variables(number):
        return None
    return number, KNOWN[name.name]


def converted(tree: Tree, unit: str, to: str) -> Tree | None:
    """A value in another unit; None where the dimensions differ."""
    if (unit, to) == ("degree", "radian"):  # exactly, where pint has pi to some digits
        return Call("degree", (tree,))
    if (unit, to) == ("radian", "degree"):
        return Call("/", (Call("*", (tree, Number(Fraction(180)))), Name("pi")))
    found = conversion(unit, to)
    if found is None:
        return None
    factor, offset = found
    if factor != 1:
        tree = Call("*", (tree, Number(factor)))
    return Call("+", (tree, Number(offset))) if offset else tree

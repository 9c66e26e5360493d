r"""IN, an interval or a union of intervals, by its ends: (0, 1], x \le 5, 1 < x < 3, x \ne 2.

Reading only; what two regions have in common, and whether they are the same, is `region`'s.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from reasoning.errors import GradingError
from reasoning.grading.evaluate import Irrational, Undefined, exact
from reasoning.grading.expression import PROSE, defines, plain, spelled, split
from reasoning.grading.grammar import parse_tidy
from reasoning.grading.kind import Kind, register
from reasoning.grading.latex import tidy
from reasoning.grading.region import (
    EVERYTHING,
    MAX_PIECES,
    Piece,
    Region,
    intersection,
    is_empty,
    same_region,
    union,
)
from reasoning.grading.stated import read_stated
from reasoning.grading.tree import Call, Name, Number, Tree, substitute, variables
from reasoning.problem import AnswerType

#: One character each that no answer has in another meaning.
_R, _EMPTY = "∀", "∅"
_WORDS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\\(?:cup|lor|vee)(?![a-zA-Z])|\bor\b|\\text\s*\{\s*or\s*\}|或|⋃|∨", " ∪ "),
        (r"(?<=[)\]}])\s*[Uu]\s*(?=[(\[{\\])", " ∪ "),
        (r"\\(?:cap|land|wedge)(?![a-zA-Z])|\band\b|\\text\s*\{\s*and\s*\}|且|∧", " ∩ "),
        (r"\\(?:setminus|backslash)(?![a-zA-Z])", " ∖ "),
        (r"\\mathbb\s*\{?\s*R\s*\}?\s*[_^]\s*\{?\s*(?:\+|>\s*0)\s*\}?", r" (0, \\infty) "),
        (r"\\mathbb\s*\{?\s*R\s*\}?\s*[_^]\s*\{?\s*(?:-|<\s*0)\s*\}?", r" (-\\infty, 0) "),
        (r"\\mathbb\s*\{?\s*R\s*\}?|\ball real numbers\b|\\mathbf\s*\{?\s*R\s*\}?", f" {_R} "),
        (r"\\(?:emptyset|varnothing)(?![a-zA-Z])|\bno solutions?\b", f" {_EMPTY} "),
        (r"\\(?:leqslant|leq|le)(?![a-zA-Z])|<=|≦|⩽", " ≤ "),
        (r"\\(?:geqslant|geq|ge)(?![a-zA-Z])|>=|=>|≧|⩾", " ≥ "),
        (r"\\(?:neq|ne)(?![a-zA-Z])|\\not\s*=|!=|<>", " ≠ "),
        (r"\\lt(?![a-zA-Z])", " < "),
        (r"\\gt(?![a-zA-Z])", " > "),
        (r"\\in(?![a-zA-Z])|\bin\b", " ∈ "),
        (r"\b(?:inf|infinity)\b", r"\\infty "),
    )
)
_SIGN = re.compile(r"([<>≤≥≠=])")
_MEMBER = re.compile(r"^[^()\[\]{}<>≤≥≠∈]{1,30}∈\s*")
_BUILT = re.compile(
    rf"\\?\{{\s*(?P<name>[A-Za-z]\w{{0,8}})\s*(?:∈\s*{_R}\s*)?[:|]\s*(?P<that>.+?)\s*\\?\}}"
)
_LEFT = re.compile(r"^[A-Za-z]{1,8}\s*=\s*(?=[(\[])")
#: ]0, 1[ is (0, 1), where an answer begins or ends so.
_OUTWARD = re.compile(
    r"(?P<low>[\[\]])(?P<ends>[^\[\]()∪∩∖<>≤≥,;]+[,;][^\[\]()∪∩∖<>≤≥]+)(?P<high>[\[\]])"
)
_TURNED = {"<": ">", ">": "<", "≤": "≥", "≥": "≤", "≠": "≠", "=": "="}


def looks_like_region(text: str) -> bool:
    r"""Whether a text says that it is an interval: by a relation, a union or an infinite end."""
    text = _in_signs(text)
    return bool(re.search(r"[<>≤≥≠∈∪∩∖∀∅]|\\infty|∞|^[^(\[]*\([^()]*\]\s*$|\[[^\[\]]*\)\s*$", text))


def read_region(text: str) -> Region:
    """The numbers that an answer describes.

    Raises:
        GradingError: it describes no region, or one over the limits.
    """
    whole = _inward(tidy(_in_signs(text)).strip("$ "))
    if PROSE.search(whole):
        raise GradingError(f"{whole[:40]!r} is prose; an interval was expected")
    return _described(whole)


def subject(text: str) -> str | None:
    """What a condition is about, x for "1 < x" and "x in (1, 2)"; None for a bare interval.

    Raises:
        GradingError: its relations are about different variables, or beyond the grammar.
    """
    found = _subjects(tidy(_in_signs(text)).strip("$ "))
    return min(found, default=None)


def _described(text: str) -> Region:
    if len(found := _subjects(text)) > 1:
        raise GradingError(f"conditions on {' and '.join(sorted(found))} are no one interval")
    parts = split(text, "∪")
    if len(parts) > MAX_PIECES:
        raise GradingError(f"answer has {len(parts)} intervals; allowed: {MAX_PIECES}")
    return union(*(_common(part) for part in parts))


def _subjects(text: str) -> frozenset[str]:
    """The variables that the relations of a text are about."""
    parts = split(text.replace("∩", "∪").replace(";", ","), "∪")
    return frozenset().union(*(_about(atom.strip()) for part in parts for atom in split(part, ",")))


def _about(atom: str) -> frozenset[str]:
    if member := _MEMBER.match(atom):
        return frozenset({spelled(member[0].rstrip("∈ "))})
    if built := _BUILT.fullmatch(atom):
        return frozenset({built["name"]})
    sides = [side.strip() for side in _SIGN.split(_LEFT.sub("", split(atom, "∖")[0]))[::2]]
    found: set[str] = set()
    for at, (left, right) in enumerate(pairwise(sides[:3])):
        texts, trees = (left, right), (parse_tidy(left), parse_tidy(right))
        side = _unknown_side(texts, trees, 1 if len(sides) == 3 and at == 0 else 0)
        names = variables(trees[0]) | variables(trees[1])
        found |= names if side is None else {spelled(texts[side])}
    return frozenset(found)


def _in_signs(text: str) -> str:
    for pattern, sign in _WORDS:
        text = pattern.sub(sign, text)
    return text


def _inward(text: str) -> str:
    """A text with its open ends in round brackets."""
    if not (text.startswith("]") or text.endswith("[")):
        return text
    low, high = {"[": "[", "]": "("}, {"]": "]", "[": ")"}
    return _OUTWARD.sub(lambda m: low[m["low"]] + m["ends"] + high[m["high"]], text)


def _common(text: str) -> Region:
    """One member of a union: atoms that all hold, or a list of atoms between commas."""
    region = EVERYTHING
    for part in split(text, "∩"):
        atoms = [_atom(atom.strip()) for atom in _listed(part)]
        listed = union(*atoms)
        if len(atoms) > 1 and listed == EVERYTHING:
            # Nobody writes "x > 1, x < 3" for every number: both are meant to hold.
            listed = EVERYTHING
            for atom in atoms:
                listed = intersection(listed, atom)
        region = intersection(region, listed)
    return region


def _listed(text: str) -> list[str]:
    """The parts between commas outside brackets."""
    parts = split(text.replace(";", ","), ",")
    if len(parts) > MAX_PIECES:
        raise GradingError(f"answer has {len(parts)} conditions; allowed: {MAX_PIECES}")
    return parts


def _atom(text: str) -> Region:
    text = _LEFT.sub("", _MEMBER.sub("", text.strip()))
    if built := _BUILT.fullmatch(text):
        if _subjects(built["that"]) != {built["name"]}:
            raise GradingError(f"{text[:40]!r} does not say which {built['name']} it holds")
        return _described(built["that"])
    base, *without = split(text, "∖")
    region = _base(base.strip())
    for part in without:
        for piece in _base(part.strip()):
            region = intersection(region, _except(piece))
    return region


def _base(text: str) -> Region:
    if text == _R:
        return EVERYTHING
    if text == _EMPTY:
        return ()
    if _SIGN.search(text):
        return _relation(_SIGN.split(text))
    if text[:1] in {"(", "["} and text[-1:] in {")", "]"}:
        return _bracket(text)
    return tuple(Piece(p, p, True, True) for p in _points(text))


def _bracket(text: str) -> Region:
    ends = split(text[1:-1], ",")
    if len(ends) == 1:  # "(1,200)" is no thousand
        ends = text[1:-1].split(",")
    if len(ends) != 2:
        raise GradingError(f"an interval has two ends, not {len(ends)}")
    low, high = _end(ends[0], "-"), _end(ends[1], "+")
    piece = Piece(
        low, high, text[0] == "[" and low is not None, text[-1] == "]" and high is not None
    )
    if is_empty(piece):
        raise GradingError(f"{text[:40]!r} has its ends in the wrong order")
    return (piece,)


def _end(text: str, infinite: str) -> Tree | None:
    bare = text.replace(" ", "")
    if bare in {r"\infty", r"+\infty", r"-\infty"}:
        if (bare[0] == "-") != (infinite == "-"):
            raise GradingError("an interval reaches from the lower to the higher end")
        return None
    return parse_tidy(text)


def _points(text: str) -> list[Tree]:
    for opening, closing in ((r"\{", r"\}"), ("{", "}")):
        if text.startswith(opening) and text.endswith(closing):
            parts = split(text[len(opening) : -len(closing)], ",")
            if len(parts) > MAX_PIECES:
                raise GradingError(f"answer has {len(parts)} points; allowed: {MAX_PIECES}")
            return [parse_tidy(part) for part in parts]
    raise GradingError(f"{text[:40]!r} is no interval")


def _except(piece: Piece) -> Region:
    """All numbers that are not in a piece."""
    below = Piece(high=piece.low, high_closed=not piece.low_closed)
    above = Piece(low=piece.high, low_closed=not piece.high_closed)
    return (below,) * (piece.low is not None) + (above,) * (piece.high is not None)


def _relation(parts: Sequence[str]) -> Region:
    """A chain such as 1 < x ≤ 3: what holds between each two neighbours holds together."""
    if len(parts) > 5:
        raise GradingError("an inequality has at most three sides")
    sides = [part.strip() for part in parts[::2]]
    region = EVERYTHING
    for left, sign, right in zip(sides, parts[1::2], sides[1:], strict=False):
        chained = 1 if len(sides) == 3 and right is sides[1] else 0
        region = intersection(region, _ray(left, sign, right, unknown=chained))
    return region


def _ray(left: str, sign: str, right: str, unknown: int) -> Region:
    """The numbers on one side of a bound; `unknown` is the side to prefer as the variable's."""
    texts, trees = (left, right), (parse_tidy(left), parse_tidy(right))
    if (side := _unknown_side(texts, trees, unknown)) is not None:
        return _side(trees[1 - side], _TURNED[sign] if side else sign)
    for side in (0, 1):
        tree = trees[side]
        if isinstance(tree, Call) and tree.function == "abs" and not variables(trees[1 - side]):
            return _around(tree.args[0], _TURNED[sign] if side else sign, trees[1 - side])
    difference = Call("+", (trees[0], Call("neg", (trees[1],))))
    slope, bound = _solved(difference, _only_variable(difference))
    return _side(Number(bound), _TURNED[sign] if slope < 0 else sign)


def _around(inside: Tree, sign: str, bound: Tree) -> Region:
    """What |ax + b| < c says: x lies within c/|a| of the zero of ax + b, or outside of that."""
    if is_empty(Piece(Number(Fraction(0)), bound)):
        raise GradingError("an absolute value is compared with a number above 0 only")
    slope, zero = _solved(inside, _only_variable(inside))
    half = Call("/", (bound, Number(abs(slope))))
    lower: Tree = Call("+", (Number(zero), Call("neg", (half,))))
    one, other = _side(Call("+", (Number(zero), half)), sign), _side(lower, _TURNED[sign])
    return union(one, other) if sign in {">", "≥", "="} else intersection(one, other)


def _only_variable(tree: Tree) -> str:
    names = sorted(variables(tree))
    if len(names) != 1:
        raise GradingError(f"a relation of {len(names)} variables bounds no single one")
    return names[0]


def _unknown_side(texts: tuple[str, str], trees: tuple[Tree, Tree], prefer: int) -> int | None:
    """Which side of a relation is a name that the other bounds; None if neither is."""
    for side in (prefer, 1 - prefer):
        tree, other = trees[side], trees[1 - side]
        named = isinstance(tree, Name) or (isinstance(tree, Call) and tree.function == "*")
        if named and defines(texts[side]) and not variables(tree) & variables(other):
            return side
    return None


def _solved(difference: Tree, name: str) -> tuple[Fraction, Fraction]:
    """Slope and zero of a linear expression in one variable."""
    try:
        at = [exact(substitute(difference, {name: Number(Fraction(x))})) for x in (0, 1, 2, -3)]
    except (Irrational, Undefined):
        raise GradingError("an inequality that is not linear is not solved here") from None
    slope = at[1] - at[0]
    if not slope or at[2] != at[0] + 2 * slope or at[3] != at[0] - 3 * slope:
        raise GradingError("an inequality that is not linear is not solved here")
    return slope, -at[0] / slope


def _side(bound: Tree, sign: str) -> Region:
    match sign:
        case "<" | "≤":
            return (Piece(high=bound, high_closed=sign == "≤"),)
        case ">" | "≥":
            return (Piece(low=bound, low_closed=sign == "≥"),)
        case "=":
            return (Piece(bound, bound, True, True),)
    return _except(Piece(bound, bound, True, True))


def _read(text: str, options: Mapping[str, str]) -> str | None:
    return read_stated(text, _readable)


def _readable(text: str) -> None:
    """An interval; "n = 3" alone in a reply is a step on the way to one."""
    if not re.search(r"[<>≤≥≠∪∈]", _in_signs(text)) and "=" in _LEFT.sub("", tidy(text)):
        raise GradingError(f"{text[:40]!r} is an equation; an interval was expected")
    read_region(text)


def _same(first: str, second: str, options: Mapping[str, str]) -> bool:
    if plain(first) == plain(second):
        return True
    try:
        return same_region(read_region(first), read_region(second))
    except GradingError:
        return False


register(AnswerType.IN, Kind(_read, _same))

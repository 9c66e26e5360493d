"""Sets of numbers as pieces between two ends: their union, their intersection, and equality.

A region is a list of pieces in order from left to right that do not touch, so that two ways of
writing the same set of numbers give the same list.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from reasoning.errors import GradingError
from reasoning.grading.evaluate import PRECISIONS, Undefined, numeric
from reasoning.grading.matching import matched
from reasoning.grading.tree import Tree, variables
from reasoning.grading.value import same_value

#: Most pieces of one answer.
MAX_PIECES = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """All numbers between two ends; None is the infinite end, which is always open."""

    low: Tree | None = None
    high: Tree | None = None
    low_closed: bool = False
    high_closed: bool = False


Region = tuple[Piece, ...]
EVERYTHING: Region = (Piece(),)


def _less(a: Tree, b: Tree) -> bool:
    if same_value(a, b):
        return False
    try:
        first = numeric(a, PRECISIONS[0], {}, complex_numbers=False)
        second = numeric(b, PRECISIONS[0], {}, complex_numbers=False)
    except Undefined:
        raise GradingError("the ends of the intervals cannot be put in order") from None
    return bool(first.number < second.number)


def is_empty(piece: Piece) -> bool:
    """Whether no number lies in a piece; unknown ends are taken to be as they are written."""
    if piece.low is None or piece.high is None:
        return False
    if same_value(piece.low, piece.high):
        return not (piece.low_closed and piece.high_closed)
    if variables(piece.low) | variables(piece.high):
        return False
    return _less(piece.high, piece.low)


def union(*regions: Region) -> Region:
    """All numbers of some regions, in pieces that do not touch."""
    pieces = [piece for region in regions for piece in region]
    if len(pieces) > MAX_PIECES:
        raise GradingError(f"answer has {len(pieces)} intervals; allowed: {MAX_PIECES}")
    if len(pieces) < 2:
        return tuple(pieces)
    ordered: list[Piece] = []
    for piece in pieces:  # an insertion sort: there are few, and their order may be unknown
        at = len(ordered)
        while at and _starts_before(piece, ordered[at - 1]):
            at -= 1
        ordered.insert(at, piece)
    merged = [ordered[0]]
    for piece in ordered[1:]:
        if _touches(merged[-1], piece):
            merged[-1] = _joined(merged[-1], piece)
        else:
            merged.append(piece)
    return tuple(merged)


def _starts_before(a: Piece, b: Piece) -> bool:
    if a.low is None or b.low is None:
        return a.low is None and b.low is not None
    if same_value(a.low, b.low):
        return a.low_closed and not b.low_closed
    return _less(a.low, b.low)


def _touches(before: Piece, after: Piece) -> bool:
    """Whether no number lies between two pieces."""
    if before.high is None or after.low is None:
        return True
    if same_value(before.high, after.low):
        return before.high_closed or after.low_closed
    return _less(after.low, before.high)


def _joined(before: Piece, after: Piece) -> Piece:
    if before.high is None or after.high is None:
        return replace(before, high=None, high_closed=False)
    if same_value(before.high, after.high):
        return replace(before, high_closed=before.high_closed or after.high_closed)
    last = after if _less(before.high, after.high) else before
    return replace(before, high=last.high, high_closed=last.high_closed)


def intersection(first: Region, second: Region) -> Region:
    """The numbers that are in both regions."""
    found = []
    for a in first:
        for b in second:
            low = _later(a, b)
            high = _earlier(a, b)
            piece = Piece(low.low, high.high, low.low_closed, high.high_closed)
            if not is_empty(piece):
                found.append(piece)
    return union(tuple(found))


def _later(a: Piece, b: Piece) -> Piece:
    """The piece that begins further right."""
    return b if _starts_before(a, b) else a


def _earlier(a: Piece, b: Piece) -> Piece:
    """The piece that ends further left."""
    if a.high is None or b.high is None:
        return b if a.high is None else a
    if same_value(a.high, b.high):
        return b if a.high_closed else a
    return a if _less(a.high, b.high) else b


def same_region(first: Region, second: Region) -> bool:
    """Whether two regions are the same set of numbers."""
    return matched(first, second, _same_piece)


def _same_piece(a: Piece, b: Piece) -> bool:
    return (
        (a.low_closed, a.high_closed) == (b.low_closed, b.high_closed)
        and _same_end(a.low, b.low)
        and _same_end(a.high, b.high)
    )


def _same_end(a: Tree | None, b: Tree | None) -> bool:
    return a is b if a is None or b is None else same_value(a, b)

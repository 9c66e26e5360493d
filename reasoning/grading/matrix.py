r"""MATRIX, a matrix: entry by entry, in any LaTeX environment or as [[1, 2], [3, 4]].

Sums, products and multiples of matrices are worked out, as an expression's value is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from reasoning.errors import GradingError
from reasoning.grading.expression import PROSE, plain, split, unwrapped
from reasoning.grading.grammar import parse
from reasoning.grading.kind import Kind, register
from reasoning.grading.stated import read_stated
from reasoning.grading.tree import Call, Tree
from reasoning.grading.value import same_value
from reasoning.problem import AnswerType

#: Most entries of one matrix, and most matrices in one answer.
MAX_ENTRIES = 36
MAX_MATRICES = 4
#: Longest answer that is read as a matrix, in characters.
MAX_CHARS = 2_000

_ENVIRONMENT = re.compile(
    r"(?:\\left\s*)?(?P<fence>[\[(])?\s*"
    r"\\begin\s*\{\s*(?P<kind>[bp]?(?:small)?matrix|array)\s*\}(?:\s*(?:\[[^\]]*\])?\{[lcr| ]*\})?"
    r"(?P<body>[^#]*?)\\end\s*\{\s*(?P=kind)\s*\}\s*(?:\\right\s*)?(?(fence)[\])])"
)
_OPERATOR = re.compile(r"(?:\\(?:cdot|times)(?![a-zA-Z])|[*·×])?\s*$")
_MARKS = re.compile(r"\$|\\[,;:! ]|\\displaystyle|\\left\.?|\\right\.?|~|\s+")

Matrix = tuple[tuple[Tree, ...], ...]


def read_matrix(text: str) -> Matrix:
    """The rows of a matrix, or of what a sum or a product of matrices comes to.

    Raises:
        GradingError: it is no matrix, its rows differ in length, or it is over a limit.
    """
    if len(text) > MAX_CHARS:
        raise GradingError(f"answer has {len(text)} characters; allowed: {MAX_CHARS}")
    found = list(_ENVIRONMENT.finditer(text))
    if PROSE.search(_ENVIRONMENT.sub("", text)):
        raise GradingError(f"{text[:40]!r} is prose; a matrix was expected")
    if not found:
        return _listed(text)
    if len(found) > MAX_MATRICES:
        raise GradingError(f"answer has {len(found)} matrices; allowed: {MAX_MATRICES}")
    result: Matrix | None = None
    term: Matrix | None = None
    end = 0
    for match in found:
        between = _MARKS.sub(" ", text[end : match.start()]).strip()
        between = between.rpartition("=")[2].strip() if not end else between
        matrix = _rows(match["body"])
        end = match.end()
        sign, factor = _factor(between)
        if term is not None and not sign:
            if factor:
                raise GradingError(f"{between[:20]!r} stands between two matrices")
            term = _product(term, matrix)
            continue
        if term is not None:
            result = term if result is None else _sum(result, term)
        term = _scaled(matrix, sign + (factor or "1")) if sign == "-" or factor else matrix
    rest = _MARKS.sub(" ", text[end:]).strip(" .,")
    if rest or term is None:
        raise GradingError(f"{rest[:20]!r} follows the matrix")
    return term if result is None else _sum(result, term)


def _factor(text: str) -> tuple[str, str]:
    """The sign and the number in front of a matrix."""
    text = text.strip()
    sign = text[:1] if text[:1] in {"+", "-", "−"} else ""
    return sign.replace("−", "-"), _OPERATOR.sub("", text.removeprefix(sign)).strip()


def _rows(body: str) -> Matrix:
    rows = [row.strip() for row in re.split(r"\\\\(?:\s*\[[^\]]{0,9}\])?|\\cr(?![a-zA-Z])", body)]
    rows = [row.replace(r"\hline", "").strip() for row in rows]
    return _checked([row.split("&") for row in rows if row])


def _listed(text: str) -> Matrix:
    """[[1, 2], [3, 4]], with round or square brackets."""
    bare = _MARKS.sub(" ", text).rpartition("=")[2].strip()
    outer = unwrapped(bare)
    rows = [unwrapped(row.strip()) for row in split(outer[1], ",")] if outer else []
    if not rows or any(row is None or row[0] not in "[(" for row in rows):
        raise GradingError(f"{text[:40]!r} is no matrix")
    return _checked([_entries(row[1]) for row in rows if row])


def _entries(row: str) -> list[str]:
    parts = split(row, ",")
    return row.split(",") if len(parts) == 1 else parts  # "1,200" is two entries


def _checked(rows: list[list[str]]) -> Matrix:
    if not rows or len({len(row) for row in rows}) != 1:
        raise GradingError("the rows of a matrix must have the same length")
    if len(rows) * len(rows[0]) > MAX_ENTRIES:
        raise GradingError(f"matrix has over {MAX_ENTRIES} entries")
    return tuple(tuple(parse(entry) for entry in row) for row in rows)


def _scaled(matrix: Matrix, factor: str) -> Matrix:
    tree = parse(factor)
    return tuple(tuple(Call("*", (tree, entry)) for entry in row) for row in matrix)


def _sum(a: Matrix, b: Matrix) -> Matrix:
    if (len(a), len(a[0])) != (len(b), len(b[0])):
        raise GradingError("matrices of different shapes cannot be added")
    return tuple(
        tuple(Call("+", pair) for pair in zip(x, y, strict=True)) for x, y in zip(a, b, strict=True)
    )


def _product(a: Matrix, b: Matrix) -> Matrix:
    if len(a[0]) != len(b):
        raise GradingError("matrices of these shapes cannot be multiplied")
    columns = list(zip(*b, strict=True))
    return tuple(
        tuple(
            Call("+", tuple(Call("*", pair) for pair in zip(row, column, strict=True)))
            for column in columns
        )
        for row in a
    )


def same_matrix(a: Matrix, b: Matrix) -> bool:
    """Whether two matrices have the same shape and the same entries."""
    return (len(a), len(a[0])) == (len(b), len(b[0])) and all(
        same_value(x, y)
        for row, other in zip(a, b, strict=True)
        for x, y in zip(row, other, strict=True)
    )


def _read(text: str, options: Mapping[str, str]) -> str | None:
    return read_stated(text, read_matrix)


def _same(first: str, second: str, options: Mapping[str, str]) -> bool:
    if plain(first) == plain(second):
        return True
    try:
        return same_matrix(read_matrix(first), read_matrix(second))
    except GradingError:
        return False


register(AnswerType.MATRIX, Kind(_read, _same))

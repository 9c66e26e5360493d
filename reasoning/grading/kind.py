"""The register of answer types. One file an answer type: it reads and compares, and registers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reasoning.errors import GradingError
from reasoning.problem import AnswerType

if TYPE_CHECKING:
    from reasoning.grading.physical import Asked


@dataclass(frozen=True, slots=True)
class Kind:
    """How one answer type is read and compared.

    read: the answer in a whole reply (and the options, for a choice); None if there is none.
    same: whether two answers, as `read` gives them, are equivalent; reflexive and symmetric.
    measured: the same where a unit is asked for; None where the type has no units.
    each: the same with a unit for each value of the right answer, which is the second.
    compared: whether comparing decides what is right; else a judge or tests do, and only an answer
        that is the reference itself counts as right.
    """

    read: Callable[[str, Mapping[str, str]], str | None]
    same: Callable[[str, str, Mapping[str, str]], bool]
    measured: Callable[[str, str, Asked], bool] | None = None
    each: Callable[[str, str, Sequence[Asked | None]], bool] | None = None
    compared: bool = True


_KINDS: dict[AnswerType, Kind] = {}


def register(answer_type: AnswerType, kind: Kind) -> None:
    """Make an answer type known; its module calls this once, when it is imported.

    Raises:
        GradingError: the type has been registered already.
    """
    if answer_type in _KINDS:
        raise GradingError(f"answer type {answer_type} is registered twice; remove one of the two")
    _KINDS[answer_type] = kind


def kind_of(answer_type: AnswerType | str) -> Kind:
    """The reader and comparer of an answer type.

    Raises:
        GradingError: no module has registered it.
    """
    for known, kind in _KINDS.items():
        if known == answer_type:
            return kind
    raise GradingError(f"answer type {answer_type!r} is not graded; allowed: {', '.join(_KINDS)}")

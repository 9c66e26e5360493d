"""The expression tree: what an answer says, as data. Nothing in it can run.

Three kinds of node are enough. Its size is limited where it is built (`grammar`), and the size of
what it stands for is limited where it is worked out (`evaluate`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Number:
    """A literal. `step` is one unit of its last written place; None for an integer in digits."""

    value: Fraction
    step: Fraction | None = None
    significant: int = 0  # significant digits as written


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, or one of the constants pi, e and i."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or a function on its operands, such as "+", "^" or "sin"."""

    function: str
    args: tuple[Tree, ...]
    height: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        heights = (arg.height if isinstance(arg, Call) else 0 for arg in self.args)
        object.__setattr__(self, "height", 1 + max(heights, default=0))


Tree = Number | Name | Call

CONSTANTS = frozenset({"pi", "e", "i"})


def names_in(tree: Tree) -> frozenset[str]:
    """Every name in a tree, constants too."""
    if isinstance(tree, Name):
        return frozenset({tree.name})
    if isinstance(tree, Call):
        return frozenset().union(*(names_in(arg) for arg in tree.args))
    return frozenset()


def variables(tree: Tree) -> frozenset[str]:
    """The names in a tree that have no fixed value."""
    return names_in(tree) - CONSTANTS


def substitute(tree: Tree, values: Mapping[str, Tree]) -> Tree:
    """The tree with some of its names replaced."""
    if isinstance(tree, Name):
        return values.get(tree.name, tree)
    if isinstance(tree, Call):
        return Call(tree.function, tuple(substitute(arg, values) for arg in tree.args))
    return tree


def branches(tree: Tree) -> tuple[Tree, ...]:
    """The one tree itself, or both readings of a tree with plus-minus signs, upper signs first."""
    upper = _choose(tree, {"±": "+", "∓": "-"})
    lower = _choose(tree, {"±": "-", "∓": "+"})
    return (tree,) if upper == tree else (upper, lower)


def _choose(tree: Tree, signs: dict[str, str]) -> Tree:
    if not isinstance(tree, Call):
        return tree
    args = tuple(_choose(arg, signs) for arg in tree.args)
    if tree.function not in signs:
        return Call(tree.function, args)
    negative = signs[tree.function] == "-"
    last = Call("neg", (args[-1],)) if negative else args[-1]
    return last if len(args) == 1 else Call("+", (args[0], last))


def canonical(tree: Tree) -> Tree:
    """The tree with its sums and products flattened and put in order.

    Two trees with the same canonical form are equal whatever their size: this is what still
    decides when a value is too large to be worked out.
    """
    if isinstance(tree, Number):
        return Number(tree.value)
    if isinstance(tree, Name):
        return tree
    args = tuple(canonical(arg) for arg in tree.args)
    if tree.function in {"+", "*"}:
        flat: list[Tree] = []
        for arg in args:
            same = isinstance(arg, Call) and arg.function == tree.function
            flat.extend(arg.args if same and isinstance(arg, Call) else (arg,))
        args = tuple(sorted(flat, key=repr))
    return Call(tree.function, args)

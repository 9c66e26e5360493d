"""What a scene of `sums` is made of, and how any of them tells a product and a quotient."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scene:
    """Where the total is kept: what it counts, and how its beginning, changes and end are told.

    Changes stand behind "then " as well as behind ", and "; {0} is how many, {who} a name or a
    pronoun, {things} what is counted. {0} stands once in a telling, outside of choices.
    """

    things: tuple[str, ...]
    openings: tuple[str, ...]
    changes: Mapping[str, tuple[str, ...]]
    endings: tuple[str, ...]


TIMES = (
    "the number of {things} [grows|rises|climbs] to {0} times [what it was|its old value]",
    "the [number|count|total] of {things} [is|gets] multiplied by {0}",
    "the [count|total] [becomes|is soon|is suddenly] {0} times as [large|big|great]",
    "there [turn out to be|are now|are suddenly] {0} times as many {things}[| as before]",
    "the {things} [become|are soon] {0} times as many as [before|they were]",
    "the [number|count|total] of {things} [grows|rises|climbs] by a factor of {0}",
    "for [each|every] one of the {things} there are [now|suddenly] {0}",
    "the [number|count|total] of {things} is now {0} times as [high|large] as [before|it was]",
    "the {things} [increase|multiply|rise|grow] to {0} times their [old|former|earlier] number",
    "the count of {things} becomes {0} times what it was",
    "the total number of {things} [rises|grows] to {0} times the old number",
)
PARTS = (
    "only one of {0} equal [parts|shares|groups] of the {things} [stays|remains|is kept]",
    "the {things} are [split|divided|sorted] into {0} equal parts and [only|just] one part "
    "[stays|remains|is kept]",
    "the {things} are shared out in {0} equal shares and [only|just] one share "
    "[stays|remains|is kept]",
    "the [number|count|total] of {things} [is|gets] divided by {0}",
    "the [count|total] [shrinks|falls|drops] to one of {0} equal [shares|parts]",
    "the [number|count|total] of {things} [shrinks|falls|drops] by a factor of {0}",
    "of {0} equal [groups|lots] of {things} [all but one go|only one stays|just one remains]",
    "the [number|count] of {things} [falls|drops|shrinks] to what it was divided by {0}",
    "one of {0} equal [groups|parts] of the {things} stays and the [others go|rest is gone]",
    "the count shrinks to what it was divided by {0}",
    "out of {0} equal parts of the {things} [only|just] one part is kept",
)

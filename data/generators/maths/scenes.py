"""Where the totals of `sums` are told: who and what is in them, and all their scenes."""

from __future__ import annotations

from collections.abc import Mapping

from data.generators.maths.scenes_owned import GAME, MONEY, THINGS
from data.generators.maths.scenes_places import FARM, LIBRARY, RIDE, STORE

NAMES: Mapping[str, str] = {
    "Mia": "she", "Omar": "he", "Lena": "she", "Ravi": "he", "Sofia": "she", "Jonas": "he",
    "Amara": "she", "Kenji": "he", "Nora": "she", "Pavel": "he", "Chen": "he", "Ines": "she",
}  # fmt: skip
#: What stands before a change, none the beginning of another; the last two are held back, as
#: `phrasing` has it.
LINKS = (
    "then ",
    "later ",
    "after that ",
    "soon ",
    "a while on ",
    "next ",
    "afterwards ",
    "after this ",
    "a little later ",
    "some time later ",
    "before long ",
    "a bit later ",
    "in a while ",
    "now ",
    "a little after that ",
    "a while later ",
)
#: How often a sentence begins with one of them, and how often two are joined by ", and ".
LINKED, JOINED = 0.5, 0.25
SCENES = (THINGS, RIDE, MONEY, STORE, LIBRARY, FARM, GAME)
WORDINGS = (
    LINKS,
    *(slot for s in SCENES for slot in (s.openings, s.endings, *s.changes.values())),
)

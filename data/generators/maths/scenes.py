"""Where the totals of `sums` are told: scenes with their things, beginnings, changes and ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NAMES: Mapping[str, str] = {
    "Mia": "she", "Omar": "he", "Lena": "she", "Ravi": "he", "Sofia": "she", "Jonas": "he",
    "Amara": "she", "Kenji": "he", "Nora": "she", "Pavel": "he", "Chen": "he", "Ines": "she",
}  # fmt: skip
#: What stands before a change; the last of each list are held back, as `phrasing` has it.
LINKS = ("then ", "later ", "after that ", "soon ", "a while on ", "next ", "afterwards ")
#: How often a sentence begins with one of them, and how often two are joined by ", and ".
LINKED, JOINED = 0.5, 0.25


@dataclass(frozen=True, slots=True)
class Scene:
    """Where the total is kept: what it counts, and how its beginning, changes and end are told.

    Changes stand behind "then " as well as behind ", and "; {0} is how many, {who} a name or a
    pronoun, {things} what is counted.
    """

    things: tuple[str, ...]
    openings: tuple[str, ...]
    changes: Mapping[str, tuple[str, ...]]
    endings: tuple[str, ...]


_TIMES = (
    "the number of {things} grows to {0} times as many",
    "the number of {things} is multiplied by {0}",
    "the count becomes {0} times as large",
    "there turn out to be {0} times as many {things}",
    "the amount rises to {0} times what it was",
    "{0} times as many {things} are there as before",
)
_PARTS = (
    "only one of {0} equal parts of the {things} stays",
    "the {things} are shared out in {0} equal parts and one part is kept",
    "the number of {things} is divided by {0}",
    "the count shrinks to one of {0} equal shares",
    "of {0} equal piles of {things} all but one go",
    "the amount falls to what it was divided by {0}",
)

SCENES = (
    Scene(
        (
            "apples",
            "books",
            "coins",
            "stamps",
            "marbles",
            "pens",
            "shells",
            "cards",
            "beads",
            "stickers",
            "candles",
            "buttons",
        ),
        (
            "{name} has {0} {things}.",
            "{name} starts the day with {0} {things}.",
            "There are {0} {things} in the box of {name}.",
            "At first {name} counts {0} {things}.",
            "{name} owns {0} {things}.",
            "{name} keeps {0} {things} in a drawer.",
        ),
        {
            "+": (
                "{who} buys {0} more",
                "{who} finds {0} {things}",
                "a friend brings {0} {things}",
                "{who} is given {0}",
                "{who} wins {0} {things} in a game",
                "{who} picks up {0} more {things}",
                "{0} {things} come as a present",
            ),
            "-": (
                "{who} gives away {0}",
                "{who} loses {0} {things}",
                "{0} are sold",
                "a friend takes {0} {things}",
                "{0} of them break",
                "{who} lends {0} {things} to a neighbour",
                "{who} throws out {0} {things}",
            ),
            "*": _TIMES,
            "/": _PARTS,
        },
        (
            "How many {things} does {name} have now?",
            "How many {things} are there in the end?",
            "What is the final number of {things}?",
            "How many {things} are left?",
            "How many {things} can {name} count at the end?",
            "With how many {things} does {name} finish?",
        ),
    ),
    Scene(
        ("passengers", "people", "travellers", "visitors"),
        (
            "A train leaves with {0} {things}.",
            "There are {0} {things} on a ferry.",
            "A bus sets off with {0} {things} on board.",
            "{0} {things} sit in a train.",
            "A ship carries {0} {things}.",
            "A tram starts with {0} {things} in it.",
        ),
        {
            "+": (
                "{0} {things} get on",
                "{0} more {things} come on board",
                "at a stop {0} {things} enter",
                "{0} {things} join",
                "the conductor lets in {0} {things}",
                "{0} {things} climb in",
            ),
            "-": (
                "{0} {things} get off",
                "{0} of the {things} leave",
                "at a stop {0} {things} go out",
                "{0} {things} step down",
                "it loses {0} {things} at a station",
                "{0} {things} walk away",
            ),
            "*": _TIMES,
            "/": _PARTS,
        },
        (
            "How many {things} are on board now?",
            "How many {things} are there at the end?",
            "How many {things} ride on?",
            "What is the number of {things} now?",
            "How many {things} remain on it?",
            "How many {things} reach the last stop?",
        ),
    ),
    Scene(
        ("euros", "dollars", "crowns", "pounds"),
        (
            "{name} has saved {0} {things}.",
            "There are {0} {things} in the purse of {name}.",
            "{name} sets out with {0} {things}.",
            "The account of {name} holds {0} {things}.",
            "{name} carries {0} {things}.",
            "In the money box of {name} lie {0} {things}.",
        ),
        {
            "+": (
                "{who} earns {0} {things}",
                "{who} is paid {0}",
                "{0} {things} come in",
                "an aunt sends {0} {things}",
                "{who} sells a bag for {0} {things}",
                "{who} gets back {0} {things}",
                "{who} puts in {0} {things}",
            ),
            "-": (
                "{who} spends {0} {things}",
                "{who} pays {0} for food",
                "a ticket costs {0} {things}",
                "{who} takes out {0} {things}",
                "a bill of {0} {things} is paid",
                "{who} hands {0} {things} to a brother",
                "{0} {things} go on rent",
            ),
            "*": _TIMES,
            "/": _PARTS,
        },
        (
            "How many {things} does {name} have now?",
            "How much money is left, in {things}?",
            "How many {things} are there in the end?",
            "What does {name} own now, in {things}?",
            "How many {things} remain with {name}?",
            "What sum of {things} is it at last?",
        ),
    ),
    Scene(
        ("litres", "buckets", "bottles", "barrels"),
        (
            "A tank holds {0} {things} of water.",
            "There are {0} {things} of oil in store.",
            "A farm begins the week with {0} {things} of milk.",
            "{0} {things} of juice are in the cellar.",
            "A well gives {0} {things} of water at first.",
            "A cook has {0} {things} of broth.",
        ),
        {
            "+": (
                "{0} {things} are added",
                "{0} more {things} flow in",
                "a truck delivers {0} {things}",
                "{0} {things} are filled up",
                "rain brings {0} {things}",
                "{0} fresh {things} are poured in",
            ),
            "-": (
                "{0} {things} are used",
                "{0} {things} leak out",
                "{0} {things} are drunk",
                "a customer fetches {0} {things}",
                "{0} {things} run off",
                "{0} {things} are spilt",
            ),
            "*": _TIMES,
            "/": _PARTS,
        },
        (
            "How many {things} are there now?",
            "How many {things} remain?",
            "What is the amount in the end, in {things}?",
            "How many {things} are left over?",
            "What is the stock at last, in {things}?",
            "How many {things} does one measure then?",
        ),
    ),
)
WORDINGS = (
    LINKS,
    *(slot for s in SCENES for slot in (s.openings, s.endings, *s.changes.values())),
)

"""The sentences that cases are told in, each with places for what is told.

Of every list the last `HELD` are kept for testing and as many before them for validation
(`phrasing`); all others are for training. New ones are put in so that none changes its split.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from data.clinical import Course
from data.clinical.knowledge import Kind

HELD = 2
#: Of the sentences that a case needs several of.
NEXT_HELD = 3
ASIDES_HELD = 5

REPORT_OPENINGS = (
    "A {who} presents with {first}.",
    "A {who} comes to the emergency department with {first}.",
    "A {who} is seen in the clinic with {first}.",
    "This {who} reports {first}.",
    "A {who} has {first}.",
    "A {who} turns up with {first}.",
    "A {who} was referred because of {first}.",
    "Presenting today is a {who} with {first}.",
    "A {who} was brought in by ambulance with {first}.",
    "A general practitioner sees a {who} who has {first}.",
    "A {who} seeks advice about {first}.",
    "The next patient is a {who} with {first}.",
    "A {who} is admitted with {first}.",
    "A colleague asks about a {who} with {first}.",
)
EVERYDAY_OPENINGS = (
    "I am a {who} and I have {first}.",
    "My neighbour, a {who}, has {first}.",
    "I am a {who}. What bothers me is {first}.",
    "A {who} tells us of {first}.",
    "Hello, I am a {who} with {first}.",
    "I'm a {who}, and it started with {first}.",
    "A {who} complains of {first}.",
    "Please help: a {who} has {first}.",
    "I look after a {who} who has {first}.",
    "Someone I know, a {who}, has {first}.",
    "I am a {who} troubled by {first}.",
    "We are worried about a {who} who has {first}.",
)
NOTE_OPENINGS = (
    "{code}: {first}.",
    "{code}. {First}.",
    "{code} with {first}.",
    "Pt {code}, {first}.",
    "{code}. PC: {first}.",
    "{code} - {first}.",
    "Bed 4: {code}, {first}.",
    "New pt {code}. {First}.",
    "{code}; {first}.",
    "Seen {code} re {first}.",
)
REPORT_NEXT = (
    "{Pronoun} also has {group}.",
    "There {are} {group}.",
    "On examination there {are} {group}.",
    "{Pronoun} has {group}.",
    "Further history reveals {group}.",
    "The work-up shows {group}.",
    "In addition there {are} {group}.",
    "Also noted {are} {group}.",
    "Findings include {group}.",
    "Added to that {are} {group}.",
    "The chart also lists {group}.",
    "{Pronoun} is found to have {group}.",
    "{Pronoun} turns out to have {group}.",
    "Moreover, there {are} {group}.",
)
EVERYDAY_NEXT = (
    "There {are} also {group}.",
    "Then there {are} {group}.",
    "And there {are} also {group}.",
    "Besides that, there {are} {group}.",
    "On top of it there {are} {group}.",
    "The doctor noticed {group}.",
    "Another thing is {group}.",
    "It does not end there, for there {are} {group}.",
    "And, not to forget, there {are} {group}.",
    "What is more, there {are} {group}.",
    "I should also mention {group}.",
    "Together with that, there {are} {group}.",
)
NOTE_NEXT = (
    "{Group}.",
    "Also {group}.",
    "O/E {group}.",
    "{Group} noted.",
    "+ {group}.",
    "& {group}.",
    "With it {group}.",
    "Plus {group}.",
    "Then {group}.",
    "{Group} too.",
)
REPORT_VERBS = (
    "{Pronoun} {verb}.",
    "The patient {verb}.",
    "{Pronoun} says that {pronoun} {verb}.",
)
REPORT_DENIALS = (
    "{Pronoun} has {group}.",
    "There {are} {group}.",
    "Of note, there {are} {group}.",
    "Otherwise there {are} {group}.",
    "Negative findings: {group}.",
    "As for the rest, there {are} {group}.",
    "On further review there {are} {group}.",
    "Pertinent negatives include {group}.",
    "For completeness, there {are} {group}.",
)
EVERYDAY_DENIALS = (
    "There {are} {group}.",
    "Otherwise there {are} {group}.",
    "But there {are} {group}.",
    "As for the rest, there {are} {group}.",
    "As far as I know, there {are} {group}.",
    "Apart from that, there {are} {group}.",
    "If it helps, there {are} {group}.",
)
NOTE_DENIALS = (
    "{Group}.",
    "{Group}!",
    "Neg: {group}.",
    "-ve: {group}.",
    "Asked: {group}.",
    "Rest: {group}.",
    "Checked, {group}.",
)
VALUES = (
    "{Name} {value} {unit}.",
    "The {name} {are} {value} {unit}.",
    "{Name}: {value} {unit}.",
    "{A} {name} of {value} {unit} is recorded.",
    "{Name} measured at {value} {unit}.",
    "{Name} = {value} {unit}.",
    "The {name} {come} back at {value} {unit}.",
    "{Name} now {value} {unit}.",
    "The {name} {read} {value} {unit}.",
    "Measured {name}: {value} {unit}.",
)
COURSE_OPENINGS = (
    "The {name} {were} {value} {unit}",
    "{Name} {value} {unit}",
    "{Name} {value} {unit} at first",
    "{Name} on arrival {value} {unit}",
    "The {name} {were} initially {value} {unit}",
    "{Name} to begin with {value} {unit}",
    "{Name} at the first reading {value} {unit}",
    "The {name} started at {value} {unit}",
)
COURSE_CHANGES: tuple[tuple[str, str], ...] = (
    ("rose by {k}", "fell by {k}"),
    ("went up by {k}", "went down by {k}"),
    ("up {k}", "down {k}"),
    ("{k} higher", "{k} lower"),
    ("went up another {k}", "went down another {k}"),
    ("was {k} up on that", "was {k} down on that"),
    ("an increase of {k}", "a decrease of {k}"),
    ("a climb of {k}", "a drop of {k}"),
    ("had risen by {k}", "had fallen by {k}"),
    ("climbed {k}", "dropped {k}"),
    ("increased by {k}", "decreased by {k}"),
)
TIMES: Mapping[Course, tuple[str, ...]] = MappingProxyType(
    {
        "sudden": (
            "It came on within seconds.", "It all began from one moment to the next.",
            "Onset: minutes ago.", "This struck a few minutes ago.",
            "One minute all was well, the next it was there.",
            "It began a quarter of an hour ago, at once in full strength.",
            "From the very first second it was as bad as now.",
        ),
        "acute": (
            "It began yesterday.", "This has been going on for two days.", "Onset 12 hours ago.",
            "It started some hours ago.", "It has lasted for a day.",
            "It set in last night.", "The whole thing is three days old.",
            "All was well until the day before yesterday.",
        ),
        "subacute": (
            "It has developed over two weeks.", "This has been going on for ten days.",
            "Onset 3 weeks ago.", "It has grown worse over some weeks.",
            "It set in a fortnight ago.", "It has lasted for about three weeks.",
            "All was well until two or three weeks ago.",
        ),
        "chronic": (
            "It has been there for many months.", "This has been going on for years.",
            "Onset about 2 years ago.", "It has grown slowly over the last year.",
            "It has dragged on since about eight months ago.",
            "It has lasted for more than a year.", "All was well until some ten months ago.",
        ),
        "episodic": (
            "It comes and goes.", "There have been several such attacks, with good days between.",
            "Comes in episodes.", "In between there are weeks without any trouble.",
            "It flares up and dies down again.",
            "It keeps coming back and then passes off.",
            "Bad spells and good ones take turns.",
        ),
    }
)  # fmt: skip
#: Beside the point: nothing in the knowledge base depends on any of it.
ASIDES = (
    "{Pronoun} works as a teacher.", "{Pronoun} works in a bakery.", "{Pronoun} drives a lorry.",
    "{Pronoun} lives with a parrot.", "{Pronoun} lives alone on the third floor.",
    "{Pronoun} moved house last spring.", "{Pronoun} plays the piano.",
    "{Pronoun} learned to swim late.", "{Pronoun} wears glasses.",
    "{Pronoun} broke a wrist ten years ago.", "{Pronoun} is married.", "{Pronoun} likes gardening.",
    "{Pronoun} prefers tea to coffee.", "{Pronoun} speaks three languages.",
    "A cousin works at the hospital.", "{Pronoun} came by bus.", "{Pronoun} is left-handed.",
    "{Pronoun} has just retired.", "{Pronoun} knits in the evenings.",
    "{Pronoun} sings in a choir.",
    "{Pronoun} studies law.", "{Pronoun} has a brother.", "{Pronoun} walks to work.",
    "{Pronoun} had a root canal treatment last year.", "{Pronoun} owns a small shop.",
    "{Pronoun} collects stamps.",
)  # fmt: skip
#: Youngest and oldest age at which a sentence with these words is told.
FITTING_AGES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "works": (20, 66), "drives": (21, 66), "is married": (22, 90), "lives alone": (20, 90),
        "has just retired": (60, 70), "studies law": (18, 30), "walks to work": (18, 66),
        "owns a small shop": (24, 70), "broke a wrist ten years": (25, 90),
        "I am a": (8, 90), "I'm a": (8, 90), "My neighbour": (16, 90), "tells us": (5, 90),
        "complains": (5, 90), "reports": (5, 90), "says that": (5, 90), "seeks advice": (16, 90),
        "year": (3, 90),
    }
)  # fmt: skip
#: Who has classmates, and from which year of age.
AT_SCHOOL, SCHOOL_AGE = "classmates", 5
#: What a sentence with these words can tell.
FITTING_KINDS: Mapping[str, tuple[Kind, ...]] = MappingProxyType(
    {
        "On examination": ("sign", "vital"), "O/E": ("sign", "vital"),
        "Further history": ("symptom", "history"), "The doctor noticed": ("sign", "vital"),
        "The work-up": ("lab", "imaging", "ecg"), "says that": ("symptom", "history"),
        "is found to have": ("sign", "vital", "lab", "imaging", "ecg"),
        "The chart": ("history", "vital", "lab", "imaging", "ecg"),
        "reports": ("symptom",), "tells us": ("symptom",), "complains": ("symptom",),
        "bothers": ("symptom", "sign"), "troubled": ("symptom", "sign"),
        "seeks advice": ("symptom", "sign"), "PC:": ("symptom", "sign"),
        "it started": ("symptom", "sign", "vital"), "presents": ("symptom", "sign", "vital"),
        "Presenting": ("symptom", "sign", "vital"), "turns up": ("symptom", "sign", "vital"),
        "emergency": ("symptom", "sign", "vital"), "ambulance": ("symptom", "sign", "vital"),
        "in the clinic": ("symptom", "sign", "vital"), "admitted": ("symptom", "sign", "vital"),
        "referred": ("symptom", "sign", "vital", "lab", "imaging", "ecg"),
    }
)  # fmt: skip
#: Nobody comes like this with what has been there for months.
URGENT = ("ambulance", "emergency")
#: A group is told by these only where every one of it is told by "no".
NEGATIVE = ("Neg", "-ve", "negatives")

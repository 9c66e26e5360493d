"""Sequences: the next or a later term, with equal steps, equal factors or equal second steps."""

from __future__ import annotations

import random
from collections.abc import Sequence

from data.generators.base import Difficulty, Family
from data.generators.maths.claims import faults_in
from data.generators.maths.work import Check, Found, Pen, Told, compared, generator, totalled

#: How many terms a question shows, and the largest that is asked for; equal factors go further.
SHOWN, LARGEST, LARGEST_GEOMETRIC = 4, 999, 2997
NEXT = (
    "What is the next [term|number] [of|in] [|the sequence |the list ]{0}, ...?",
    "Continue [|the sequence |the list |the pattern ]{0}, ... by one [term|number].",
    "A [pattern|sequence|list|row] [begins|starts] [|with ]{0}. "
    "Which number [follows|comes next|is next]?",
    "[Which|What] [number|term] [comes after|comes next after|follows] [|the numbers ]{0}?",
    "[Find|Give|Tell|Work out] the [term|number] that [follows|comes after] {0} by the same rule.",
    "The [list|sequence|row] {0} [goes on|continues] [in the same way|by the same rule]. "
    "[What stands next?|What comes next?|Find the next term.]",
    "[Look at the numbers|Here are the first terms of a sequence|These numbers follow a rule]: "
    "{0}. [What comes next?|Give the next number.|Which number is next?]",
    "Numbers are written [by a rule|in a pattern]: {0}, ... . "
    "[What|Which number] [must come|should come|comes] next?",
    "[Someone|A child|A pupil] writes {0} and goes on [by the same rule|in the same way]. "
    "[Which number|What] [comes next|is written next]?",
    "In {0}, ... [which|what] [number|term] [comes next|stands next|is the next one]?",
    "The numbers {0} follow a rule. Find the next number.",
    "If {0} [goes on|continues] by the same rule, which term comes next?",
)
#: A term is at most number 16, so that "th" fits.
LATER = (
    "What is term [|number ]{1} [of|in] [|the sequence |the list ]{0}, ...?",
    "The [sequence|list|row|pattern] {0}, ... [goes on|continues] by the same rule. "
    "[Find|Give] term [|number ]{1}.",
    "A [pattern|sequence|list] [begins|starts] [|with ]{0}. "
    "[Which|What] number [stands at place|is at position|comes at place] {1}?",
    "Counting from the first [term|number] of {0}, ..., [which|what] is term [|number ]{1}?",
    "[Work out|Find|Compute|Give] the [number|term] at [position|place] {1} in "
    "[|the sequence ]{0}, ... .",
    "If {0} [goes on|continues] [in the same way|by the same rule], "
    "[what|which number] is [entry|term|term number] {1}?",
    "What is the {1}th [term|number] [of|in] [|the sequence |the row ]{0}, ...?",
    "[Find|Give|Tell|Determine] the {1}th [term|number] of a [sequence|pattern] "
    "that [begins|starts] [|with ]{0}.",
    "[Someone|A child] writes {0} and goes on [by the same rule|in the same way] "
    "[until there are {1} numbers|until {1} numbers are written]. "
    "[What is the last one?|Give the last number.]",
    "The first [terms|numbers] of a [row|sequence] are {0}. "
    "[Which|What] [term|number] has [place|position] {1}?",
    "[Continue|Go on with] {0}, ... [by the same rule|in the same way] up to "
    "term [|number ]{1}. [What is it?|Give it.|Which number is it?]",
    "A sequence begins with {0}. Work out term number {1}.",
    "In the [sequence|list] {0}, ..., which number stands at position {1}?",
)
TOTAL = (
    "The [terms|numbers] {0}, ... [grow|rise] by equal steps. "
    "What [do the first {1} add up to|is the sum of the first {1}|is the total of the first {1}]?",
    "[Find|Give|Compute|Determine] the [sum|total] of the first {1} [terms|numbers] of "
    "[|the sequence ]{0}, ... .",
    "Add [|up ]the first {1} [terms|numbers] of the [|arithmetic ]sequence {0}, ... .",
    "A [row|sequence|pattern] [grows like|goes|begins] {0}, ... . "
    "What is the [total|sum] of [its|the] first {1} [terms|numbers]?",
    "How much are the first {1} [numbers|terms] of [|the sequence |the row ]{0}, ... together?",
    "What is the [sum|total] of {1} [terms|numbers] [when|if] they [begin|start] {0}, ...?",
    "What do the first {1} [terms|numbers] of [|the sequence |the list ]{0}, ... "
    "[add up to|give together|make together]?",
    "[Someone|A child|A farmer] [saves|earns|gets] {0}, ... coins day by day"
    "[|, always rising by equal steps]. How many coins is that in total [after|in] {1} days?",
    "The rows of a [hall|room] have {0}, ... [chairs|seats], "
    "[and so on|growing by equal steps]. How many do the first {1} rows have [together|in total]?",
    "[Work out|Find] what the first {1} [terms|numbers] of {0}, ... "
    "[add up to|make together|give in total].",
    "Continue {0}, ... [by|with] equal steps until there are {1} [terms|numbers] and "
    "[add up all of them|give their sum|find their total].",
    "The sequence {0}, ... goes on with equal steps. Give the total of its first {1} terms.",
    "For the sequence {0}, ..., work out [the sum of|the total of] the first {1} terms.",
)
WORDINGS = (NEXT, LATER, TOTAL)


def _shown(terms: Sequence[int]) -> str:
    return ", ".join(map(str, terms[:SHOWN]))


def _line(first: int, step: int, n: int) -> str:
    """A running total of equal steps from the first term to term n."""
    return " -> ".join([str(first)] + [f"{first + i * step}" for i in range(1, n)])


def arithmetic(rng: random.Random, difficulty: Difficulty) -> Told:
    """Equal steps: the next term when easy, term n otherwise."""
    first, step = rng.randint(1, 99), rng.choice((-1, 1, 1)) * rng.randint(2, 20)
    n = SHOWN + 1 if difficulty == "easy" else rng.randint(7, 16)
    if step < 0:
        first += -step * (n + 1)
    terms = [first + i * step for i in range(n)]

    def work(pen: Pen) -> int:
        d = pen.work(terms[1], "-", terms[0], "step: ")
        if n == SHOWN + 1:
            return pen.work(terms[3], "+", d)
        steps = pen.work(n, "-", 1, "steps: ")
        return pen.work(first, "+", pen.work(steps, "*", d))

    def check(found: Found) -> Check:
        if n == SHOWN + 1:
            back = int(found) - step
            return compared(
                f"back {found} - {step}" if step > 0 else f"back {found} + {-step}",
                back,
                terms[3],
                "the last one given",
            )
        ahead = terms[3] + (n - SHOWN) * step
        text = f"{n} - {SHOWN} = {n - SHOWN}, {n - SHOWN} * {_signed(step)} = {(n - SHOWN) * step}"
        sign = f"+ {_signed((n - SHOWN) * step)}"
        return compared(f"{text}, {terms[3]} {sign}", ahead, found)

    later = n != SHOWN + 1
    return Told(
        "arithmetic", (_shown(terms), n), LATER if later else NEXT,
        f"equal steps, {n} - 1 of them from {first}" if later else "equal steps, one more",
        work, check,
    )  # fmt: skip


def geometric(rng: random.Random, difficulty: Difficulty) -> Told:
    """Equal factors: the next term when easy, term n otherwise, one product a line."""
    factor = rng.choice((2, 2, 3, 4)) if difficulty == "easy" else rng.choice((2, 2, 2, 3))
    n = {"easy": SHOWN + 1, "medium": rng.randint(7, 8), "hard": rng.randint(10, 11)}[difficulty]
    if factor ** (n - 1) > LARGEST_GEOMETRIC:
        return geometric(rng, difficulty)
    first = rng.randint(1, min(99, LARGEST_GEOMETRIC // factor ** (n - 1)))
    terms = [first * int(factor**i) for i in range(n)]

    def work(pen: Pen) -> int:
        r = pen.work(terms[1], "/", terms[0], "factor: ")
        value = terms[3]
        for place in range(SHOWN + 1, n + 1):
            value = pen.work(value, "*", r, f"term number {place}: " if n > SHOWN + 1 else "")
        return value

    def check(found: Found) -> Check:
        value, text = int(found), f"back {found}"
        for _ in range(n - SHOWN):
            if value % factor:
                return Check((f"{text}, {value} mod {factor} = {value % factor}, not 0",), False)
            value //= factor
            text += f" / {factor} -> {value}"
        return totalled(text, value, terms[3], "the last one given")

    return Told(
        "geometric", (_shown(terms), n), NEXT if n == SHOWN + 1 else LATER,
        "equal factors, term by term", work, check,
    )  # fmt: skip


def bending(rng: random.Random, difficulty: Difficulty) -> Told:
    """Steps that themselves grow by equal steps: the next term, or one some places on."""
    first, step, bend = rng.randint(1, 30), rng.randint(1, 9), rng.randint(1, 6)
    n = SHOWN + 1 if difficulty != "hard" else SHOWN + rng.randint(2, 4)
    terms = [first + i * step + bend * i * (i - 1) // 2 for i in range(n)]

    def work(pen: Pen) -> int:
        steps = [pen.work(terms[i + 1], "-", terms[i], "step: ") for i in range(1, SHOWN - 1)]
        more = pen.work(steps[1], "-", steps[0], "steps grow by ")
        value, last = terms[SHOWN - 1], steps[1]
        for _ in range(n - SHOWN):
            last = pen.work(last, "+", more, "next step: ")
            value = pen.work(value, "+", last, "next term: ")
        return value

    def check(found: Found) -> Check:
        text, value = f"steps {step}", step
        for _ in range(n - 2):
            value += bend
            text += f" + {bend} -> {value}"
        ahead, total = f"; terms {first}", first
        for i in range(n - 1):
            total += step + i * bend
            ahead += f" + {step + i * bend} -> {total}"
        return totalled(text + ahead, total, found)

    return Told(
        "bending", (_shown(terms), n), NEXT if n == SHOWN + 1 else LATER,
        "the steps grow by equal steps", work, check,
    )  # fmt: skip


def summed(rng: random.Random, difficulty: Difficulty) -> Told:
    """The sum of the first terms of equal steps, from the first and the last one."""
    first, step, n = rng.randint(1, 30), rng.randint(2, 12), 2 * rng.randint(3, 6)
    terms = [first + i * step for i in range(n)]

    def work(pen: Pen) -> int:
        d = pen.work(terms[1], "-", first, "step: ")
        steps = pen.work(n, "-", 1, "steps: ")
        rise = pen.work(steps, "*", d)
        last = pen.work(first, "+", rise, "last: ")
        ends = pen.work(first, "+", last, "first and last: ")
        pairs = pen.work(n, "/", 2, "pairs: ")
        return pen.work(pairs, "*", ends)

    def check(found: Found) -> Check:
        text, total = str(first), first
        for term in terms[1:]:
            total += term
            text += f" + {term} -> {total}"
        return totalled(text, total, found)

    return Told(
        "summed", (_shown(terms), n), TOTAL, "pairs of the first and the last term", work, check
    )


KINDS = {
    "easy": (arithmetic, arithmetic, geometric),
    "medium": (arithmetic, arithmetic, geometric, bending, bending),
    "hard": (geometric, *(bending,) * 3, *(summed,) * 4),
}


def _signed(number: int) -> str:
    return f"({number})" if number < 0 else str(number)


def draw(rng: random.Random, difficulty: Difficulty) -> Told:
    """One of the kinds of the difficulty."""
    while True:
        case = rng.choice(KINDS[difficulty])(rng, difficulty)
        most = LARGEST_GEOMETRIC if case.kind == "geometric" else LARGEST
        if int(case.work(Pen())) <= most:
            return case


FAMILY = Family(generator("sequences", draw), faults_in)

"""The runner's lines on the page: where they name a flag of the command line, its field is named.

The runner writes its lines for a terminal, where the same request is a command.
"""

from __future__ import annotations

import re

from reasoning.errors import DeliberateError
from ui.admin.benchmarks import form
from ui.language import say
from ui.language.lines import say_line

#: What the form calls what a flag, named here without its dashes, asks for.
LABELS = {
    "budgets": form.THINKING_BUDGETS,
    "samples": form.SAMPLES,
    "limit": form.LIMIT,
    "shuffle-options": form.SHUFFLE,
    "data": form.QUESTION_FILE,
    "answer-tokens": form.ANSWER_TOKENS,
    "self-check": form.SELF_CHECK,
    "judge": form.JUDGE,
    "skip-images": form.SKIP_IMAGES,
    "approximate": form.APPROXIMATE,
}

_NAME = "|".join(LABELS)
#: A flag without its dashes, of which a line says what is allowed: "samples is 0; allowed: …".
_REFUSED = re.compile(rf"(?:{_NAME})(?= is [^;]*; allowed: )")
#: A flag as code in a translation, with what it takes ("--judge ENGINE"), or without its dashes
#: where a line has "with samples 4 and shuffle-options 2".
_FLAG = re.compile(
    rf" ?`--({_NAME})` ?"
    rf"|--({_NAME})(?![\w-])(?: [A-Z]+(?![\w./]))?"
    r"|(?<=with )(samples)(?= [\d,]+ and shuffle-options)|(?<=and )(shuffle-options)(?= \d)",
    re.ASCII,  # a Chinese word may follow at once
)


def in_fields(line: str | DeliberateError) -> str:
    """A line in the language that is spoken, with the form's fields in place of flags.

    A flag that the form has no field for stays.
    """
    line = str(line)
    if _REFUSED.match(line):
        line = f"--{line}"  # so that it is not translated as a word, but named as a field
    return _FLAG.sub(lambda found: f"“{say(LABELS[found[found.lastindex or 0]])}”", say_line(line))

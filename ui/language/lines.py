"""The core's own lines, above all its errors, in the language of whoever reads them.

The core says a line in English, values and all: so it is logged, kept with an answer, and sent from
process to process. Here it is recognised by the text that it was made from, under `lines` in a
language's file, and said again; a line that was kept long ago no less than one of now. Where a
value is a line too, its placeholder says so: "{way_out:line}"; where it is several, with semicolons
between them: "{changes:lines}".
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass

from reasoning.errors import DeliberateError
from ui.language import CATALOGUES, MEANT, say, spoken

#: Longest line that is looked at: what is longer, out of an imported file perhaps, is none of ours.
LONGEST = 1_500

_NESTED = re.compile(r":lines?\}")
#: Between several lines that are one value.
_BETWEEN = "; "


@dataclass(frozen=True, slots=True)
class _Form:
    """What a line looks like, how another language says it, and which of its values are lines.

    `nested` has those values' names; True where it is several.
    """

    pattern: re.Pattern[str]
    text: str
    nested: Mapping[str, bool]
    literal: int  # characters that are no value


def say_line(line: str | DeliberateError) -> str:
    """A line, or an error's, in the language that is spoken; as it is where it is not known."""
    line = str(line)
    return _said(line) or (line if MEANT in line else say(line))


def _said(line: str) -> str | None:
    for form in _FORMS.get(spoken(), ()) if len(line) <= LONGEST else ():
        if found := form.pattern.fullmatch(line):
            values = found.groupdict()
            for name, several in form.nested.items():
                parts = values[name].split(_BETWEEN) if several else [values[name]]
                values[name] = say("; ").join(_said(part) or part for part in parts)
            return form.text.format(**values)
    return None


def _form(english: str, text: str) -> _Form:
    pattern, literal, nested = "", 0, {}
    for part, name, spec, _ in string.Formatter().parse(english):
        pattern += re.escape(part)
        literal += len(part)
        if name is not None:
            again = f"(?P<{name}>" in pattern
            pattern += f"(?P={name})" if again else f"(?P<{name}>.*?)"
            if spec:
                nested[name] = spec == "lines"
    return _Form(re.compile(pattern), _NESTED.sub("}", text), nested, literal)


#: By language, what says most first: of two that fit, that one is meant.
_FORMS = {
    one["tag"]: sorted(
        (_form(english, text) for english, text in one["lines"].items()),
        key=lambda form: -form.literal,
    )
    for one in CATALOGUES
}

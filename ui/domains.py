"""The domains as a person picks one."""

from __future__ import annotations

from gradio.i18n import I18nData

from reasoning.problem import DOMAINS
from ui.language import phrase, static

#: Those with words of their own; any other is called by its name.
NAMES = {
    "medical": phrase("Medical"),
    "maths": phrase("Maths"),
    "general": phrase("General"),
}


def domains() -> list[tuple[I18nData, str]]:
    """Choices: what each is called, and its name in a record."""
    return [(static(NAMES.get(name, name.capitalize())), name) for name in DOMAINS]

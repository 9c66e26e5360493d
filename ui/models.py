"""The choice of a model, in chat and for a column: what it offers, and what it says of one."""

from __future__ import annotations

from typing import Any

import gradio as gr
from gradio.i18n import I18nData

from ui.language import phrase, say, static
from ui.services import Services

LABEL = phrase("Model")
ONLY_ONE = phrase("The only one on offer here")
BUNDLED = phrase(
    "The bundled model is tiny and made by this project from nothing: it knows only a small "
    "teaching world of clinical cases and mathematics, and mostly says so when asked about "
    "anything else."
)
OTHER_MODEL = phrase("Models are often wrong and always sound sure; check what matters.")


def about(services: Services, model: str) -> str:
    """What a person should know of a model before they believe it."""
    return say(BUNDLED if model == services.bundled else OTHER_MODEL)


def about_all(services: Services) -> str:
    """The same of every model on offer, each thing once."""
    return " ".join(dict.fromkeys(about(services, model) for model in services.engines))


def chooser(
    services: Services, elem_id: str, *, label: str | I18nData | None = None, **layout: Any
) -> gr.Dropdown:
    """The models on offer, the default chosen; shown, though there is no choice, for one."""
    names = list(services.engines)
    several = len(names) > 1
    return gr.Dropdown(
        names, value=names[0], label=label or static(LABEL), elem_id=elem_id, interactive=several,
        info=None if several else static(ONLY_ONE), filterable=False, **layout,
    )  # fmt: skip

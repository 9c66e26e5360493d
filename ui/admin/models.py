"""Models: which are on offer, and what the engine of each can do."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import gradio as gr

from reasoning.engines.base import Engine
from ui.accounts import require_admin
from ui.language import phrase, say, static
from ui.language.lines import say_line
from ui.render import html_table
from ui.services import Services
from ui.words import count

#: A capability, and what it means for whoever uses it.
CAPABILITIES = {
    "token_ids": (
        phrase("Takes token ids"),
        phrase("budgets are exact; without it they are approximate"),
    ),
    "logprobs": (
        phrase("Log-probabilities"),
        phrase("how sure the model was of each token can be shown"),
    ),
    "prompt_logprobs": (
        phrase("Log-probabilities of a prompt"),
        phrase("given texts can be scored"),
    ),
    "prefix_reuse": (
        phrase("Reuses a prefix"),
        phrase("forks of a thought do not compute its beginning again"),
    ),
    "seeds": (
        phrase("Seeds"),
        phrase("the same seed draws the same tokens"),
    ),
    "images": (
        phrase("Images"),
        phrase("questions may hold images"),
    ),
}

DEFAULT = phrase("the default")
NO_PRICE = phrase("not set; set price_prompt and price_generated to count costs")
ELSEWHERE = phrase("not on this machine")
HOW = static(
    "Other models are offered by other settings and a new start: `model_folder`,"
    " `openai_base_url` and `openai_model`; `engine` says which comes first."
)


def build(page: gr.Blocks, services: Services) -> None:
    """Two tables, a column a model."""
    served = gr.HTML(elem_id="models-served")
    capabilities = gr.HTML(elem_id="models-capabilities")

    def show_models(request: gr.Request) -> tuple[str, str]:
        require_admin(request)
        return _served(services.engines), _capabilities(services.engines)

    page.load(
        show_models, None, [served, capabilities],
        queue=False, show_progress="hidden", api_visibility="private",
    )  # fmt: skip
    gr.Markdown(HOW, elem_id="models-how")


def _served(engines: Mapping[str, Engine]) -> str:
    rows = (
        (say(what), *(show(engine) for engine in engines.values())) for what, show in FACTS.items()
    )
    return html_table((say("Model"), *_names(engines)), rows, say("The models on offer"))


def _names(engines: Mapping[str, Engine]) -> list[str]:
    """Every model's name; the default is marked where there is another."""
    first, *others = engines
    return [f"{first} ({say(DEFAULT)})", *others] if others else [first]


def _capabilities(engines: Mapping[str, Engine]) -> str:
    rows = (
        (
            say(words),
            *(say("yes") if getattr(e.capabilities, name) else say("no") for e in engines.values()),
            say(meaning),
        )
        for name, (words, meaning) in CAPABILITIES.items()
    )
    head = (say("Capability"), *_names(engines), say("What it means"))
    return html_table(head, rows, say("Capabilities"))


def _price(engine: Engine) -> str:
    price = engine.model.price
    if price is None:
        return say(NO_PRICE)
    return say(
        "{prompt:g} and {generated:g} dollars per million prompt and generated tokens",
        prompt=price.prompt,
        generated=price.generated,
    )


def _notes(engine: Engine) -> str:
    return "; ".join(map(say_line, getattr(engine, "notes", ()))) or say("none")


#: What is told of a model.
FACTS: dict[str, Callable[[Engine], str]] = {
    phrase("Revision"): lambda engine: engine.model.revision,
    phrase("Engine"): lambda engine: engine.name,
    phrase("Context"): lambda engine: count(engine.model.context_tokens),
    phrase("Price"): _price,
    phrase("Files"): lambda engine: str(engine.model.folder or say(ELSEWHERE)),
    phrase("Notes"): _notes,
}

"""Models: which are on offer, and what the engine of each can do."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import gradio as gr

from reasoning.engines.base import Engine
from ui.accounts import require_admin
from ui.render import html_table
from ui.services import Services

#: A capability, and what it means for whoever uses it.
CAPABILITIES = {
    "token_ids": ("Takes token ids", "budgets are exact; without it they are approximate"),
    "logprobs": ("Log-probabilities", "how sure the model was of each token can be shown"),
    "prompt_logprobs": ("Log-probabilities of a prompt", "given texts can be scored"),
    "prefix_reuse": ("Reuses a prefix", "forks of a thought do not compute its beginning again"),
    "seeds": ("Seeds", "the same seed draws the same tokens"),
    "images": ("Images", "questions may hold images"),
}

DEFAULT = "the default"
NO_PRICE = "not set; set price_prompt and price_generated to count costs"
ELSEWHERE = "not on this machine"
HOW = (
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
    rows = ((what, *(show(engine) for engine in engines.values())) for what, show in FACTS.items())
    return html_table(("Model", *_names(engines)), rows, "The models on offer")


def _names(engines: Mapping[str, Engine]) -> list[str]:
    """Every model's name; the default is marked where there is another."""
    first, *others = engines
    return [f"{first} ({DEFAULT})", *others] if others else [first]


def _capabilities(engines: Mapping[str, Engine]) -> str:
    rows = (
        (
            words,
            *("yes" if getattr(e.capabilities, name) else "no" for e in engines.values()),
            meaning,
        )
        for name, (words, meaning) in CAPABILITIES.items()
    )
    head = ("Capability", *_names(engines), "What it means")
    return html_table(head, rows, "Capabilities")


def _price(engine: Engine) -> str:
    price = engine.model.price
    if price is None:
        return NO_PRICE
    return (
        f"{price.prompt:g} and {price.generated:g} dollars per million prompt and generated tokens"
    )


#: What is told of a model.
FACTS: dict[str, Callable[[Engine], str]] = {
    "Revision": lambda engine: engine.model.revision,
    "Engine": lambda engine: engine.name,
    "Context": lambda engine: f"{engine.model.context_tokens:,} tokens",
    "Price": _price,
    "Files": lambda engine: str(engine.model.folder or ELSEWHERE),
    "Notes": lambda engine: "; ".join(getattr(engine, "notes", ())) or "none",
}

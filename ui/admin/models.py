"""Models: what is served, and what its engine can do."""

from __future__ import annotations

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


def build(page: gr.Blocks, services: Services) -> None:
    """Two tables."""
    served = gr.HTML(elem_id="models-served")
    capabilities = gr.HTML(elem_id="models-capabilities")

    def show_models(request: gr.Request) -> tuple[str, str]:
        require_admin(request)
        return _served(services.engine), _capabilities(services.engine)

    page.load(
        show_models, None, [served, capabilities],
        queue=False, show_progress="hidden", api_visibility="private",
    )  # fmt: skip
    gr.Markdown(
        "Another model is served by other settings and a new start: `engine`, `model_folder`,"
        " `openai_base_url` and `openai_model`.",
        elem_id="models-how",
    )


def _served(engine: Engine) -> str:
    model = engine.model
    price = (
        f"{model.price.prompt:g} and {model.price.generated:g} dollars per million prompt and"
        " generated tokens"
        if model.price
        else "not set; set price_prompt and price_generated to count costs"
    )
    rows = (
        ("Model", model.name),
        ("Revision", model.revision),
        ("Engine", engine.name),
        ("Context", f"{model.context_tokens:,} tokens"),
        ("Price", price),
        ("Files", str(model.folder) if model.folder else "not on this machine"),
    )
    return html_table(("What", "Value"), rows, "The model that is served")


def _capabilities(engine: Engine) -> str:
    rows = (
        (words, "yes" if getattr(engine.capabilities, name) else "no", meaning)
        for name, (words, meaning) in CAPABILITIES.items()
    )
    return html_table(("Capability", "Has it", "What it means"), rows, "Capabilities")

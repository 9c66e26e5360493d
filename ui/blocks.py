"""Gradio's Blocks, but an update costs only what it changes, and is in the asker's language.

A handler names all components that it may ever change, and then yields those that it does change,
ten times a second for everybody who watches an answer. Gradio (6.31) makes each of the others anew
every time, only to say that it is as it was: more than half of what a busy server does.

Gradio calls a handler, and takes each further step of one that streams, in a task of its own that
knows nothing of the request but what it is given: so the language is set anew for every step.
"""

from __future__ import annotations

import copy
from typing import Any

import gradio as gr
from gradio.blocks import Block

from ui.language import preferred, speaking

#: What Gradio sends of a component that stays as it is.
UNCHANGED = {"__type__": "update"}


class Blocks(gr.Blocks):
    """A page whose handlers yield dictionaries of components."""

    async def call_function(
        self,
        block_fn: Any,
        processed_input: Any,
        iterator: Any = None,
        requests: Any = None,
        *rest: Any,
        **named: Any,
    ) -> Any:
        """One step of a handler, in the language of whoever sent the event."""
        asked = requests[0] if isinstance(requests, list) else requests
        headers = asked.headers if asked is not None else {}
        with speaking(preferred(headers.get("accept-language"))):
            return await super().call_function(
                block_fn, processed_input, iterator, requests, *rest, **named
            )

    async def postprocess_data(self, block_fn: Any, predictions: Any, state: Any) -> list[Any]:
        """What the browser is sent for each output of a handler, from what the handler gave."""
        if not _names_components(predictions):
            return list(await super().postprocess_data(block_fn, predictions, state))
        given = {component._id for component in predictions}
        changed = copy.copy(block_fn)
        changed.outputs = [output for output in block_fn.outputs if output._id in given]
        if len(changed.outputs) != len(given):  # Gradio says what is wrong
            return list(await super().postprocess_data(block_fn, predictions, state))
        values = iter(await super().postprocess_data(changed, predictions, state))
        return [
            next(values) if output._id in given else dict(UNCHANGED) for output in block_fn.outputs
        ]


def _names_components(predictions: Any) -> bool:
    return (
        isinstance(predictions, dict)
        and bool(predictions)
        and all(isinstance(key, Block) for key in predictions)
    )

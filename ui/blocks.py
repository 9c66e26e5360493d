"""Gradio's Blocks, but an update costs only what it changes.

A handler names all components that it may ever change, and then yields those that it does change,
ten times a second for everybody who watches an answer. Gradio (6.31) makes each of the others anew
every time, only to say that it is as it was: more than half of what a busy server does.
"""

from __future__ import annotations

import copy
from typing import Any

import gradio as gr
from gradio.blocks import Block

#: What Gradio sends of a component that stays as it is.
UNCHANGED = {"__type__": "update"}


class Blocks(gr.Blocks):
    """A page whose handlers yield dictionaries of components."""

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

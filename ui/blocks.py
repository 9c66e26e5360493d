"""Gradio's Blocks, but an update costs only what it changes, and is in the asker's language.

A handler names all components that it may ever change, and then yields those that it does change,
ten times a second for everybody who watches an answer. Gradio (6.31) makes each of the others anew
every time, only to say that it is as it was: more than half of what a busy server does. And it
makes a component anew to show or hide it, even where the page shows it, or hides it, already.

Gradio calls a handler, and takes each further step of one that streams, in a task of its own that
knows nothing of the request but what it is given: so the language is set anew for every step.
"""

from __future__ import annotations

import copy
from typing import Any
from weakref import WeakKeyDictionary

import gradio as gr
from gradio.blocks import Block
from gradio.state_holder import SessionState

from ui.language import preferred, speaking

#: What Gradio sends of a component that stays as it is.
UNCHANGED = {"__type__": "update"}

#: What of any component only the server changes, and never whoever uses the page.
_SERVERS = {"visible", "interactive"}

#: What a page was told last of a component.
Told = dict[str, Any]


class Blocks(gr.Blocks):
    """A page whose handlers yield dictionaries of components."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._told: WeakKeyDictionary[SessionState, dict[int, Told]] = WeakKeyDictionary()

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
        told = self._told.setdefault(state, {}) if state is not None else {}
        ids = {output._id for output in block_fn.outputs}
        if not _names_components(predictions) or not {one._id for one in predictions} <= ids:
            told.update((id, {}) for id in ids)  # it is not known any more what each shows
            return list(await super().postprocess_data(block_fn, predictions, state))
        sent: dict[int, Any] = {}
        others: dict[Block, Any] = {}
        for component, value in predictions.items():
            if (change := _servers_own(component, value)) is None:
                others[component] = value
                told[component._id] = {}
            else:
                sent[component._id] = _news(component, change, told)
        if others:
            given = {component._id for component in others}
            rest = copy.copy(block_fn)
            rest.outputs = [output for output in block_fn.outputs if output._id in given]
            values = await super().postprocess_data(rest, others, state)
            sent |= {output._id: value for output, value in zip(rest.outputs, values, strict=True)}
        return [sent.get(output._id, dict(UNCHANGED)) for output in block_fn.outputs]

    def handle_streaming_diffs(
        self, block_fn: Any, data: list[Any], *rest: Any, **named: Any
    ) -> Any:
        """What is sent of a step: the first whole, of each later one what it changes.

        An update that differs is sent whole too. A browser makes changes within the update that
        came before, which it may not have shown yet: what is left out now would be lost then.
        """
        whole = list(data)
        sent = super().handle_streaming_diffs(block_fn, data, *rest, **named)
        for number, value in enumerate(whole):
            edits = sent[number]
            if isinstance(value, dict) and isinstance(edits, list) and edits:
                sent[number] = [["replace", [], value]]
        return sent


def _names_components(predictions: Any) -> bool:
    return (
        isinstance(predictions, dict)
        and bool(predictions)
        and all(isinstance(key, Block) for key in predictions)
    )


def _servers_own(component: Block, value: Any) -> Told | None:
    """What an update changes, if whoever uses the page can change none of it."""
    if isinstance(component, gr.HTML) and isinstance(value, str):
        return {"value": value}
    if isinstance(value, dict) and value.get("__type__") == "update":
        change = {name: new for name, new in value.items() if name != "__type__"}
        return change if change.keys() <= _SERVERS else None
    return None


def _news(component: Block, change: Told, told: dict[int, Told]) -> Told:
    """What of a change the page has not been told yet; at first it shows what the code says."""
    known = told.get(component._id)
    if known is None:
        known = told[component._id] = {
            name: getattr(component, name, None) for name in ("value", *_SERVERS)
        }
    news = {name: new for name, new in change.items() if name not in known or known[name] != new}
    known |= news
    return {**news, **UNCHANGED}

"""The compare tab alone, on a stand-in engine and a real store: its handlers called by name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from store import Person, Store
from tests.reasoning.runs import thinker
from tests.reasoning.stand_in import StandIn
from tests.ui.accounts import PASSWORD, asked_by, store_at
from ui.services import Services
from ui.tabs import compare
from ui.tabs.compare.controls import View

QUESTION = "Which?\nA) gout\nB) migraine"
THOUGHT = "joint pain counts"


def by_pain(so_far: str, seed: int) -> str:
    return "B) migraine" if "pain" in so_far else "A) gout"


@dataclass
class Tab:
    """The tab, and what stands behind it."""

    blocks: Any
    services: Services
    engine: StandIn
    store: Store
    ada: Person
    eve: Person

    def element(self, name: str) -> Any:
        return next(
            b for b in self.blocks.blocks.values() if getattr(b, "elem_id", "") == f"compare-{name}"
        )

    def handler(self, name: str) -> Any:
        return next(f.fn for f in self.blocks.fns.values() if f.name == name)

    async def call(self, name: str, *args: Any, person: Person | None = None) -> AsyncIterator:
        """What a streaming handler sends, by element id."""
        async for update in self.handler(name)(*args, asked_by(person or self.ada)):
            yield named(update)

    async def all(self, name: str, *args: Any, person: Person | None = None) -> list[dict]:
        return [update async for update in self.call(name, *args, person=person)]

    def values(self, view: View, **changes: Any) -> dict[Any, Any]:
        """What Run reads, as the page has it at first, but for the changes (by element id)."""
        run = next(f for f in self.blocks.fns.values() if f.name == "run")
        found = {block: getattr(block, "value", None) for block in run.inputs}
        state = next(block for block in found if isinstance(block, gr.State))
        found[state] = view
        found[self.element("question")] = QUESTION
        found[self.element("budgets")] = ["at once (0)", "16 tokens", "as long as it wants"]
        for name, value in changes.items():
            found[self.element(name.replace("_", "-"))] = value
        return found

    async def run(self, view: View | None = None, **changes: Any) -> list[dict]:
        return await self.all("run", self.values(view or View(), **changes))


def named(update: dict[Any, Any]) -> dict[str, Any]:
    return {
        (getattr(c, "elem_id", None) or "state").removeprefix("compare-"): value
        for c, value in update.items()
    }


def tab_at(folder: Path, engine: StandIn | None = None, *others: StandIn) -> Tab:
    """`others`: more models, each under the name that it has."""
    store = store_at(folder)
    engine = engine or thinker(THOUGHT, by_pain, context=1024)
    services = Services(
        engines={one.model.name: one for one in (engine, *others)}, store=store, answer_tokens=64,
        most_samples=8,
    )  # fmt: skip
    ada, eve = (store.people.add(name, PASSWORD, "user") for name in ("Ada", "Eve"))
    with gr.Blocks(analytics_enabled=False) as blocks:
        compare.build(services)
    return Tab(blocks, services, engine, store, ada, eve)

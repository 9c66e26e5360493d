"""The page on a stand-in engine: built once, its handlers called as the server would."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from tests.reasoning.runs import thinker
from tests.reasoning.stand_in import StandIn
from ui import page
from ui.services import Services

PAGE_ID = "a-page"


class Kept:
    """A store that keeps traces in a list."""

    def __init__(self) -> None:
        self.traces: list[dict[str, Any]] = []

    def save_trace(self, record: dict[str, Any]) -> None:
        self.traces.append(record)


@dataclass
class Built:
    """A page, and what stands behind it."""

    blocks: Any
    services: Services
    engine: StandIn
    store: Kept

    def handler(self, name: str, tab: str) -> Callable[..., Any]:
        """The function behind an event, by its name and its tab's module."""
        return next(
            f.fn
            for f in self.blocks.fns.values()
            if f.name == name and f.fn.__module__.endswith(tab)
        )

    async def updates(self, name: str, tab: str, *args: Any) -> AsyncIterator[dict[str, Any]]:
        """What a streaming handler sends, by element id (a state's key is "state")."""
        request = SimpleNamespace(session_hash=PAGE_ID)
        async for update in self.handler(name, tab)(*args, request):
            yield {getattr(c, "elem_id", None) or "state": value for c, value in update.items()}


@pytest.fixture
def built() -> Built:
    engine = thinker(
        "joint pain counts",
        lambda so_far, seed: "B) migraine" if "pain" in so_far else "A) gout",
        context=1024,
    )
    store = Kept()
    services = Services(
        engine=engine,
        store=store,  # type: ignore[arg-type]
        answer_tokens=64,
        most_samples=8,
        bundled=True,
    )
    return Built(page.build(services), services, engine, store)

"""The page on a stand-in engine and a real store: its handlers called as the server would."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from store import Person, Store
from tests.reasoning.runs import thinker
from tests.reasoning.stand_in import StandIn
from ui import page
from ui.accounts import Uploads
from ui.services import Services
from ui.tabs.chat.view import View

PAGE_ID = "a-page"


@dataclass
class Built:
    """A page, what stands behind it, and the person who looks at it."""

    blocks: Any
    services: Services
    engine: StandIn
    store: Store
    person: Person
    view: View = field(default_factory=View)
    uploads: Uploads = field(default_factory=Uploads)

    def handler(self, name: str, tab: str) -> Callable[..., Any]:
        """The function behind an event, by its name and its tab's module."""
        return next(
            f.fn
            for f in self.blocks.fns.values()
            if f.name == name and f.fn.__module__.endswith(tab)
        )

    def request(self, person: Person | None = None) -> Any:
        """A request of this person (of the page's own, if none is named)."""
        state = SimpleNamespace(person=person or self.person, uploads=self.uploads)
        return SimpleNamespace(session_hash=PAGE_ID, request=SimpleNamespace(state=state))

    async def updates(self, name: str, tab: str, *args: Any) -> AsyncIterator[dict[str, Any]]:
        """What a streaming handler sends, by element id (a state's key is "state")."""
        async for update in self.handler(name, tab)(*args):
            yield {getattr(c, "elem_id", None) or "state": value for c, value in update.items()}

    def traces(self) -> list[dict[str, Any]]:
        """Every run's record, oldest first."""
        found = [self.store.trace(summary.id) for summary in self.store.recent()]
        return [record for record in reversed(found) if record is not None]


def answerer(name: str = "stand-in", *, context: int = 1024) -> StandIn:
    """A model that answers by whether it has thought of pain."""
    engine = thinker(
        "joint pain counts",
        lambda so_far, seed: "B) migraine" if "pain" in so_far else "A) gout",
        context=context,
    )
    engine.model = replace(engine.model, name=name)
    return engine


def build_on(store: Store, *engines: StandIn) -> Built:
    """A page of these models; the first is the bundled one."""
    services = Services(
        engines={engine.model.name: engine for engine in engines}, store=store, answer_tokens=64,
        most_samples=8, bundled=engines[0].model.name,
    )  # fmt: skip
    person = store.people.add("Ada", "correct horse", "admin")
    return Built(page.build(services), services, engines[0], store, person)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path / 'store.db'}") as store:
        yield store


@pytest.fixture
def built(store: Store) -> Built:
    return build_on(store, answerer())

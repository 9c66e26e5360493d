"""One part of the benchmarks tab on a page of its own, its handlers called as Gradio would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import anyio

from store import Person, Store
from tests.benchmarks.runner.small import engine
from tests.ui.accounts import PASSWORD
from ui.accounts import Uploads
from ui.blocks import Blocks
from ui.services import Services


@dataclass
class NoWorker:
    """Stands in for the worker; counts how often it was woken."""

    woken: int = 0
    works: bool = False
    given_up: bool = False
    broken: int = 0
    problem: str = ""

    def wake(self) -> None:
        self.woken += 1


@dataclass
class Part:
    """The part, and an administrator who uses it."""

    build: Callable[[Any, Services], None]
    store: Store
    home: Path
    worker: NoWorker = field(default_factory=NoWorker)
    uploads: Uploads = field(default_factory=Uploads)

    def __post_init__(self) -> None:
        self.ada = self.store.people.add("Ada", PASSWORD, "admin")
        self.services = Services(
            {"stand-in": engine()}, self.store, 32, 8,
            home=self.home, worker=self.worker,  # type: ignore[arg-type]
        )  # fmt: skip
        with Blocks(analytics_enabled=False) as page:
            self.build(page, self.services)
        self.page: Any = page

    def handlers(self) -> dict[str, Callable[..., Any]]:
        return {f.name: f.fn for f in self.page.fns.values()}

    def asked_by(self, person: Person | None) -> Any:
        state = SimpleNamespace(person=person, uploads=self.uploads)
        return SimpleNamespace(session_hash="a-page", request=SimpleNamespace(state=state))

    def call(self, name: str, *args: Any) -> dict[str, Any]:
        """What a handler shows, by element id; it runs beside a loop, as Gradio runs it."""
        handler = partial(self.handlers()[name], *args, self.asked_by(self.ada))
        shown = anyio.run(anyio.to_thread.run_sync, handler)
        return {getattr(c, "elem_id", None) or "state": value for c, value in shown.items()}

    def on_a_new_server(self, name: str, *values: Any) -> list[Any]:
        """What a handler is given of an open page's values after a new start of the app."""
        event = next(f for f in self.page.fns.values() if f.name == name)
        given: list[Any] = anyio.run(self.page.preprocess_data, event, list(values), None)
        return given

    def component(self, elem_id: str) -> Any:
        """A component of the page by its id."""
        return next(c for c in self.page.blocks.values() if getattr(c, "elem_id", "") == elem_id)

    def run(self) -> Any:
        """The only run."""
        (run,) = self.store.benchmarks.list()
        return run

"""Benchmark runs in a store, and a part of the administrator's page that shows them."""

from __future__ import annotations

import inspect
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import gradio as gr
import pytest

from store import BenchmarkRun, Store
from tests.benchmarks.runner import small
from tests.ui.accounts import PASSWORD
from tests.ui.benchmark_part import Part
from ui.accounts import words

HOSTILE = "<img src=x onerror=alert(1)>"
BUDGETS = (0, 4, 8)


def finished(
    store: Store, folder: Path, *, seed: int = 0, answer: Any = None, **changes: Any
) -> BenchmarkRun:
    """A run of three questions at three budgets.

    Question 0 is wrong at first and right from 4 tokens on, the others the other way round.
    """
    folder.mkdir(exist_ok=True)
    asked = {"budgets": BUDGETS, "mode": "ladder", "seed": seed, "cache": False}
    if "count" in changes or "question" in changes:
        kinds = {name: changes.pop(name) for name in ("count", "question") if name in changes}
        changes["data"] = small.questions(folder, **kinds)
    request = small.asked(folder, **asked, **changes)
    run, _ = anyio.run(partial(small.ran, store, request, small.engine(answer)))
    return run


class Panel(Part):
    """A sub-tab, and a user who may not use it."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.uma = self.store.people.add("Uma", PASSWORD, "user")

    def call(self, name: str, *args: Any) -> dict[str, Any]:
        """What a handler shows, by element id without the sub-tab's own; a state is "state"."""
        return {name.split("-", 2)[-1]: shown for name, shown in super().call(name, *args).items()}

    def refuses_others(self, *args: Any) -> None:
        """Every handler refuses a user and nobody, and no event is open to other clients."""
        for handler in self.handlers().values():
            asked = len(inspect.signature(handler).parameters) - 1
            given = [*args, *[None] * asked][:asked]
            for person, line in ((self.uma, words.ADMIN_ONLY), (None, words.SIGN_IN_FIRST)):
                with pytest.raises(gr.Error, match=line):
                    handler(*given, self.asked_by(person))
        events = self.page.config["dependencies"]
        assert {(e["api_visibility"], e["queue"]) for e in events} == {("private", False)}

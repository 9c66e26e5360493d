"""The administrator's panel: its handlers called as Gradio would, and its mount over HTTP."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import anyio
import gradio as gr
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from reasoning.engines.base import Capabilities
from store import Person, Store
from tests.reasoning.runs import thinker
from tests.ui.accounts import PASSWORD, asked_by, store_at
from ui import admin
from ui.accounts import Accounts, Guard, new_account, words
from ui.admin import health, models, people, stored
from ui.services import Services

TABS = ("health", "models", "people", "benchmarks", "stored")


class Page:
    """The panel, and an administrator and a user who may or may not use it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.services = Services(
            {"tiny": thinker("so", lambda *_: "A"), "large": thinker("so", lambda *_: "B")},
            store, 64, 8,
        )  # fmt: skip
        self.blocks = admin.build(self.services)
        self.ada, self.token = new_account(store.people, "Ada", PASSWORD, "admin")

    def handlers(self) -> dict[str, Callable[..., Any]]:
        return {f.name: f.fn for f in self.blocks.fns.values()}

    def call(self, name: str, *args: Any, by: Person | None = None) -> Any:
        """What a handler shows, by element id; it runs beside a loop, as Gradio runs it."""
        handler = partial(self.handlers()[name], *args, asked_by(by or self.ada))
        shown = anyio.run(anyio.to_thread.run_sync, handler)
        if not isinstance(shown, dict):
            return shown
        return {getattr(c, "elem_id", None) or "state": value for c, value in shown.items()}

    def said(self, name: str, *args: Any) -> str:
        return str(self.call(name, *args)["people-said"])


@pytest.fixture
def panel(tmp_path: Path) -> Iterator[Page]:
    with store_at(tmp_path) as store:
        yield Page(store)


@pytest.fixture
def uma(panel: Page) -> Person:
    return panel.store.people.add("Uma", PASSWORD, "user")


def test_every_handler_refuses_whoever_is_no_administrator(panel: Page, uma: Person) -> None:
    called = 0
    for name, handler in panel.handlers().items():
        if name == "who":  # the head's bar, which is everybody's
            continue
        asked = len(inspect.signature(handler).parameters) - 1
        for person, line in ((uma, words.ADMIN_ONLY), (None, words.SIGN_IN_FIRST)):
            with pytest.raises(gr.Error, match=line):
                handler(*[uma.id] * asked, asked_by(person))
        called += 1
    assert called == 36
    assert panel.store.people.all() == [panel.ada, uma]


def test_no_event_is_queued_or_offered_as_an_api(panel: Page) -> None:
    events = panel.blocks.config["dependencies"]
    assert {(e["api_visibility"], e["queue"]) for e in events} == {("private", False)}


def test_its_page_holds_no_data_before_an_administrator_asks(panel: Page, uma: Person) -> None:
    config = str(admin.build(panel.services).config)
    for secret in ("Uma", uma.id, "stand-in", "large", panel.store.name):
        assert secret not in config


def test_element_ids_are_unique_and_named_after_their_tab(panel: Page) -> None:
    ids = [c["props"].get("elem_id") for c in panel.blocks.config["components"]]
    ids = [name for name in ids if name]
    assert len(ids) == len(set(ids))
    assert {name.partition("-")[0] for name in ids} == {"page", *TABS}


def test_health_tells_what_runs(panel: Page) -> None:
    shown = panel.call("show_health")
    for value in (health.version(), "tiny, revision 1", "large, revision 1", "0 min", "<td>0</td>"):
        assert value in shown
    assert [health.duration(s) for s in (59, 3600, 90_061)] == [
        "0 min",
        "1 h 0 min",
        "1 d 1 h 1 min",
    ]


def test_health_counts_what_is_going_on(panel: Page) -> None:
    panel.services.answers._live["a conversation"] = SimpleNamespace()  # type: ignore[assignment]
    assert "<td>1</td>" in panel.call("show_health")


def test_models_tell_every_model_and_capability(panel: Page) -> None:
    panel.services.engine("large").capabilities = Capabilities(images=True)
    served, capabilities = panel.call("show_models")
    for head in (served, capabilities):
        assert '<th scope="col">tiny (the default)</th><th scope="col">large</th>' in head
    assert served.count("set price_prompt") == 2
    assert "<td>Images</td><td>no</td><td>yes</td>" in capabilities
    assert set(models.CAPABILITIES) == set(Capabilities.__dataclass_fields__)
    assert capabilities.count("<tr>") == 1 + len(models.CAPABILITIES)


def test_stored_says_how_much_and_what_to_do_when_there_is_nothing(panel: Page) -> None:
    shown = panel.call("show_stored")
    assert stored.NOTHING in shown
    assert panel.store.name in shown
    assert [stored.size(n) for n in (0, 999, 1000, 1_540_000, 2e12, 3e15)] == [
        "0 bytes", "999 bytes", "1.0 kB", "1.5 MB", "2.0 TB", "3000.0 TB",
    ]  # fmt: skip


def test_an_administrator_alone_is_told_to_add_somebody(panel: Page) -> None:
    shown = panel.call("show_people")
    assert people.ALONE in shown["people-list"]
    assert shown["people-chosen"]["choices"] == [("Ada", panel.ada.id)]


def test_opening_the_page_takes_nothing_back_that_was_typed_by_then(panel: Page) -> None:
    assert panel.call("show_people").keys() == {"people-list", "people-chosen"}
    added = panel.call("add_person", "Bo", PASSWORD, "user")
    assert added["people-add-name"] == added["people-add-password"] == ""


def test_people_are_added_with_a_role(panel: Page) -> None:
    shown = panel.call("add_person", " Uma ", PASSWORD, "user")
    assert "Uma has an account now (user)" in shown["people-said"]
    assert "<td>Uma</td><td>User</td>" in shown["people-list"]
    assert shown["people-add-password"] == ""
    assert panel.store.people.check("Uma", PASSWORD)


@pytest.mark.parametrize(
    ("name", "password", "role", "line"),
    [
        ("uma", PASSWORD, "user", "is taken"),
        (None, None, "user", "is not allowed"),
        ("Eve", "short", "user", "8 to 1024 characters"),
        ("Eve", PASSWORD, "owner", "allowed: admin, user"),
    ],
)
def test_what_does_not_fit_is_one_line_and_changes_nothing(
    panel: Page, uma: Person, name: str | None, password: str | None, role: str, line: str
) -> None:
    shown = panel.call("add_person", name, password, role)
    assert list(shown) == ["people-said"]  # the boxes keep what was typed
    assert line in shown["people-said"]
    assert "error-line" in shown["people-said"]
    assert panel.store.people.all() == [panel.ada, uma]


def test_a_person_is_changed(panel: Page, uma: Person) -> None:
    kept = panel.store.people
    token = kept.open_session(uma.id, 60)
    assert "administrator now" in panel.said("make_admin", uma.id)
    assert kept.session(token).role == "admin"  # type: ignore[union-attr]
    assert "a user now" in panel.said("make_user", uma.id)
    assert "new password" in panel.said("set_password", uma.id, "quite another one")
    assert kept.session(token) is None
    assert kept.check("Uma", "quite another one")
    assert "disabled" in panel.said("disable", uma.id)
    assert not kept.check("Uma", "quite another one")
    assert "<td>disabled</td>" in panel.call("show_people")["people-list"]
    assert "can sign in again" in panel.said("enable", uma.id)
    assert kept.check("Uma", "quite another one")


def test_removing_asks_first(panel: Page, uma: Person) -> None:
    asked = panel.call("ask_to_remove", uma.id)
    assert asked["people-confirm"]["visible"] is True
    assert "Remove Uma" in asked["people-question"]
    assert asked["state"] == uma.id
    assert panel.call("keep")["state"] is None
    assert panel.store.people.get(uma.id)
    assert "Uma is removed" in panel.said("remove", asked["state"])
    assert panel.store.people.all() == [panel.ada]
    assert "removed already" in panel.said("remove", uma.id)
    assert "removed already" in panel.said("ask_to_remove", uma.id)


def test_ones_own_account_and_nobody_are_refused(panel: Page) -> None:
    for name in ("make_user", "make_admin", "disable", "enable", "ask_to_remove", "remove"):
        assert "your own account" in panel.said(name, panel.ada.id)
        assert "Choose a person first" in panel.said(name, None)
    assert "your own account" in panel.said("set_password", panel.ada.id, PASSWORD)
    assert panel.store.people.all() == [panel.ada]


def test_hostile_text_in_a_name_is_shown_as_text(panel: Page) -> None:
    name = "<img src=x onerror=alert(1)>"
    hostile = panel.store.people.add(name, PASSWORD, "user")
    shown = panel.call("show_people")["people-list"]
    for value in (
        shown,
        panel.said("make_admin", hostile.id),
        panel.call("ask_to_remove", hostile.id)["people-question"],
        panel.said("add_person", name, PASSWORD, "user"),
    ):
        assert "<img" not in value
        assert "&lt;img" in value


def test_the_mount_asks_once_more_than_the_guard(panel: Page, uma: Person) -> None:
    """Without the guard's word nobody is known, so Gradio itself refuses."""
    app = admin.mount(FastAPI(openapi_url=None), panel.services)
    alone = TestClient(app, "http://127.0.0.1")
    for path in ("/admin/", "/admin/config"):
        assert alone.get(path).status_code == 401
    accounts = Accounts(panel.store.people, "http://127.0.0.1:7860")
    guarded = Guard(app, lambda: accounts)
    for token, status in (
        (panel.token, 200),
        (panel.store.people.open_session(uma.id, 60), 403),
        ("", 401),
    ):
        client = TestClient(guarded, "http://127.0.0.1", cookies={accounts.cookie: token})
        assert client.get("/admin/config").status_code == status
        assert client.get("/admin").status_code == status  # by way of a redirect to "/admin/"

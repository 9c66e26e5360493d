"""A server that is killed: what it had kept is there after the next start."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from store import Store
from tests.e2e.conftest import (
    START_SECONDS,
    App,
    Visitor,
    choose,
    rambling_server,
    running,
    shoot,
    wait_done,
)

pytestmark = pytest.mark.timeout(300)


def test_what_is_kept_survives_the_server_s_being_killed_and_is_its_owner_s_only(
    tmp_path: Path, chromium: Browser
) -> None:
    with rambling_server() as (_, settings):
        with running(tmp_path, **settings) as (process, address, _):
            app = App(address, tmp_path / "home")
            token, other = app.account("Ada"), app.account("Bob")
            page = Visitor(chromium, address, token).open()
            page.get_by_role("button", name="Short").click()
            page.fill("#chat-question textarea", "Or what else?")
            page.press("#chat-question textarea", "Enter")
            wait_done(page, "chat-status")
            page.wait_for_url("**/?c=*")
            chat = page.url.partition("?c=")[2]
            page.goto(address)
            page.get_by_role("tab", name="Compare").click()
            page.fill("#compare-question textarea", "What is 2 + 3?")
            page.get_by_label("Each on its own").check()
            page.wait_for_selector("#compare-own-budget-2 input")
            choose(page, "compare-own-budget-2", "as long as it wants")
            choose(page, "compare-own-samples-2", "16")
            page.click("#compare-run")
            page.wait_for_function("location.search.includes('compare=')")
            wait_until_kept(app)
            here = page.url.partition("?")[2]
            process.kill()
            process.wait(timeout=20)
            page.context.close()
        with running(tmp_path, **settings) as (_, address, _):
            page = Visitor(chromium, address, token).open()
            page.goto(f"{address}/?{here}")
            page.wait_for_selector("#compare-table table")
            assert "app ended while this was running" in page.inner_text("#compare-status-2")
            assert "app ended" not in page.inner_text("#compare-status-0")
            assert len(page.inner_text("#compare-thought-2")) > 100
            assert "broken off" in page.inner_text("#compare-status")
            assert page.input_value("#compare-question textarea") == "What is 2 + 3?"
            shoot(page, "compare-killed")
            page.goto(f"{address}/?c={chat}")
            expect(page.locator("[data-testid=user]")).to_contain_text("Or what else?")
            for said in ("Thought", "It is 42."):
                expect(page.locator("#chat-log")).to_contain_text(said)
            page.context.close()
            page = Visitor(chromium, address, other).open(query=f"?c={chat}")
            expect(page.locator("[data-testid=user]")).to_have_count(0)
            for path in (f"conversations/{chat}.md", f"conversations/{chat}.json"):
                assert page.request.get(f"{address}/{path}").status == 404
            page.context.close()


def wait_until_kept(app: App) -> None:
    """Until the store has the first column whole and a part of the last, which goes on."""
    deadline = time.monotonic() + START_SECONDS
    with Store(f"sqlite:///{app.home / 'deliberate.db'}") as store:
        person = next(one for one in store.people.all() if one.name == "Ada")
        while time.monotonic() < deadline:
            (kept,) = store.comparisons.list(person.id)
            first, *_, last = kept.body["columns"]
            if first["row"] and last["thoughts"] and not last["row"]:
                return
            threading.Event().wait(0.1)
    pytest.fail("nothing was kept while it went on")

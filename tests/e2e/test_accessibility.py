"""What axe finds against the WCAG's levels A and AA on every page, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import (
    ADMIN_TABS,
    App,
    Furnished,
    Visitor,
    fill_example,
    open_admin,
    open_admin_tab,
    wait_done,
)

pytestmark = pytest.mark.timeout(300)

OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
}
GRAVE = ("serious", "critical")


class Auditor:
    """Looks at one page as it is shown, and keeps what is wrong with it."""

    def __init__(self, page: Page) -> None:
        self.page, self._axe = page, Axe()
        self.found: list[str] = []
        self.looked = 0

    def look(self, name: str) -> None:
        """Every rule of levels A and AA on the page as it is."""
        # What is still on its way to its colour would be judged by a colour that nobody sees.
        self.page.wait_for_function(
            "document.getAnimations().every(a => a.playState !== 'running')"
        )
        result = self._axe.run(self.page, options=OPTIONS).response
        assert not any(rule["id"] == "color-contrast" for rule in result["inapplicable"]), name
        self.looked += 1
        self.found += [
            f"{name}: {rule['id']}: {node['target']}: {node['failureSummary']}"
            for rule in result["violations"]
            for node in rule["nodes"]
            if _impact(rule, node) in GRAVE
        ]


def _impact(rule: dict[str, Any], node: dict[str, Any]) -> str:
    return str(node["impact"] or rule["impact"])


@pytest.fixture(params=["light", "dark"])
def auditor(
    request: pytest.FixtureRequest, chromium: Browser, app: App, furnished: Furnished
) -> Iterator[Auditor]:
    page = Visitor(chromium, app.address, furnished.token).open(colour=request.param)
    auditor = Auditor(page)
    yield auditor
    page.context.close()
    assert auditor.looked
    assert auditor.found == []


def test_axe_finds_nothing_grave_in_the_chat(auditor: Auditor, furnished: Furnished) -> None:
    page = auditor.page
    page.wait_for_selector(".person-bar")
    auditor.look("chat, empty")
    page.click("#chat-send")
    page.wait_for_selector("#chat-question-error .error-line")
    auditor.look("chat, refused")
    page.goto(furnished.chat)
    page.wait_for_selector(".thought-group")
    auditor.look("chat, answered")
    page.get_by_role("button", name="Thought", exact=True).click()
    expect(page.locator(".thought-group .message-content")).to_be_visible()
    for folded in ("#chat-more", "#chat-this"):
        page.locator(folded).get_by_role("button").first.click()
    expect(page.locator("#chat-title input")).to_be_visible()
    auditor.look("chat, everything open")


def test_axe_finds_nothing_grave_in_a_vote(auditor: Auditor) -> None:
    page = auditor.page
    fill_example(page, "chat", "Sum, easy")
    page.locator("#chat-samples").get_by_label("4", exact=True).check()
    page.click("#chat-send")
    wait_done(page, "chat-status")
    page.get_by_role("button", name="Thought", exact=True).click()
    page.get_by_role("button", name="Sample 2", exact=True).click()
    auditor.look("chat, a vote")


def test_axe_finds_nothing_grave_in_compare(auditor: Auditor, furnished: Furnished) -> None:
    page = auditor.page
    page.get_by_role("tab", name="Compare").click()
    page.wait_for_selector("#compare-question textarea")
    auditor.look("compare, empty")
    page.goto(furnished.comparison)
    page.wait_for_selector("#compare-table table")
    for folded in ("#compare-more", "#compare-past"):
        page.locator(folded).get_by_role("button").first.click()
    expect(page.locator("#compare-list label")).not_to_have_count(0)
    auditor.look("compare, results")
    page.get_by_label("Each on its own").check()
    page.wait_for_selector("#compare-own-budget-2 input")
    page.locator("#compare-share input").check()
    page.wait_for_selector("#compare-link a")
    auditor.look("compare, columns of one's own, shared")
    page.locator("#compare-share input").uncheck()
    expect(page.locator("#compare-link a")).to_have_count(0)


def test_axe_finds_nothing_grave_in_administration_and_accounts(
    auditor: Auditor, app: App, unclaimed: str
) -> None:
    page = auditor.page
    open_admin(page, app.address)
    for tab in ADMIN_TABS:
        open_admin_tab(page, tab)
        auditor.look(f"administration, {tab}")
    page.goto(f"{app.address}/password")
    auditor.look("account")
    page.context.clear_cookies()
    page.goto(f"{app.address}/login")
    auditor.look("sign-in")
    page.get_by_label("Name").fill("nobody")
    page.get_by_label("Password").fill("a wrong password")
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-line")
    auditor.look("sign-in, refused")
    page.goto(unclaimed)
    auditor.look("welcome")

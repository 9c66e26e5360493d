"""How every page looks, light and dark, on a desktop and a phone.

Each is photographed for people to look at, into a folder that git ignores. What can be checked by
itself is: no page is wider than the screen, each is as dark as the system asks, and axe finds
nothing grave in it by the WCAG's levels A and AA. Axe looks at two of the four: both sizes, and
both colours.
"""

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
    shoot,
    wait_done,
)

pytestmark = pytest.mark.timeout(300)

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
SCREENS = ("desktop-light", "phone-dark", "desktop-dark", "phone-light")
LOOKED_AT_BY_AXE = SCREENS[:2]

OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
}
GRAVE = ("serious", "critical")


class Eye:
    """Looks at one page as it is shown, and keeps what no person should have to see."""

    def __init__(self, page: Page, screen: str) -> None:
        self.page, self.screen = page, screen
        self._axe = Axe() if screen in LOOKED_AT_BY_AXE else None
        self.found: list[str] = []

    def look(self, name: str) -> None:
        """A picture of the page as it is, and what is wrong with it."""
        # What is still on its way to its colour would be judged by a colour that nobody sees.
        self.page.wait_for_function(
            "document.getAnimations().every(a => a.playState !== 'running')"
        )
        shoot(self.page, f"{name}-{self.screen}")
        wide, screen, shade = self.page.evaluate(
            """() => [
                document.documentElement.scrollWidth,
                window.innerWidth,
                Math.max(...getComputedStyle(document.body).backgroundColor.match(/\\d+/g)),
            ]"""
        )
        if wide > screen:
            self.found.append(f"{name} is {wide} pixels wide on a screen of {screen}")
        if (shade < 128) is not self.screen.endswith("dark"):
            self.found.append(f"{name} has a background of brightness {shade}")
        if self._axe is not None:
            self._ask_axe(name, self._axe)

    def _ask_axe(self, name: str, axe: Axe) -> None:
        result = axe.run(self.page, options=OPTIONS).response
        assert not any(rule["id"] == "color-contrast" for rule in result["inapplicable"]), name
        self.found += [
            f"{name}: {rule['id']}: {node['target']}: {node['failureSummary']}"
            for rule in result["violations"]
            for node in rule["nodes"]
            if _impact(rule, node) in GRAVE
        ]


def _impact(rule: dict[str, Any], node: dict[str, Any]) -> str:
    return str(node["impact"] or rule["impact"])


@pytest.fixture(params=SCREENS)
def eye(
    request: pytest.FixtureRequest, chromium: Browser, app: App, furnished: Furnished
) -> Iterator[Eye]:
    size, colour = request.param.split("-")
    visitor = Visitor(chromium, app.address, furnished.token)
    page = visitor.open(*SIZES[size], colour)
    eye = Eye(page, request.param)
    yield eye
    page.context.close()
    assert eye.found == []
    assert (visitor.outside, visitor.faults) == ([], [])


def test_the_chat_can_be_looked_at(eye: Eye, furnished: Furnished) -> None:
    page = eye.page
    page.wait_for_selector(".person-bar")
    eye.look("chat-empty")
    page.click("#chat-send")
    page.wait_for_selector("#chat-question-error .error-line")
    eye.look("chat-refused")
    page.goto(furnished.chat)
    page.wait_for_selector(".thought-group")
    eye.look("chat-answer")
    page.get_by_role("button", name="Thought", exact=True).press("Enter")
    expect(page.locator(".thought-group .message-content")).to_be_visible()
    for folded in ("#chat-more", "#chat-this"):
        page.locator(folded).get_by_role("button").first.click()
    expect(page.locator("#chat-title input")).to_be_visible()
    eye.look("chat-open")
    page.goto(page.url.partition("?")[0])
    fill_example(page, "chat", "Sum, easy")
    page.locator("#chat-samples").get_by_label("4", exact=True).check()
    page.click("#chat-send")
    wait_done(page, "chat-status")
    for name in ("Thought", "Sample 2"):
        page.get_by_role("button", name=name, exact=True).press("Enter")
    expect(page.locator(".thought-group .thought-group .message-content")).to_be_visible()
    eye.look("chat-vote")


def test_comparisons_can_be_looked_at(eye: Eye, furnished: Furnished) -> None:
    page = eye.page
    page.get_by_role("tab", name="Compare").click()
    page.wait_for_selector("#compare-question textarea")
    eye.look("compare-empty")
    page.goto(furnished.comparison)
    page.wait_for_selector("#compare-table table")
    for folded in ("#compare-more", "#compare-past"):
        page.locator(folded).get_by_role("button").first.click()
    expect(page.locator("#compare-list label")).not_to_have_count(0)
    eye.look("compare-results")
    page.get_by_label("Each on its own").check()
    page.wait_for_selector("#compare-own-budget-2 input")
    page.locator("#compare-share input").check()
    page.wait_for_selector("#compare-link a")
    eye.look("compare-own")
    page.locator("#compare-share input").uncheck()
    expect(page.locator("#compare-link a")).to_have_count(0)


def test_administration_and_accounts_can_be_looked_at(eye: Eye, app: App, unclaimed: str) -> None:
    page = eye.page
    open_admin(page, app.address)
    for tab in ADMIN_TABS:
        open_admin_tab(page, tab)
        eye.look(f"admin-{tab.lower()}")
    page.goto(f"{app.address}/password")
    eye.look("account")
    page.context.clear_cookies()
    page.goto(f"{app.address}/login")
    eye.look("sign-in")
    page.get_by_label("Name").fill("nobody")
    page.get_by_label("Password").fill("a wrong password")
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-line")
    eye.look("sign-in-refused")
    # Another app's, so a page that the visitor does not watch.
    eye.page = page.context.new_page()
    eye.page.goto(unclaimed)
    eye.page.wait_for_selector("input[name=again]")
    eye.look("welcome")

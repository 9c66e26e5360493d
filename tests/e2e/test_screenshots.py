"""Pictures of every page, light and dark, on a desktop and a phone, for people to look at.

They go into a folder that git ignores. What can be checked by itself is: no page is wider than the
screen, and each is as dark as the system asks.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import (
    ADMIN_TABS,
    App,
    Furnished,
    Visitor,
    open_admin,
    open_admin_tab,
    shoot,
)

pytestmark = pytest.mark.timeout(300)

SCREENS = [
    pytest.param(width, height, colour, id=f"{name}-{colour}")
    for name, width, height in (("desktop", 1280, 900), ("phone", 390, 844))
    for colour in ("light", "dark")
]


class Camera:
    """Takes one page's pictures, and says which of them no person should have to see."""

    def __init__(self, page: Page, screen: str, dark: bool) -> None:
        self.page, self.screen, self.dark = page, screen, dark
        self.faults: list[str] = []

    def take(self, name: str) -> None:
        """A picture of the page as it is."""
        shoot(self.page, f"{name}-{self.screen}")
        wide, screen, shade = self.page.evaluate(
            """() => [
                document.documentElement.scrollWidth,
                window.innerWidth,
                Math.max(...getComputedStyle(document.body).backgroundColor.match(/\\d+/g)),
            ]"""
        )
        if wide > screen:
            self.faults.append(f"{name} is {wide} pixels wide on a screen of {screen}")
        if (shade < 128) is not self.dark:
            self.faults.append(f"{name} has a background of brightness {shade}")


@pytest.fixture
def camera(
    request: pytest.FixtureRequest,
    chromium: Browser,
    app: App,
    furnished: Furnished,
    width: int,
    height: int,
    colour: str,
) -> Iterator[Camera]:
    visitor = Visitor(chromium, app.address, furnished.token)
    page = visitor.open(width, height, colour)
    camera = Camera(page, request.node.callspec.id, colour == "dark")
    yield camera
    page.context.close()
    assert camera.faults == []
    assert (visitor.outside, visitor.faults) == ([], [])


@pytest.mark.parametrize(("width", "height", "colour"), SCREENS)
def test_every_page_fits_the_screen(
    camera: Camera, app: App, furnished: Furnished, unclaimed: str
) -> None:
    page = camera.page
    page.wait_for_selector(".person-bar")
    camera.take("chat-empty")
    page.get_by_role("tab", name="Compare").click()
    page.wait_for_selector("#compare-question textarea")
    camera.take("compare-empty")
    page.goto(furnished.chat)
    page.wait_for_selector(".thought-group")
    camera.take("chat-answer")
    page.locator(".thought-group button").first.click()
    page.wait_for_selector(".thought-group .message-content")
    camera.take("chat-thought")
    page.goto(furnished.comparison)
    page.wait_for_selector("#compare-table table")
    camera.take("compare-results")
    page.get_by_label("Each on its own").check()
    page.wait_for_selector("#compare-own-budget-2 input")
    camera.take("compare-own")
    open_admin(page, app.address)
    for tab in ADMIN_TABS:
        open_admin_tab(page, tab)
        camera.take(f"admin-{tab.lower()}")
    page.goto(f"{app.address}/password")
    camera.take("account")
    page.context.clear_cookies()
    page.goto(f"{app.address}/login")
    page.wait_for_selector("input[name=password]")
    camera.take("sign-in")
    # Another app's, so a page that the visitor does not watch.
    camera.page = page.context.new_page()
    camera.page.goto(unclaimed)
    camera.page.wait_for_selector("input[name=again]")
    camera.take("welcome")

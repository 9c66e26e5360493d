"""Everything by keyboard alone, and always with a sign of where the keyboard is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import App

expect.set_options(timeout=60_000)

#: More than any page has places where Tab stops.
MOST_STOPS = 120

_HERE = """() => {
    const here = document.activeElement;
    if (!here || here === document.body) return null;
    const style = getComputedStyle(here), box = here.getBoundingClientRect();
    return {
        name: `${here.tagName} #${here.closest("[id]")?.id} ${here.textContent.slice(0, 30)}`,
        outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
        seen: box.width > 0 && box.height > 0 && style.visibility === "visible"
            && box.bottom > 0 && box.top < window.innerHeight
            && box.right > 0 && box.left < window.innerWidth,
    };
}"""


class Hands:
    """Two hands on a keyboard: no mouse, and nothing that a person could not press."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.unmarked: set[str] = set()

    def go_to(self, place: Locator, key: str = "Tab") -> None:
        """Press Tab (or Shift+Tab) until the place has the focus."""
        for _ in range(MOST_STOPS):
            self.page.keyboard.press(key)
            here = self.page.evaluate(_HERE)
            if here and (here["outline"] < 2 or not here["seen"]):
                self.unmarked.add(here["name"])
            if place.evaluate_all("all => all.includes(document.activeElement)"):
                return
        pytest.fail(f"Tab never comes to {place}")

    def press(self, *keys: str) -> None:
        """Press keys where the focus is."""
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, place: Locator, text: str) -> None:
        """Go to a field, and write over what is there."""
        self.go_to(place)
        self.press("Control+a")
        self.page.keyboard.type(text)


@pytest.mark.timeout(420)
def test_everything_can_be_done_by_keyboard_alone(rambling: App, chromium: Browser) -> None:
    rambling.account("Kay")
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(60_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    hands = Hands(page)
    find = page.locator

    page.goto(rambling.address)
    expect(find("input[name=name]")).to_be_focused()  # by itself
    page.keyboard.type("Kay")
    hands.write(find("input[name=password]"), "a long password")
    hands.press("Enter")
    find(".person-bar").wait_for()

    chat(hands)
    compare(hands)

    hands.go_to(page.get_by_role("button", name="Sign out"), "Shift+Tab")
    hands.press("Enter")
    page.wait_for_url("**/login")
    assert hands.unmarked == set()
    assert faults == []
    page.context.close()


def chat(hands: Hands) -> None:
    page, find = hands.page, hands.page.locator
    question, send, stop = find("#chat-question textarea"), find("#chat-send"), find("#chat-stop")
    said, users = find("#chat-status .status"), find("[data-testid=user]")

    hands.go_to(find("#chat-model input"))
    expect(find("#chat-model [role=option]").first).to_be_visible()
    budget = find('#chat-budget input[type="range"]')
    hands.go_to(budget)
    expect(find("#chat-model [role=option]")).to_have_count(0)
    hands.press("End")
    expect(find("#chat-budget-words")).to_contain_text("as long as it wants")
    expect(budget).to_have_attribute("aria-valuetext", "as long as it wants")
    hands.go_to(find("#chat-samples input").last)
    hands.press("Space")
    hands.write(question, "What is 2 + 3?")
    hands.go_to(send)
    hands.press("Enter")
    find(".thought-group").first.wait_for()
    hands.go_to(stop)
    hands.press("Enter")
    expect(said).to_contain_text("stopped by you")

    thought = page.get_by_role("button", name="Thought", exact=True).last
    for key, state in (("Enter", "true"), ("Space", "false")):
        hands.go_to(thought)
        hands.press(key)
        expect(thought).to_have_attribute("aria-expanded", state)

    hands.go_to(page.get_by_role("button", name="Retry").last)
    hands.press("Enter")
    hands.go_to(stop)
    hands.press("Enter")
    expect(said).to_contain_text("stopped by you")
    expect(find("#chat-earlier")).to_be_visible()

    hands.go_to(find("#chat-new"))
    hands.press("Enter")
    expect(users).to_have_count(0)
    hands.go_to(budget)
    hands.press("Home")
    hands.go_to(find("#chat-samples input").first)
    hands.press("Space")
    hands.write(question, "What is 4 + 4?")
    hands.press("Enter")
    expect(said).to_have_attribute("data-state", "done")
    expect(find("#chat-list input")).to_have_count(2)

    old = page.get_by_role("radio", name="What is 2 + 3?")
    hands.go_to(old)
    hands.press("Space")
    expect(users).to_contain_text("2 + 3")
    hands.go_to(find("#chat-this").get_by_role("button").first)
    hands.press("Enter")
    hands.write(find("#chat-title input"), "Five")
    hands.go_to(find("#chat-rename"))
    hands.press("Enter")
    expect(page.get_by_role("radio", name="Five")).to_be_visible()


def compare(hands: Hands) -> None:
    page, find = hands.page, hands.page.locator
    hands.go_to(page.get_by_role("tab", name="Compare"), "Shift+Tab")
    hands.press("Enter")
    hands.write(find("#compare-question textarea"), "What is 2 + 3?")
    hands.go_to(page.get_by_role("radio", name="Independent runs"))
    hands.press("Space")
    hands.go_to(find("#compare-run"))
    hands.press("Enter")
    hands.go_to(find("#compare-stop-3"))
    hands.press("Enter")
    expect(find("#compare-status-3")).to_contain_text("stopped by you")
    expect(find("#compare-status .status")).to_have_attribute("data-state", "done")
    thought = page.get_by_role("group", name="Thought of column 3")
    hands.go_to(thought)
    at = thought.evaluate("box => box.scrollTop")
    hands.press("PageUp")
    page.wait_for_function("([box, at]) => box.scrollTop < at", arg=[thought.element_handle(), at])

"""Several people in one app: nobody sees what is another's, and no text becomes a script."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from store import Role
from tests.e2e.conftest import (
    ADMIN_TABS,
    TRIPWIRE,
    App,
    Furnished,
    Visitor,
    open_admin,
    open_admin_tab,
    wait_done,
)
from ui.accounts import cookie_name, words

pytestmark = pytest.mark.timeout(300)

IMAGE = '<img src=x onerror="window.hit=1">'
SCRIPT = "<script>window.hit=1</script>"
LATEX = r"$\href{javascript:window.hit=1}{x}$"
LINK = "[y](javascript:window.hit=1)"
HOSTILE = f"{IMAGE} {SCRIPT} {LATEX} {LINK}"


@dataclass(frozen=True)
class Victim:
    """A person with a conversation and a comparison that are nobody else's."""

    person: str
    token: str
    chat: str
    comparison: str

    def belongings(self, app: App) -> tuple[Any, Any]:
        """Both as they are kept."""
        with app.store() as store:
            return (
                store.conversations.to_json(self.chat, self.person),
                store.comparisons.get(self.comparison, self.person),
            )


@pytest.fixture(scope="module")
def victim(app: App, furnished: Furnished) -> Victim:
    """Somebody who has kept the same as the furnished administrator."""
    name = f"Vic {secrets.token_hex(4)}"
    token = app.account(name)
    with app.store() as store:
        ids = {person.name: person.id for person in store.people.all()}
        owner, vic = ids["Ada Furnished"], ids[name]
        record = store.conversations.to_json(furnished.chat.partition("?c=")[2], owner)
        kept = store.comparisons.get(furnished.comparison.partition("?compare=")[2], owner)
        assert kept
        return Victim(
            vic,
            token,
            store.conversations.from_json(vic, record).id,
            store.comparisons.save(vic, kept.question, kept.body).id,
        )


@dataclass(frozen=True)
class Caller:
    """Somebody who calls Gradio's own interface with any values that they like."""

    client: httpx.Client
    session: str

    def run(self, dependency: dict[str, Any], values: list[Any]) -> str:
        """All that Gradio says to one event, by its queue or past it."""
        body = {
            "data": values,
            "fn_index": dependency["id"],
            "session_hash": self.session,
            "event_data": {"index": 0, "value": "Stolen", "liked": True},
        }
        if not dependency["queue"]:
            return self.client.post("/gradio_api/run/predict", json=body).text
        joined = self.client.post("/gradio_api/queue/join", json=body)
        if joined.status_code != 200:
            return joined.text
        path = f"/gradio_api/queue/data?session_hash={self.session}"
        return self.client.get(path).text


class Events:
    """The page's events as it describes them itself: those that know what is open."""

    def __init__(self, client: httpx.Client) -> None:
        config = client.get("/config").json()
        self._components = {one["id"]: one for one in config["components"]}
        self.all = [one for one in config["dependencies"] if self._state(one) is not None]
        self._openings = {
            self._state(one): one for one in self.all if one["targets"][0][1] == "load"
        }

    def values(self, event: dict[str, Any], given: dict[str, Any]) -> list[Any]:
        """An event's inputs: what is given by element, else what the page begins with."""
        found = (self._components[number]["props"] for number in event["inputs"])
        return [given.get(props.get("elem_id") or "", props.get("value")) for props in found]

    def opening(self, event: dict[str, Any]) -> dict[str, Any]:
        """The event that opens something in the same tab."""
        return self._openings[self._state(event)]

    def _state(self, event: dict[str, Any]) -> int | None:
        inputs = event["inputs"] if event["backend_fn"] else ()
        return next((n for n in inputs if self._components[n]["type"] == "state"), None)


@pytest.mark.parametrize("role", ["user", "admin"])
def test_nobody_reads_or_changes_what_is_another_s_by_any_event(
    app: App, victim: Victim, role: Role
) -> None:
    """Even in the victim's own session of Gradio, where what they have open is remembered."""
    with _client(app, victim.token) as theirs, _client(app, _new(app, role)) as mine:
        events, before = Events(theirs), victim.belongings(app)
        secret = (before[0]["title"], before[1].question[:40])
        given = {
            "chat-here": victim.chat, "chat-list": victim.chat, "chat-title": "Stolen",
            "chat-question": {"text": "Stolen", "files": []},
            "chat-search": secret[0][:10], "chat-comment": "Stolen",
            "compare-here": victim.comparison, "compare-list": victim.comparison,
            "compare-share": True,
        }  # fmt: skip
        assert len(events.all) > 25
        for event in events.all:
            session = secrets.token_hex(8)  # a page is opened once
            owner, intruder = Caller(theirs, session), Caller(mine, session)
            opening = events.opening(event)
            shown = owner.run(opening, events.values(opening, given))
            assert any(words in shown for words in secret)
            said = intruder.run(event, events.values(event, given))
            assert not any(words in said for words in secret), event["api_name"]
            assert victim.belongings(app) == before, event["api_name"]


@pytest.mark.parametrize("role", ["user", "admin"])
def test_nobody_opens_what_is_another_s_by_its_address(
    app: App, chromium: Browser, victim: Victim, role: Role
) -> None:
    visitor = Visitor(chromium, app.address, _new(app, role))
    page = visitor.open()
    page.goto(f"{app.address}/?compare={victim.comparison}")
    page.wait_for_selector('#compare-status [data-state="error"]')
    assert page.input_value("#compare-question textarea") == ""
    # The stream of what a page asks for when it is opened ends when all of it is there, by the
    # server or by the page itself.
    other, ended = page.context.new_page(), []
    visitor.watch(other)
    for how in ("requestfinished", "requestfailed"):
        other.on(how, lambda request: ended.append(request.url))  # type: ignore[call-overload]
    other.goto(f"{app.address}/?c={victim.chat}")
    deadline = time.monotonic() + 60
    while not any("/queue/data" in url for url in ended):
        assert time.monotonic() < deadline, "what the page asks for did not come"
        other.wait_for_timeout(20)
    expect(other.locator("[data-testid=user]")).to_have_count(0)
    for path in (
        *(f"/conversations/{victim.chat}.{kind}" for kind in ("md", "json")),
        *(f"/comparisons/{victim.comparison}.{kind}" for kind in ("csv", "json", "png")),
    ):
        assert page.request.get(app.address + path).status == 404, path
    page.context.close()
    assert (visitor.outside, visitor.faults) == ([], [])


def test_a_wrong_log_in_says_the_same_for_a_wrong_name_and_a_wrong_password(app: App) -> None:
    name = f"Wanda {secrets.token_hex(4)}"
    app.account(name)
    with httpx.Client(base_url=app.address) as client:
        for form in (
            {"name": name, "password": "not the password"},
            {"name": f"{name} who is not there", "password": "a long password"},
            {"name": name, "password": "' or 1=1 --"},
        ):
            refused = client.post("/login", data=form)
            assert words.WRONG_LOGIN in refused.text
            assert "set-cookie" not in refused.headers
        for token in ("", "x" * 43, "../../etc/passwd"):
            headers = {"Cookie": f"{cookie_name(app.address)}={token}", "Accept": "text/html"}
            sent_away = client.get("/", headers=headers)
            assert (sent_away.status_code, sent_away.headers["location"]) == (303, "/login")


@pytest.fixture
def hostile(app: App, chromium: Browser) -> Iterator[tuple[Visitor, Page]]:
    """A visitor whose very name is a script."""
    name = f"{IMAGE}{secrets.token_hex(3)}"
    visitor = Visitor(chromium, app.address, app.account(name))
    page = visitor.open()
    expect(page.locator(".person-name")).to_have_text(name)
    yield visitor, page
    page.context.close()
    assert (visitor.outside, visitor.faults) == ([], [])


def harmless(page: Page) -> None:
    """Nothing that was typed has become an element that loads, runs or leads to a script."""
    bad = "img[src='x'], [onerror], a[href^='javascript'], main script, .gradio-container script"
    assert page.locator(bad).count() == 0
    assert page.evaluate("window.hit") is None


def test_a_script_in_any_field_of_the_chat_does_nothing(
    app: App, hostile: tuple[Visitor, Page]
) -> None:
    _, page = hostile
    page.locator("#chat-more").get_by_role("button").first.click()
    page.get_by_role("button", name="At once").click()
    page.fill("#chat-options textarea", f"A) {HOSTILE}\nB) {IMAGE}")
    page.fill("#chat-question textarea", HOSTILE)
    page.locator("#chat-samples").get_by_label("4", exact=True).check()
    page.click("#chat-send")
    wait_done(page, "chat-status")
    assert IMAGE in page.locator("[data-testid=user]").inner_text()
    harmless(page)
    page.get_by_role("button", name="Like", exact=True).last.click()
    page.fill("#chat-comment textarea, #chat-comment input", HOSTILE)
    page.click("#chat-save-comment")
    expect(page.locator("#chat-comment-row")).to_be_hidden()
    page.locator("#chat-this").get_by_role("button").first.click()
    page.fill("#chat-title input", f"{IMAGE} {SCRIPT}")
    page.click("#chat-rename")
    expect(page.locator("#chat-list label")).to_contain_text("onerror")
    page.fill("#chat-search input", "onerror")
    expect(page.locator("#chat-list label")).to_have_count(1)
    harmless(page)
    page.fill("#chat-search input", IMAGE)
    page.get_by_role("button", name="Edit").last.click()
    page.locator("#chat-log textarea").fill(f"{LATEX} {HOSTILE}")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#chat-earlier")).to_be_visible()
    wait_done(page, "chat-status")
    harmless(page)
    _exports_are_files(page, "#chat-export a")
    page.reload()
    page.wait_for_selector("[data-testid=user]")
    assert IMAGE in page.locator("[data-testid=user]").inner_text()
    expect(page.locator("#chat-list label")).to_contain_text("onerror")
    harmless(page)


def test_a_script_in_any_field_of_compare_does_nothing_to_its_owner_or_to_others(
    app: App, chromium: Browser, hostile: tuple[Visitor, Page]
) -> None:
    _, page = hostile
    page.get_by_role("tab", name="Compare").click()
    page.locator("#compare-more").get_by_role("button").first.click()
    page.fill("#compare-options textarea", f"A) {HOSTILE}\nB) {SCRIPT}")
    page.fill("#compare-gold input", HOSTILE)
    page.fill("#compare-question textarea", HOSTILE)
    page.click("#compare-run")
    page.wait_for_selector("#compare-question-error .error-line, #compare-status [data-state=done]")
    harmless(page)
    page.fill("#compare-gold input", "A")
    page.click("#compare-run")
    wait_done(page, "compare-status")
    page.wait_for_selector("#compare-table table")
    harmless(page)
    _exports_are_files(page, "#compare-export a")
    page.locator("#compare-share input").check()
    page.wait_for_selector("#compare-link a")
    visitor = Visitor(chromium, app.address, _new(app, "user"))
    other = visitor.open()
    other.goto(page.url)
    other.wait_for_selector("#compare-table table")
    assert IMAGE in other.input_value("#compare-question textarea")
    harmless(other)
    other.context.close()
    page.reload()
    page.wait_for_selector("#compare-table table")
    page.locator("#compare-past").get_by_role("button").first.click()
    expect(page.locator("#compare-list label")).to_contain_text("onerror")
    harmless(page)
    assert (visitor.outside, visitor.faults) == ([], [])


def test_a_script_in_any_field_of_administration_and_accounts_does_nothing(
    app: App, chromium: Browser, furnished: Furnished
) -> None:
    visitor = Visitor(chromium, app.address, furnished.token)
    page = visitor.open()
    open_admin(page, app.address)
    open_admin_tab(page, "People")
    mark = secrets.token_hex(3)
    names = [f"{text}{mark}" for text in (IMAGE, SCRIPT, LATEX)]
    for name in names:
        page.fill("#people-add-name input", name)
        page.fill("#people-add-password input", HOSTILE)
        page.click("#people-add")
        expect(page.locator("#people-said")).to_contain_text(f"{name} has an account now")
        expect(page.locator("#people-list")).to_contain_text(name)
        harmless(page)
    page.fill("#people-add-name input", f"{HOSTILE}{HOSTILE}")
    page.fill("#people-add-password input", HOSTILE)
    page.click("#people-add")
    expect(page.locator("#people-said .error-line")).to_contain_text("onerror")
    harmless(page)
    for name in names[1:]:
        page.click("#people-chosen input")
        page.get_by_role("option", name=name).click()
        page.click("#people-remove")
        expect(page.locator("#people-question")).to_contain_text(name)
        harmless(page)
        page.click("#people-remove-yes")
        expect(page.locator("#people-said")).to_contain_text("is removed")
    for tab in ADMIN_TABS:
        open_admin_tab(page, tab)
        harmless(page)
    page.context.close()

    page = chromium.new_context().new_page()
    page.add_init_script(TRIPWIRE)
    visitor.watch(page)
    page.goto(f"{app.address}/login")
    for password in (SCRIPT, HOSTILE):
        page.fill("input[name=name]", names[0])
        page.fill("input[name=password]", password)
        page.keyboard.press("Enter")
        if password == SCRIPT:
            page.wait_for_selector(".error-line")
            assert page.input_value("input[name=name]") == names[0]
            harmless(page)
    page.wait_for_selector(".person-bar")
    expect(page.locator(".person-name")).to_have_text(names[0])
    page.goto(f"{app.address}/password")
    assert names[0] in page.inner_text("main")
    for field, text in (("current", IMAGE), ("password", HOSTILE), ("again", HOSTILE)):
        page.fill(f"input[name={field}]", text)
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-line")
    harmless(page)
    page.context.close()
    assert (visitor.outside, visitor.faults) == ([], [])


def _exports_are_files(page: Page, links: str) -> None:
    """What is exported is saved, and never shown by the browser as a page."""
    page.wait_for_selector(links)
    for href in page.locator(links).evaluate_all("all => all.map(one => one.href)"):
        reply = page.request.get(href)
        assert reply.status == 200
        assert reply.headers["content-disposition"].startswith("attachment")
        assert "html" not in reply.headers["content-type"]


def _new(app: App, role: Role) -> str:
    return app.account(f"{role} {secrets.token_hex(4)}", role)


def _client(app: App, token: str) -> httpx.Client:
    return httpx.Client(
        base_url=app.address, headers={"Cookie": f"{cookie_name(app.address)}={token}"}, timeout=60
    )

"""Accounts in the real app: from the one-time link to a user whom /admin refuses."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from store import Store
from tests.e2e.conftest import running, shoot
from ui.accounts import cookie_name, new_account, words

PASSWORD = "a long password"
HOSTILE = "<img src=//evil.test/a onerror=alert(1)>${alert(1)}{{x}}"

expect.set_options(timeout=60_000)

#: What a browser asks of Gradio while the page is used; "x" stands for ids that do not matter.
GRADIO_ROUTES = (
    ("POST", "/gradio_api/queue/join"),
    ("GET", "/gradio_api/queue/data?session_hash=x"),
    ("GET", "/gradio_api/queue/status"),
    ("POST", "/gradio_api/run/send"),
    ("POST", "/gradio_api/run/predict"),
    ("POST", "/gradio_api/api/send"),
    ("POST", "/gradio_api/call/send"),
    ("GET", "/gradio_api/call/send/x"),
    ("POST", "/gradio_api/cancel"),
    ("GET", "/gradio_api/heartbeat/x"),
    ("POST", "/gradio_api/upload"),
    ("GET", "/gradio_api/file=/etc/passwd"),
    ("GET", "/gradio_api/file=app.py"),
    ("GET", "/gradio_api/info"),
    ("GET", "/gradio_api/startup-events"),
    ("GET", "/gradio_api/app_id"),
    ("GET", "/gradio_api/token"),
    ("POST", "/gradio_api/component_server"),
    ("GET", "/config"),
    ("GET", "/theme.css"),
    ("GET", "/monitoring"),
    ("POST", "/gradio_login"),
    ("GET", "/assets/index.js"),
    ("GET", "/static/img/logo.svg"),
)


class Running:
    """A running app: its address, its home, and the line that it printed."""

    def __init__(self, address: str, home: Path, lines: list[str]) -> None:
        self.address, self.home, self._lines = address, home, lines

    def link(self) -> str:
        """The address in its line, which it prints just after it is healthy."""
        deadline = time.monotonic() + 30
        while not self._lines and time.monotonic() < deadline:
            threading.Event().wait(0.05)
        (line,) = self._lines
        return line.removeprefix("Deliberate is ready: ").strip()


def cookie(app: Running, token: str) -> dict[str, str]:
    """The header that signs a request in."""
    return {"Cookie": f"{cookie_name(app.address)}={token}"}


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Running]:
    """An app at its first start."""
    with running(tmp_path) as (_, address, lines):
        yield Running(address, tmp_path / "home", lines)


def watched(browser: Browser, address: str, **context: object) -> tuple[Page, list[str]]:
    """A page in a browser of its own, and what it did that it should not."""
    page = browser.new_context(**context).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(60_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
    page.on(
        "request",
        lambda r: None if r.url.startswith((address, "data:", "blob:")) else faults.append(r.url),
    )
    return page, faults


def send(page: Page, button: str, **fields: str) -> None:
    for name, value in fields.items():
        page.fill(f"input[name={name}]:visible", value)
    page.get_by_role("button", name=button).click()


@pytest.mark.timeout(300)
def test_from_the_one_time_link_to_a_user_whom_the_administration_refuses(
    fresh: Running, chromium: Browser
) -> None:
    page, faults = watched(chromium, fresh.address)
    page.goto(fresh.address)
    assert "open the one-time link" in page.inner_text("main")
    link = fresh.link()
    assert link.startswith(f"{fresh.address}/welcome?key=")

    page.goto(link)
    shoot(page, "accounts-welcome")
    send(page, words.MAKE_ADMIN, name="Ada", password=PASSWORD, again="a different one")
    assert words.NOT_THE_SAME in page.inner_text(".error-line")
    assert page.input_value("input[name=name]") == "Ada"
    send(page, words.MAKE_ADMIN, password=PASSWORD, again=PASSWORD)
    page.wait_for_selector("#chat-question textarea")
    expect(page.locator(".person-name")).to_have_text("Ada")
    shoot(page, "accounts-head")

    page.get_by_role("link", name=words.ADMINISTRATION).click()
    page.wait_for_selector("#health-table table")
    shoot(page, "admin-health")
    for tab in ("Models", "Stored", "People"):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_selector(f"#{tab.lower()}-tab table:visible")
        shoot(page, f"admin-{tab.lower()}")
    assert "Nobody else" in page.inner_text("#people-list")
    for name in ("Uma", HOSTILE):
        page.fill("#people-add-name input, #people-add-name textarea", name)
        page.fill("#people-add-password input", PASSWORD)
        page.click("#people-add")
        expect(page.locator("#people-said")).to_contain_text(f"{name} has an account now (user)")
    expect(page.locator("#people-list")).to_contain_text(HOSTILE)

    page.click("#people-chosen input")
    page.get_by_role("option", name=HOSTILE).click()
    page.click("#people-remove")
    expect(page.locator("#people-question")).to_contain_text(f"Remove {HOSTILE}")
    shoot(page, "admin-people-remove")
    page.click("#people-remove-yes")
    expect(page.locator("#people-said")).to_contain_text("is removed")
    expect(page.locator("#people-list")).not_to_contain_text("evil")

    page.get_by_role("button", name=words.SIGN_OUT).click()
    page.wait_for_url("**/login")
    page.goto(link)
    assert words.LINK_USED in page.inner_text("main")
    page.goto(fresh.address)
    page.wait_for_url("**/login")
    send(page, words.SIGN_IN, name="Uma", password="not hers at all")
    assert words.WRONG_LOGIN in page.inner_text(".error-line")
    send(page, words.SIGN_IN, password=PASSWORD)
    page.wait_for_selector("#chat-question textarea")
    expect(page.locator(".person-name")).to_have_text("Uma")
    assert page.get_by_role("link", name=words.ADMINISTRATION).count() == 0

    for path in ("/admin/", "/admin"):
        refused = page.goto(fresh.address + path)
        assert refused
        assert refused.status == 403
        assert words.ADMIN_ONLY in page.inner_text("main").lower()
    assert faults == []
    page.context.close()


def test_gradios_own_routes_are_refused_without_the_cookie_and_to_users(fresh: Running) -> None:
    with Store(f"sqlite:///{fresh.home / 'deliberate.db'}") as store:
        _, admin = new_account(store.people, "Ada", PASSWORD, "admin")
        _, user = new_account(store.people, "Uma", PASSWORD)
    with httpx.Client(base_url=fresh.address) as client:
        for method, path in GRADIO_ROUTES:
            for prefix in ("", "/admin"):
                refused = client.request(method, prefix + path, json={})
                assert (refused.status_code, refused.json()) == (
                    401,
                    {"detail": words.SIGN_IN_FIRST},
                ), path
            refused = client.request(method, f"/admin{path}", json={}, headers=cookie(fresh, user))
            assert (refused.status_code, refused.json()) == (403, {"detail": words.ADMIN_ONLY})
        for path in ("/config", "/theme.css"):
            allowed = client.get(path, headers=cookie(fresh, user))
            assert allowed.status_code == 200, path
        for path in ("/admin/config", "/admin/theme.css"):
            allowed = client.get(path, headers=cookie(fresh, admin))
            assert allowed.status_code == 200, path


def test_the_pages_fit_a_phone_in_the_dark(fresh: Running, chromium: Browser) -> None:
    page, faults = watched(
        chromium, fresh.address, viewport={"width": 390, "height": 844}, color_scheme="dark"
    )
    page.goto(fresh.link())
    shoot(page, "accounts-welcome-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 21, 19)"
    page.get_by_label(words.NAME).fill("Ada")
    page.get_by_label(words.PASSWORD, exact=False).first.fill(PASSWORD)
    page.get_by_label(words.AGAIN).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".person-bar")
    shoot(page, "accounts-head-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto(f"{fresh.address}/admin/")
    page.wait_for_selector("#health-table table")
    page.get_by_role("tab", name="People").click()
    page.wait_for_selector("#people-list table")
    shoot(page, "admin-people-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto(f"{fresh.address}/password")
    shoot(page, "accounts-password-phone")
    assert faults == []
    page.context.close()

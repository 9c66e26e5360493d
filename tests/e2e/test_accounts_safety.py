"""The running app as its browser's policies, and as an attacker with an account, see it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import App, Visitor, fill_example, running, shoot, wait_done
from ui.accounts import cookie_name, words
from ui.accounts.headers import HEADERS

pytestmark = pytest.mark.timeout(300)

FORMULA = r"Half: $$\frac{1}{2}$$ and `code`"


def client(app: App, name: str) -> httpx.Client:
    """A new person's own program, which sends what it likes."""
    cookies = {cookie_name(app.address): app.account(name)}
    return httpx.Client(base_url=app.address, cookies=cookies, timeout=60)


def take_in(page: Page, record: object) -> None:
    """Import a conversation."""
    with page.expect_file_chooser() as chooser:
        page.click("#chat-import")
    body = json.dumps(record).encode()
    chooser.value.set_files({"name": "a.json", "mimeType": "application/json", "buffer": body})


def test_the_pages_work_within_their_content_policy(app: App, chromium: Browser) -> None:
    visitor = Visitor(chromium, app.address, app.account("Policy", "admin"))
    page = visitor.open()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=app.address)
    fill_example(page, "chat", "Sum, hard")
    page.press("#chat-question textarea", "Enter")
    page.wait_for_selector("#chat-stop:visible")
    page.wait_for_selector(".thought-group")
    wait_done(page, "chat-status")
    page.locator("#chat-this").get_by_text("This conversation").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="as JSON").click()
    record = json.loads(Path(download.value.path()).read_text("utf-8"))
    record["turns"][0]["reply"]["result"]["text"] = FORMULA
    take_in(page, record)
    page.wait_for_selector("#chat-log .katex")
    fonts = "[...document.fonts].some(f => f.family.startsWith('KaTeX') && f.status == 'loaded')"
    page.wait_for_function(fonts)
    page.get_by_role("button", name="Copy message").last.click()
    page.wait_for_function("navigator.clipboard.readText().then(t => t.includes('frac'))")
    shoot(page, "safety-chat")

    page.get_by_role("tab", name="Compare").click()
    fill_example(page, "compare", "Sum, easy")
    page.click("#compare-run")
    wait_done(page, "compare-status")
    page.wait_for_selector("#compare-plot svg")
    for kind in ("CSV", "PNG"):
        with page.expect_download():
            page.locator("#compare-export").get_by_role("link", name=kind).click()
    shoot(page, "safety-compare")

    page.goto(f"{app.address}/admin/")
    page.wait_for_selector("#health-table table")
    for tab in ("Models", "Stored", "People"):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_selector(f"#{tab.lower()}-tab table:visible")
    page.goto(f"{app.address}/password")
    page.goto(f"{app.address}/")
    page.wait_for_selector("#chat-question textarea")
    # What the policy is for: nothing is loaded from elsewhere, and this is noticed.
    assert visitor.faults == []
    page.evaluate("new Image().src = 'http://127.0.0.1:1/a.png'")
    page.wait_for_function(
        "fetch('http://127.0.0.1:1/').then(() => false, () => true)"  # refused, not only failed
    )
    assert len([line for line in visitor.faults if "Content Security Policy" in line]) >= 2
    page.context.close()


def test_every_response_of_the_app_has_the_headers(app: App) -> None:
    with client(app, "Headers") as user, httpx.Client(base_url=app.address) as nobody:
        for path in ("/", "/config", "/theme.css", "/assets/none.js", "/nothing", "/password",
                     "/gradio_api/token", "/admin/", "/comparisons/x.csv"):  # fmt: skip
            reply = user.get(path)
            own = {"Content-Security-Policy"} if path == "/password" else set()
            for name in HEADERS.keys() - own:
                assert reply.headers[name] == HEADERS[name], (path, name)
            assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
        for reply in (
            nobody.get("/healthz"),
            nobody.get("/login"),
            nobody.get("/", headers={"host": "evil.test"}),
            nobody.post("/", content=iter([b"a"])),
        ):
            assert all(name in reply.headers for name in HEADERS), reply.url


def importing(person: httpx.Client, file: object, session: str) -> httpx.Response:
    """Ask for a file's import, as the page's button does."""
    config = person.get("/config").json()
    button = next(c["id"] for c in config["components"] if c["type"] == "uploadbutton")
    event = next(e for e in config["dependencies"] if button in e["inputs"])
    body = {"data": [file, None], "fn_index": event["id"], "session_hash": session}
    return person.post("/gradio_api/queue/join", json=body)


def test_somebody_with_an_account_reads_no_file_and_nobody_else_s_page(app: App) -> None:
    meta = {"_type": "gradio.FileData"}
    with client(app, "Ada of the attacks") as ada, client(app, "Eve of the attacks") as eve:
        for path in ("/etc/passwd", "README.md", str(app.home / "deliberate.db"), "http://x.test"):
            refused = importing(eve, {"path": path, "meta": meta}, "an-attack")
            assert (refused.status_code, refused.json()) == (400, {"detail": words.NOT_UPLOADED})
            assert eve.get(f"/gradio_api/file={path}").status_code in (403, 404)
        (path,) = ada.post("/gradio_api/upload", files={"files": ("a.json", b"{}")}).json()
        kept = Path(path).parents[1]
        assert kept.stat().st_mode & 0o077 == 0
        for prefix in ("", "/admin"):  # whose files are the same
            opened = [person.get(f"{prefix}/gradio_api/file={path}") for person in (ada, eve)]
            statuses = [reply.status_code for reply in opened]
            assert statuses == ([200, 404] if not prefix else [403, 403])
        refused = importing(eve, {"path": path, "meta": meta}, "an-attack")
        assert (refused.status_code, refused.json()) == (400, {"detail": words.NOT_UPLOADED})
        joined = importing(ada, {"path": path, "meta": meta}, "page-of-ada")
        assert joined.status_code == 200
        event = joined.json()["event_id"]
        named = {"session_hash": "page-of-ada"}
        assert eve.get("/gradio_api/queue/data", params=named).status_code == 403
        assert eve.get("/gradio_api/heartbeat/page-of-ada").status_code == 403
        body = named | {"event_id": event, "fn_index": 0, "data": []}
        for route in ("cancel", "queue/join", "run/predict"):
            assert eve.post(f"/gradio_api/{route}", json=body).status_code == 403
        with ada.stream("GET", "/gradio_api/queue/data", params=named) as stream:
            lines = [line for line in stream.iter_lines() if "process_completed" in line]
        assert event in lines[-1]
        assert '"success":true' in lines[-1]


def wrong_logins(address: str, host: str | None = None) -> list[int]:
    """What somebody hears who says with each try that they are somebody else."""
    statuses = []
    for number in range(6):
        headers = {"x-forwarded-for": f"10.0.0.{number}"} | ({"host": host} if host else {})
        form = {"name": "Nobody", "password": "wrong wrong"}
        statuses.append(httpx.post(f"{address}/login", data=form, headers=headers).status_code)
    return statuses


def test_who_asks_is_taken_from_a_proxy_only_where_there_is_one(
    rambling: App, tmp_path: Path
) -> None:
    # Not the app that most tests share: others give that one wrong passwords too.
    rambling.account("Grace")  # before anybody has an account, none is checked
    assert wrong_logins(rambling.address) == [401] * 5 + [429]
    host = "deliberate.test"
    with running(tmp_path, DELIBERATE_PUBLIC_ADDRESS=f"https://{host}") as (_, address, lines):
        App(address, tmp_path / "home").account("Ada", "admin")
        assert wrong_logins(address, host) == [401] * 6
        headers = {"host": host, "x-forwarded-proto": "https", "origin": f"https://{host}"}
        form = {"name": "Ada", "password": "a long password"}
        reply = httpx.post(f"{address}/login", data=form, headers=headers)
        assert reply.status_code == 303
        assert "Secure" in reply.headers["set-cookie"]
        assert httpx.get(address, headers={"host": "evil.test"}).status_code == 400
    assert lines[0].startswith(f"Deliberate is ready: https://{host}/welcome?key=")


@contextmanager
def other_site(link: str) -> Iterator[str]:
    """Another site's address, with a page that has a link."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f'<a id="link" href="{link}">see</a>'.encode())

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        # To a browser this name is another site than 127.0.0.1.
        yield f"http://localhost:{server.server_address[1]}/"
        server.shutdown()


def test_a_shared_comparison_is_reached_by_way_of_signing_in(app: App, visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("tab", name="Compare").click()
    fill_example(page, "compare", "Sum, easy")
    page.click("#compare-run")
    wait_done(page, "compare-status")
    page.locator("#compare-share input").check()
    href = page.locator("#compare-link a").get_attribute("href")
    assert href
    table = page.inner_text("#compare-table")
    browser = page.context.browser
    assert browser
    app.account("Colleague")

    colleague = browser.new_context().new_page()
    with other_site(app.address + href) as elsewhere:
        colleague.goto(elsewhere)
        colleague.click("#link")
        colleague.wait_for_url(f"**/login?next={quote(href)}")
        colleague.fill("input[name=name]", "Colleague")
        for password in ("not theirs at all", "a long password"):
            colleague.fill("input[name=password]", password)
            colleague.get_by_role("button", name=words.SIGN_IN).click()
        colleague.wait_for_selector("#compare-table table")
        assert colleague.url == app.address + href
        assert colleague.inner_text("#compare-table") == table
        # Somebody who is signed in is not asked again.
        colleague.goto(elsewhere)
        colleague.click("#link")
        colleague.wait_for_url(app.address + href)
        colleague.wait_for_selector("#compare-table table")
    colleague.context.close()


def test_disabling_and_removing_somebody_stops_their_answers(
    rambling: App, rambler: Visitor, chromium: Browser
) -> None:
    address = rambling.address
    admin = Visitor(chromium, address, rambling.account("Ada of the office", "admin")).open()
    admin.goto(f"{address}/admin/")

    def ramble(page: Page) -> None:
        page.get_by_role("button", name="No limit").click()
        page.locator("#chat-samples").get_by_label("16").check()
        fill_example(page, "chat", "Best answer, hard")
        page.press("#chat-question textarea", "Enter")
        page.wait_for_selector(".thought-group")

    def going_on(count: int) -> None:
        admin.get_by_role("tab", name="Health").click()
        admin.click("#health-refresh")
        row = admin.locator("#health-table tr", has_text="Answers going on now")
        expect(row).to_contain_text(str(count))

    def act(*buttons: str) -> None:
        admin.get_by_role("tab", name="People").click()
        admin.click("#people-chosen input")
        admin.get_by_role("option", name=person.name).click()
        for button in buttons:
            admin.click(button)

    def ends() -> list[str]:
        traces = [store.trace(run.id) or {} for run in store.recent()]
        return [trace["end"] for trace in traces if trace["owner"] == person.id]

    page = rambler.open()
    with rambling.store() as store:
        person = next(one for one in store.people.all() if one.name == rambler.name)
        ramble(page)
        going_on(1)
        act("#people-disable")
        expect(admin.locator("#people-said")).to_contain_text("is disabled and signed out")
        going_on(0)
        assert ends() == ["cancelled"]
        page.goto(address)
        page.wait_for_url("**/login")

        act("#people-enable")
        expect(admin.locator("#people-said")).to_contain_text("can sign in again")
        page.fill("input[name=name]", person.name)
        page.fill("input[name=password]", "a long password")
        page.get_by_role("button", name=words.SIGN_IN).click()
        page.wait_for_selector("#chat-question textarea")
        ramble(page)
        going_on(1)
        act("#people-remove", "#people-remove-yes")
        expect(admin.locator("#people-said")).to_contain_text("is removed")
        going_on(0)
        assert store.people.get(person.id) is None
        assert ends() == []
    admin.context.close()

"""What of Gradio's interface is served and to whom, how large a request may be, and the headers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from store import Person
from tests.ui.accounts import ADDRESS, PASSWORD, store_at
from ui.accounts import LARGEST_FILE, Accounts, Gate, Guard, SafeHeaders, new_account, words
from ui.accounts.gate import MOST_REMEMBERED
from ui.accounts.guard import LARGEST_BODY
from ui.accounts.headers import HEADERS

API = "/gradio_api"
MINE = "a-session-of-mine"


class Site:
    """Gradio's place behind guard and gate, with two people and a folder for what they upload."""

    def __init__(self, folder: Path, accounts: Accounts, uploads: Path) -> None:
        anything = Route("/{path:path}", _echo, methods=["GET", "POST"])
        self.gate = Gate(Starlette(routes=[anything]))
        self.app = SafeHeaders(Guard(self.gate, lambda: accounts))
        self.accounts, self.folder, self.uploads = accounts, folder, uploads
        self.ada, self.bob = (self._client(name) for name in ("Ada", "Bob"))

    def _client(self, name: str) -> TestClient:
        _, token = new_account(self.accounts.people, name, PASSWORD, "admin")
        return TestClient(self.app, ADDRESS, cookies={self.accounts.cookie: token})

    def file(self, path: object) -> int:
        """The status of an event with a file in it."""
        data = [None, {"value": [{"path": path, "meta": {"_type": "gradio.FileData"}}]}]
        body = json.dumps({"data": data, "session_hash": MINE})
        return self.ada.post(f"{API}/queue/join", content=body).status_code


async def _echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(await request.body())


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    uploads = tmp_path / "uploads"
    (uploads / "a").mkdir(parents=True)
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(uploads))
    with store_at(tmp_path) as store:
        yield Site(tmp_path, Accounts(store.people, ADDRESS), uploads)


@pytest.mark.parametrize("prefix", ["", "/admin"])
def test_what_pages_do_not_use_is_not_served(site: Site, prefix: str) -> None:
    for path in (
        "call/send", "call/send/x", "call/v2/send", "api/send", "run/send", "info", "openapi.json",
        "token", "app_id", "runs", "deep_link?session_hash=x", "component_server", "vibe-edit",
        "process_recording", "proxy=http://evil.test", "file=http://evil.test", "file/etc/passwd",
        "file=evil.test/", "stream/x", "stream/x/y/1/playlist.m3u8", "dev/reload", "queue/status",
        "mcp/", "startup-events", "monitoring", "heartbeat/a/b", "queue/join/", "/queue/join", "",
        "run/predict/../../token", "queue/join%0a", "profiling/clear",
    ):  # fmt: skip
        for reply in (
            site.ada.get(f"{prefix}{API}/{path}"),
            site.ada.post(f"{prefix}{API}/{path}"),
        ):
            assert (reply.status_code, reply.json()) == (404, {"detail": words.NOT_SERVED}), path
    for path in ("/x/gradio_api/queue/join", "//gradio_api/queue/join"):
        assert site.ada.get(f"{ADDRESS}{path}").status_code == 404
    assert site.ada.get("/config").status_code == 200


@pytest.mark.parametrize("prefix", ["", "/admin"])
def test_what_pages_use_is_served(site: Site, prefix: str) -> None:
    body = json.dumps({"session_hash": MINE, "data": ["ä", None], "fn_index": 3})
    for path in ("queue/join", "run/predict", "cancel"):
        assert site.ada.post(f"{prefix}{API}/{path}", content=body).text == body
    assert site.ada.post(f"{prefix}{API}/upload?upload_id=x", content=b"\xff").content == b"\xff"
    for path in (f"queue/data?session_hash={MINE}", f"heartbeat/{MINE}", "file=/tmp/x/a.png"):
        assert site.ada.get(f"{prefix}{API}/{path}").status_code == 200


def uses(client: TestClient, session: str) -> list[int]:
    """The statuses of everything that names a page's session."""
    body = {"session_hash": session, "data": [], "fn_index": 0, "event_id": "x"}
    return [
        *(client.post(f"{API}/{p}", json=body).status_code for p in ("queue/join", "run/predict")),
        client.post(f"/admin{API}/cancel", json=body).status_code,
        client.get(f"{API}/queue/data", params={"session_hash": session}).status_code,
        client.get(f"{API}/heartbeat/{session}").status_code,
    ]


def test_a_session_of_a_page_is_its_first_user_s_alone(site: Site) -> None:
    assert set(uses(site.ada, MINE)) == {200}
    assert set(uses(site.bob, MINE)) == {403}
    assert set(uses(site.bob, "another")) == {200}
    both = f"{API}/queue/data?session_hash=another&session_hash={MINE}"
    assert site.bob.get(both).json() == {"detail": words.NOT_YOUR_PAGE}
    # As Gradio reads it, the last of two members counts.
    twice = f'{{"session_hash": "another", "session_hash": "{MINE}"}}'
    for body in (twice, twice.encode("utf-16")):
        assert site.bob.post(f"{API}/queue/join", content=body).status_code == 403
    assert set(uses(site.ada, MINE)) == {200}


def test_old_sessions_are_forgotten_and_those_in_use_are_not(site: Site) -> None:
    ada, bob = (Person(f"{n}", f"{n}", "user", "", False) for n in range(2))
    assert site.gate._belongs("old", ada)
    assert site.gate._belongs("used", ada)
    for number in range(MOST_REMEMBERED - 1):
        if number == MOST_REMEMBERED // 2:
            site.gate._belongs("used", ada)
        site.gate._belongs(f"{number}", ada)
    assert len(site.gate._owners) == MOST_REMEMBERED
    assert site.gate._belongs("old", bob)
    assert not site.gate._belongs("used", bob)


def test_a_request_names_only_files_that_were_uploaded(site: Site) -> None:
    (site.uploads / "a" / "hers.json").touch()
    (site.uploads / "a" / "link").symlink_to("/etc/passwd")
    assert site.file(f"{site.uploads}/a/hers.json") == 200
    for path in (
        "/etc/passwd", f"{site.folder}/store.db", "app.py", "", "http://evil.test/a", "HTTP://x",
        f"{site.uploads}/../store.db", f"{site.uploads}-not/a", f"{site.uploads}/a/link", None, 3,
        ["/etc/passwd"], "\0", "\ud800", "file:///etc/passwd", "~/.ssh/id_rsa", "/" + "a/" * 9000,
    ):  # fmt: skip
        assert site.file(path) == 400, path


def test_a_body_that_is_no_json_is_refused_before_gradio_reads_it(site: Site) -> None:
    for body in (b"", b"{", b"\xff\xff", b"[" * 100_000):
        reply = site.ada.post(f"{API}/queue/join", content=body)
        assert (reply.status_code, reply.json()) == (400, {"detail": words.BODY_WRONG})
    for body in (b"[]", b"3", b'{"session_hash": ["x"]}', b'{"session_hash": null}'):
        assert site.ada.post(f"{API}/queue/join", content=body).content == body


def test_what_is_sent_has_a_limit_for_whoever_sends_it(site: Site) -> None:
    nobody = TestClient(site.app, ADDRESS)
    for client in (site.ada, nobody):
        for path in ("/login", "/x", f"{API}/queue/join"):
            reply = client.post(path, content=b"[" + b" " * LARGEST_BODY)
            assert (reply.status_code, reply.json()["detail"]) == (413, words.too_large(2_000_000))
        reply = client.post(f"{API}/upload", content=b" " * (LARGEST_FILE + 20_000))
        assert reply.status_code == 413
    at_most = b" " * (LARGEST_FILE + 1000)  # a file and its form
    assert site.ada.post(f"{API}/upload", content=at_most).status_code == 200
    assert nobody.post(f"{API}/upload", content=at_most).status_code == 401
    for length in ("-1", "1e3", "+5", "", "x", "9" * 5000, "0" * 30 + "5"):
        sent = site.ada.build_request("POST", "/x", headers={"content-length": length})
        assert site.ada.send(sent).status_code in (411, 413), length


def test_what_does_not_say_its_length_is_refused_unread(site: Site) -> None:
    reply = site.ada.post("/x", content=iter([b"a", b"b"]))
    assert (reply.status_code, reply.json()) == (411, {"detail": words.NO_LENGTH})
    both = {"transfer-encoding": "chunked", "content-length": "3"}
    assert site.ada.post("/x", content=b"abc", headers=both).status_code == 411


def test_every_response_has_the_headers_and_stricter_ones_stay(site: Site) -> None:
    nobody = TestClient(site.app, ADDRESS)
    for reply in (
        site.ada.get("/"), site.ada.get(f"{API}/token"), nobody.get("/"), nobody.get("/healthz"),
        nobody.get("/", headers={"origin": "http://evil.test"}), nobody.post("/x", content=b"x"),
    ):  # fmt: skip
        assert {name: reply.headers[name] for name in HEADERS} == HEADERS
    # One header, not two of the same name.
    assert len(site.ada.get("/").headers.get_list("content-security-policy")) == 1

    async def strict(scope, receive, send) -> None:
        own = JSONResponse({}, headers={"Content-Security-Policy": "default-src 'none'"})
        await own(scope, receive, send)

    own = TestClient(SafeHeaders(strict)).get("/")
    assert own.headers.get_list("content-security-policy") == ["default-src 'none'"]
    assert own.headers["x-frame-options"] == "DENY"

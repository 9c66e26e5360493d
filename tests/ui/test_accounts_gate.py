"""What of Gradio's interface is served and to whom, how large a request may be, and the headers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from store import Person
from tests.ui.accounts import ADDRESS, PASSWORD, store_at
from ui.accounts import (
    LARGEST_FILE,
    Accounts,
    Gate,
    Guard,
    SafeHeaders,
    Uploads,
    new_account,
    words,
)
from ui.accounts.gate import MOST_REMEMBERED
from ui.accounts.guard import LARGEST_BODY
from ui.accounts.headers import HEADERS

API = "/gradio_api"
MINE = "a-session-of-mine"


class Site:
    """Gradio's place behind guard and gate, with two people and a folder for what they upload."""

    def __init__(self, folder: Path, accounts: Accounts, uploads: Path) -> None:
        routes = [
            Route(f"{prefix}{API}/upload", self._upload, methods=["POST"])
            for prefix in ("", "/admin")
        ]
        anything = Route("/{path:path}", _echo, methods=["GET", "POST"])
        self.gate = Gate(Starlette(routes=[*routes, anything]))
        self.app = SafeHeaders(Guard(self.gate, lambda: accounts))
        self.accounts, self.folder, self.uploads = accounts, folder, uploads
        self.ada, self.bob = (self._client(name) for name in ("Ada", "Bob"))

    def _client(self, name: str) -> TestClient:
        _, token = new_account(self.accounts.people, name, PASSWORD, "admin")
        return TestClient(self.app, ADDRESS, cookies={self.accounts.cookie: token})

    async def _upload(self, request: Request) -> JSONResponse:
        """As Gradio: the paths, one for each content and name, or a refusal."""
        if not (body := await request.body()):
            return JSONResponse({"detail": "nothing"}, 400)
        file = self.uploads / sha256(body).hexdigest() / request.query_params.get("name", "a")
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(body)
        return JSONResponse([str(file)])


def upload(client: TestClient, content: bytes, name: str = "a", prefix: str = "") -> str:
    """The path of a new upload."""
    (path,) = client.post(f"{prefix}{API}/upload", params={"name": name}, content=content).json()
    return str(path)


def named(client: TestClient, path: object) -> Any:
    """What is said to an event with a file in it."""
    data = [None, {"value": [{"path": path, "meta": {"_type": "gradio.FileData"}}]}]
    body = json.dumps({"data": data, "session_hash": f"a page of {id(client)}"})
    return client.post(f"{API}/queue/join", content=body)


def opened(client: TestClient, path: str, prefix: str = "") -> Any:
    """What is said to who opens a file."""
    return client.get(f"{prefix}{API}/file={path}")


async def _echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(await request.body())


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    uploads = tmp_path / "uploads"
    uploads.mkdir()
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
    file = upload(site.ada, b"\xff", prefix=prefix)
    for path in (f"queue/data?session_hash={MINE}", f"heartbeat/{MINE}", f"file={file}"):
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
    file = upload(site.ada, b"{}", "hers.json")
    (site.uploads / "link").symlink_to("/etc/passwd")
    (site.uploads / "gradio.s.own").touch()
    assert named(site.ada, file).status_code == 200
    for path in (
        "/etc/passwd", f"{site.folder}/store.db", "app.py", "", "http://evil.test/a", "HTTP://x",
        f"{site.uploads}/../store.db", f"{site.uploads}-not/a", f"{site.uploads}/link", None, 3,
        ["/etc/passwd"], "\0", "\ud800", "file:///etc/passwd", "~/.ssh/id_rsa", "/" + "a/" * 9000,
        str(Path(file).parent), f"{site.uploads}/gradio.s.own",
    ):  # fmt: skip
        assert named(site.ada, path).status_code == 400, path


@pytest.mark.parametrize("prefix", ["", "/admin"])
def test_an_uploaded_file_is_for_those_alone_who_uploaded_it(site: Site, prefix: str) -> None:
    path = upload(site.ada, b"a scan", "scan.png", prefix)
    folder, name = Path(path).parent, Path(path).name
    for same in (path, f"{folder}/./{name}", f"{folder}/../{folder.name}/{name}", f"/{path}"):
        assert opened(site.ada, same, prefix).status_code == 200
        assert named(site.ada, same).status_code == 200
        for refused, status in (
            (opened(site.bob, same, prefix), 404),
            (named(site.bob, same), 400),
        ):
            assert (refused.status_code, refused.json()) == (status, {"detail": words.NOT_UPLOADED})
    # One whom Gradio refuses a file has none, and the same content under another name is another.
    assert site.bob.post(f"{prefix}{API}/upload?name=scan.png").status_code == 400
    other = upload(site.bob, b"a scan", "other.png", prefix)
    assert (opened(site.bob, path).status_code, opened(site.ada, other).status_code) == (404, 404)
    # Who has the file too may see it; both do.
    assert upload(site.bob, b"a scan", "scan.png", prefix) == path
    for person in (site.ada, site.bob):
        assert (opened(person, path).status_code, named(person, path).status_code) == (200, 200)


def test_what_is_forgotten_stays_as_long_as_it_is_somebody_s(tmp_path: Path) -> None:
    ada, bob = (Person(f"{n}", f"{n}", "user", "", False) for n in range(2))
    uploads, file = Uploads(), tmp_path / "scan.png"
    file.touch()
    for person in (ada, bob):
        uploads.add(str(file), person)
    uploads.forget([str(file)], ada)
    assert (uploads.has(str(file), ada), uploads.has(str(file), bob)) == (False, True)
    assert file.exists()
    uploads.forget([str(file)], bob)
    assert not uploads.has(str(file), bob)
    assert not file.exists()
    uploads.forget([str(file)], bob)


def test_old_files_are_forgotten_and_those_in_use_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.accounts.uploads.MOST_FILES", 3)
    ada, uploads = Person("0", "0", "user", "", False), Uploads()
    for path in ("/old", "/used", "/a"):
        uploads.add(path, ada)
    assert uploads.has("/used", ada)
    uploads.add("/b", ada)
    uploads.add("/c", ada)
    held = [path for path in ("/old", "/used", "/a", "/b", "/c") if uploads.has(path, ada)]
    assert held == ["/used", "/b", "/c"]


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

"""Benchmarks are the administrators': every event and every address is tried by somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from benchmarks.report.exports import KINDS
from store import BenchmarkRun, Store
from tests.benchmarks.runner.small import engine
from tests.ui.accounts import ADDRESS, PASSWORD, store_at
from tests.ui.benchmark_runs import finished
from ui import page
from ui.accounts import Accounts, Guard, words
from ui.admin import mount
from ui.admin.benchmarks import files
from ui.services import Services

API = "/admin/gradio_api"


@dataclass
class Whole:
    """Both pages behind the guard, a run to look at, and who may not."""

    store: Store
    run: BenchmarkRun
    app: Any
    accounts: Accounts

    def client(self, role: str | None) -> TestClient:
        cookies = {}
        if role is not None:
            (person,) = [one for one in self.store.people.all() if one.role == role]
            cookies[self.accounts.cookie] = self.store.people.open_session(person.id, 600)
        return TestClient(
            self.app,
            ADDRESS,
            cookies=cookies,
            follow_redirects=False,
            raise_server_exceptions=False,
        )  # fmt: skip

    def events(self) -> list[dict[str, Any]]:
        """Every event of the benchmarks' tab, as the page's own config names it."""
        config = self.client("admin").get("/admin/config").json()
        ours = {
            one["id"]
            for one in config["components"]
            if str(one["props"].get("elem_id") or "").startswith("benchmarks-")
        }
        return [one for one in config["dependencies"] if ours & {*one["outputs"], *one["inputs"]}]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    folder: Path = tmp_path_factory.mktemp("roles")
    with store_at(folder) as store:
        store.people.add("Ada", PASSWORD, "admin")
        store.people.add("Uma", PASSWORD, "user")
        run = finished(store, folder / "questions")
        services = Services({"stand-in": engine()}, store, 32, 8, home=folder)
        app = FastAPI(openapi_url=None, routes=files.export_routes(SimpleNamespace(store=store)))  # type: ignore[arg-type]
        mount(app, services)
        page.mount(app, services)
        accounts = Accounts(store.people, ADDRESS)
        yield Whole(store, run, Guard(app, lambda: accounts), accounts)


def test_no_event_of_the_tab_can_be_sent_by_anybody_else(whole: Whole) -> None:
    events = whole.events()
    assert len({event["api_name"] for event in events}) >= 19
    before = whole.store.benchmarks.list()
    for role, status, line in (("user", 403, words.ADMIN_ONLY), (None, 401, words.SIGN_IN_FIRST)):
        client = whole.client(role)
        for event in events:
            body = {
                "data": [whole.run.id] * len(event["inputs"]), "fn_index": event["id"],
                "session_hash": "abcdefghijk", "trigger_id": None,
            }  # fmt: skip
            name = event["api_name"]
            for path in ("run/predict", "queue/join", f"run/{name}", f"call/{name}", f"api/{name}"):
                for prefix in (API, "/admin"):
                    refused = client.post(f"{prefix}/{path}", json=body)
                    assert (refused.status_code, refused.json()) == (status, {"detail": line}), path
    assert whole.store.benchmarks.list() == before


def test_an_event_of_the_tab_is_not_to_be_had_by_way_of_the_other_page(whole: Whole) -> None:
    """The page of everybody has events of its own under the same numbers, and no such names."""
    names = {event["api_name"] for event in whole.events()}
    config = whole.client("user").get("/config").json()
    assert not names & {event["api_name"] for event in config["dependencies"]}
    assert "benchmarks-" not in str(config)
    for name in sorted(names):
        for path in (f"run/{name}", f"call/{name}", f"api/{name}"):
            refused = whole.client("user").post(f"/gradio_api/{path}", json={"data": []})
            assert refused.status_code in (404, 500), path  # there is none, which Gradio breaks on


def test_no_address_of_it_is_anybody_elses(whole: Whole) -> None:
    run = f"/admin/benchmarks/{whole.run.id}"
    exports = [f"{run}/{kind}" for kind in (*KINDS, files.ALL)]
    pages = ["/admin", "/admin/", "/admin/config", f"{API}/info", f"{API}/startup-events"]
    others = [f"{run}/nonsense", f"/admin/benchmarks/{'0' * 32}/csv", "/admin/benchmarks"]
    assert {whole.client("admin").get(path).status_code for path in exports} == {200}
    for role, status in (("user", 403), (None, 401)):
        client = whole.client(role)
        for path in (*pages, *exports, *others):
            for method in ("GET", "HEAD", "POST", "DELETE"):
                refused = client.request(method, path)
                assert refused.status_code == status, (role, method, path)
                assert whole.run.title not in refused.text

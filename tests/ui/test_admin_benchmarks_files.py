"""Files of a benchmark run over HTTP: for administrators alone, and gone when they were sent."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from benchmarks.report.exports import KINDS
from store import BenchmarkRun, Store
from tests.ui.accounts import ADDRESS, PASSWORD, store_at
from tests.ui.benchmark_runs import finished
from ui.accounts import Accounts, Guard
from ui.admin.benchmarks import files
from ui.language import speaking

Folders = pytest.TempPathFactory


@pytest.fixture(scope="module")
def store(tmp_path_factory: Folders) -> Iterator[Store]:
    with store_at(tmp_path_factory.mktemp("files")) as opened:
        opened.people.add("Ada", PASSWORD, "admin")
        opened.people.add("Uma", PASSWORD, "user")
        yield opened


@pytest.fixture(scope="module")
def run(store: Store, tmp_path_factory: Folders) -> BenchmarkRun:
    return finished(store, tmp_path_factory.mktemp("questions"))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where files that are sent are put for as long as that takes."""
    folder = tmp_path / "made"
    folder.mkdir()

    def here(**given: Any) -> TemporaryDirectory[str]:
        return TemporaryDirectory(dir=folder, **given)

    monkeypatch.setattr(files, "TemporaryDirectory", here)
    return folder


def client(store: Store, name: str | None = "Ada", *, guarded: bool = True) -> TestClient:
    app: Any = Starlette(routes=files.export_routes(SimpleNamespace(store=store)))
    accounts = Accounts(store.people, ADDRESS)
    cookies = {}
    if name is not None:
        (person,) = [one for one in store.people.all() if one.name == name]
        cookies[accounts.cookie] = store.people.open_session(person.id, 60)
    return TestClient(Guard(app, lambda: accounts) if guarded else app, ADDRESS, cookies=cookies)


def test_only_administrators_get_a_file(store: Store, run: BenchmarkRun, made: Path) -> None:
    path = f"/admin/benchmarks/{run.id}/csv"
    assert client(store).get(path).status_code == 200
    assert client(store, "Uma").get(path).status_code == 403
    assert client(store, None).get(path).status_code == 401


def test_the_route_asks_for_the_role_itself(store: Store, run: BenchmarkRun) -> None:
    for name in ("Ada", None):  # without the guard nobody is known
        found = client(store, name, guarded=False).get(f"/admin/benchmarks/{run.id}/csv")
        assert found.status_code == 403
        assert found.text == "only an administrator may do this\n"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_sent_as_a_file_and_is_gone_after_that(
    store: Store, run: BenchmarkRun, made: Path, kind: str
) -> None:
    found = client(store).get(f"/admin/benchmarks/{run.id}/{kind}")
    assert found.status_code == 200
    name = f"run-{run.id[:8]}-{kind}{KINDS[kind].suffix}"
    assert found.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert found.headers["cache-control"] == "private, no-store"
    assert found.headers["content-type"].startswith(KINDS[kind].media)
    assert found.content
    assert list(made.iterdir()) == []


def test_all_of_them_come_in_one_zip(store: Store, run: BenchmarkRun, made: Path) -> None:
    found = client(store).get(f"/admin/benchmarks/{run.id}/all")
    with zipfile.ZipFile(io.BytesIO(found.content)) as archive:
        assert archive.testzip() is None
        names = [f"run-{run.id[:8]}-{kind}{one.suffix}" for kind, one in KINDS.items()]
        assert archive.namelist() == names
        text = archive.read(f"run-{run.id[:8]}-csv.csv").decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(text)))) == 9  # three questions, three budgets
    assert list(made.iterdir()) == []


def test_an_unknown_run_or_kind_is_not_found_in_one_line(
    store: Store, run: BenchmarkRun, made: Path
) -> None:
    for path in ("0" * 32 + "/csv", "x/csv", f"{run.id}/exe"):
        found = client(store).get(f"/admin/benchmarks/{path}")
        assert found.status_code == 404
        assert found.text.count("\n") == 1
        assert found.headers["content-type"].startswith("text/plain")
    assert found.text.startswith("unknown kind of file 'exe'; allowed: html, md, csv")
    assert list(made.iterdir()) == []


def test_what_cannot_be_written_is_one_line_and_leaves_nothing(store: Store, made: Path) -> None:
    empty = store.benchmarks.open("none", title="none", request={}, plan={}, total=1)
    found = client(store).get(f"/admin/benchmarks/{empty.id}/csv")
    assert found.status_code == 409
    assert found.text.count("\n") == 1
    assert list(made.iterdir()) == []
    store.benchmarks.delete(empty.id)


async def test_a_file_is_gone_too_if_whoever_wanted_it_is(
    store: Store, run: BenchmarkRun, made: Path
) -> None:
    (route,) = files.export_routes(SimpleNamespace(store=store))  # type: ignore[arg-type]
    (ada,) = [one for one in store.people.all() if one.role == "admin"]
    scope = {
        "type": "http", "method": "GET", "path": f"/admin/benchmarks/{run.id}/csv", "headers": [],
        "query_string": b"", "path_params": {"id": run.id, "kind": "csv"},
        "state": {"person": ada},
    }  # fmt: skip

    async def receive() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        assert list(made.iterdir())
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        await route.app(scope, receive, send)
    assert list(made.iterdir()) == []


def test_links_name_every_kind_in_the_askers_language(run: BenchmarkRun) -> None:
    shown = files.links([run])
    assert shown.count("<a href=") == len(KINDS) + 1
    assert f'href="/admin/benchmarks/{run.id}/parquet" download>answers as Parquet</a>' in shown
    with speaking("zh-CN"):
        assert ">报告（HTML）</a>" in files.links([run])

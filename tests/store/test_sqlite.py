"""A store in a file: its modes, its locks, and files that are no store."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from reasoning.errors import StoreError
from store import Store
from tests.store.examples import record


@pytest.fixture
def url(home: Path) -> str:
    return f"sqlite:///{home}/deliberate.db"


def test_the_file_is_in_write_ahead_mode(store: Store) -> None:
    with sqlite3.connect(store.name) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_opening_waits_while_another_process_makes_the_file(
    url: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.mkdir()
    other = sqlite3.connect(home / "deliberate.db", isolation_level=None)
    other.execute("CREATE TABLE theirs (id INTEGER)")
    other.execute("BEGIN IMMEDIATE")
    waits = []

    def other_finishes(seconds: float) -> None:
        waits.append(seconds)
        other.execute("COMMIT")

    monkeypatch.setattr("store.sqlite.time.sleep", other_finishes)
    with Store(url) as store:
        store.save_trace(record())
    other.close()
    assert len(waits) == 1


def one_line(caught: pytest.ExceptionInfo[StoreError]) -> str:
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError) as caught:
        Store(f"sqlite:///{tmp_path}/file/deliberate.db")
    assert str(tmp_path / "file" / "deliberate.db") in one_line(caught)
    assert "DELIBERATE_HOME" in str(caught.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to every folder")
def test_a_folder_that_may_not_be_written_to_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError) as caught:
        Store(f"sqlite:///{tmp_path}/deliberate.db")
    one_line(caught)


def test_a_folder_in_the_files_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened") as caught:
        Store(f"sqlite:///{tmp_path}")
    one_line(caught)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "deliberate.db"
    file.write_text("my thesis\n" * 200)
    with pytest.raises(StoreError, match="not a database") as caught:
        Store(f"sqlite:///{file}")
    one_line(caught)
    assert file.read_text() == "my thesis\n" * 200


def test_a_path_with_signs_that_mean_something_in_addresses_is_a_path(tmp_path: Path) -> None:
    file = tmp_path / "a?b#c%20 d" / "deliberate.db"
    with Store(f"sqlite:///{file}") as store:
        store.save_trace(record())
    assert file.is_file()


def test_nobody_else_on_the_machine_may_read_a_new_store(store: Store, home: Path) -> None:
    store.save_trace(record())
    files = list(home.iterdir())
    assert {file.name.partition("db")[2] for file in files} >= {"", "-wal"}
    assert {oct(file.stat().st_mode & 0o777) for file in files} == {"0o600"}
    assert home.stat().st_mode & 0o077 == 0


def test_a_store_that_is_there_keeps_its_mode(home: Path, url: str) -> None:
    home.mkdir()
    (home / "deliberate.db").touch(mode=0o640)
    with Store(url):
        assert (home / "deliberate.db").stat().st_mode & 0o777 == 0o640

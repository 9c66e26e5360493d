"""A store of any age is brought up to date, all or nothing; one from the future is left alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, inspect, text
from sqlmodel import SQLModel

from reasoning.errors import StoreError
from store import Store, migrations
from store.migrations import MIGRATIONS


@pytest.fixture
def file(home: Path) -> Path:
    return home / "deliberate.db"


@pytest.fixture
def extra_steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, migrations.Step]]:
    """The registry, to add steps to for one test."""
    steps = dict(MIGRATIONS)
    monkeypatch.setattr(migrations, "MIGRATIONS", steps)
    yield steps


def open_and_close(file: Path) -> None:
    Store(f"sqlite:///{file}").close()


def names(file: Path, query: str = "SELECT name FROM migration ORDER BY rowid") -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [row[0] for row in connection.execute(query)]


def tables(file: Path) -> list[str]:
    return names(file, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")


def test_a_new_store_has_every_step_in_order(file: Path) -> None:
    open_and_close(file)
    assert names(file) == list(MIGRATIONS)
    assert list(MIGRATIONS) == sorted(MIGRATIONS)


@pytest.mark.parametrize("table", list(SQLModel.metadata.tables))
def test_the_steps_make_the_tables_that_the_code_reads(file: Path, table: str) -> None:
    open_and_close(file)
    engine, ideal = create_engine(f"sqlite:///{file}"), create_engine("sqlite://")
    SQLModel.metadata.create_all(ideal)

    def shape(of: Connection) -> tuple[object, ...]:
        look = inspect(of)
        columns = [(c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(table)]
        return (
            sorted(columns),
            look.get_pk_constraint(table),
            look.get_foreign_keys(table),
            sorted(str(index) for index in look.get_indexes(table)),
            sorted(str(unique["column_names"]) for unique in look.get_unique_constraints(table)),
        )

    with engine.connect() as made, ideal.connect() as wanted:
        assert shape(made) == shape(wanted)
    engine.dispose()
    ideal.dispose()


def test_an_older_store_gets_only_what_it_lacks(
    file: Path, extra_steps: dict[str, migrations.Step]
) -> None:
    open_and_close(file)
    ran = []

    def m9998_more(connection: Connection) -> None:
        ran.append("more")
        connection.execute(text("CREATE TABLE more (id INTEGER)"))

    extra_steps["m9998_more"] = m9998_more
    open_and_close(file)
    open_and_close(file)
    assert ran == ["more"]
    assert "more" in tables(file)
    assert names(file)[-1] == "m9998_more"


def test_a_step_that_fails_leaves_nothing_behind(
    file: Path, extra_steps: dict[str, migrations.Step]
) -> None:
    open_and_close(file)
    before = tables(file)

    def m9999_broken(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        connection.execute(text("INSERT INTO nowhere VALUES (1)"))

    extra_steps["m9999_broken"] = m9999_broken
    with pytest.raises(StoreError, match="m9999_broken: no such table: nowhere") as caught:
        open_and_close(file)
    assert "\n" not in str(caught.value)
    assert tables(file) == before
    assert "m9999_broken" not in names(file)


def test_a_store_from_a_newer_version_is_refused_and_left_alone(file: Path) -> None:
    open_and_close(file)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("INSERT INTO migration VALUES ('m9999_future', 'later')")
    held = names(file)
    with pytest.raises(StoreError, match=r"newer version of Deliberate.*m9999_future") as caught:
        open_and_close(file)
    assert "\n" not in str(caught.value)
    assert names(file) == held

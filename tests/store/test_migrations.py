"""A store of any age is brought up to date, all or nothing; one from the future is left alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, inspect, text
from sqlmodel import SQLModel

from reasoning.errors import StoreError
from store import Store, migrations
from store.database import _backend_of
from store.migrations import MIGRATIONS


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """The store's database without the store."""
    _, writer = _backend_of(url).connect()
    yield writer
    writer.dispose()


@pytest.fixture
def extra_steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, migrations.Step]]:
    """The registry, to add steps to for one test."""
    steps = dict(MIGRATIONS)
    monkeypatch.setattr(migrations, "MIGRATIONS", steps)
    yield steps


def open_and_close(url: str) -> None:
    Store(url).close()


def names(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return sorted(connection.execute(text("SELECT name FROM migration")).scalars())


def tables(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def test_a_new_store_has_every_step(url: str, engine: Engine) -> None:
    open_and_close(url)
    assert names(engine) == list(MIGRATIONS)
    assert list(MIGRATIONS) == sorted(MIGRATIONS)


def test_the_steps_make_the_tables_that_the_code_reads(url: str, engine: Engine) -> None:
    def shapes() -> dict[str, tuple[object, ...]]:
        with engine.connect() as connection:
            look = inspect(connection)
            return {
                table: (
                    sorted(
                        (c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(table)
                    ),
                    look.get_pk_constraint(table)["constrained_columns"],
                    sorted(
                        (
                            k["constrained_columns"],
                            k["referred_table"],
                            k["referred_columns"],
                            k["options"],
                        )
                        for k in look.get_foreign_keys(table)
                    ),
                    sorted(
                        (i["name"], i["column_names"])
                        for i in look.get_indexes(table)
                        if not i["unique"]
                    ),
                    sorted(u["column_names"] for u in look.get_unique_constraints(table)),
                )
                for table in look.get_table_names()
            }

    with engine.begin() as connection:
        SQLModel.metadata.create_all(connection)
    wanted = shapes()
    with engine.begin() as connection:
        SQLModel.metadata.drop_all(connection)
    open_and_close(url)
    made = shapes()
    del made["migration"]
    assert made == wanted


def test_a_store_of_the_first_version_keeps_its_runs(
    url: str, engine: Engine, extra_steps: dict[str, migrations.Step]
) -> None:
    newer = dict(list(extra_steps.items())[1:])
    for name in newer:
        del extra_steps[name]
    open_and_close(url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO trace VALUES ('t1', '2026-01-02', 'e', 'm', 'r', 'd', '', 'chain',"
                " 'answered', NULL, 1.5, 7, '{\"id\": \"t1\"}')".replace(":", r"\:")
            )
        )
    extra_steps.update(newer)
    with Store(url) as store:
        assert store.trace("t1") == {"id": "t1"}
        assert store.recent()[0].seed == 7


def test_an_older_store_gets_only_what_it_lacks(
    url: str, engine: Engine, extra_steps: dict[str, migrations.Step]
) -> None:
    open_and_close(url)
    ran = []

    def m9998_more(connection: Connection) -> None:
        ran.append("more")
        connection.execute(text("CREATE TABLE more (id INTEGER)"))

    extra_steps["m9998_more"] = m9998_more
    open_and_close(url)
    open_and_close(url)
    assert ran == ["more"]
    assert "more" in tables(engine)
    assert names(engine)[-1] == "m9998_more"


def test_a_step_that_fails_leaves_nothing_behind(
    url: str, engine: Engine, extra_steps: dict[str, migrations.Step]
) -> None:
    open_and_close(url)
    before = tables(engine)

    def m9999_broken(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        connection.execute(text("INSERT INTO nowhere VALUES (1)"))

    extra_steps["m9999_broken"] = m9999_broken
    with pytest.raises(StoreError, match=r"m9999_broken: .*nowhere") as caught:
        open_and_close(url)
    assert "\n" not in str(caught.value)
    assert tables(engine) == before
    assert "m9999_broken" not in names(engine)


def test_a_store_from_a_newer_version_is_refused_and_left_alone(url: str, engine: Engine) -> None:
    open_and_close(url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO migration VALUES ('m9999_future', 'later')"))
    held = names(engine)
    with pytest.raises(StoreError, match=r"newer version of Deliberate.*m9999_future") as caught:
        open_and_close(url)
    assert "\n" not in str(caught.value)
    assert names(engine) == held

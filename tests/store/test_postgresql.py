"""A store on a server: the forms of its address, and messages that keep its password."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from reasoning.errors import StoreError
from store import Store
from store.database import Database
from store.postgresql import PostgresServer
from tests.store.examples import record

_SIGNS = "@:/?#%&=[]"


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_both_forms_of_the_address_open_the_same_store(postgresql_url: str, scheme: str) -> None:
    with Store(postgresql_url) as store:
        store.save_trace(record())
    with Store(postgresql_url.replace("postgresql", scheme, 1)) as store:
        assert store.trace("t1") == record()


def test_the_name_of_a_store_holds_neither_user_nor_password() -> None:
    server = PostgresServer("postgresql://me:hush@host:5433/runs?sslmode=require&password=hush")
    assert server.name == "postgresql://host:5433/runs"


def test_a_server_that_does_not_answer_is_told_in_one_line_without_the_password() -> None:
    with pytest.raises(StoreError, match=r"^[^\n]*127\.0\.0\.1:1/runs cannot be opened") as caught:
        Store("postgresql://me:hush@127.0.0.1:1/runs")
    assert "hush" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "DELIBERATE_DATABASE_URL" in str(caught.value)


def test_a_database_that_does_not_exist_is_told_in_one_line(postgresql_url: str) -> None:
    with pytest.raises(StoreError, match=r'^[^\n]*"nowhere" does not exist[^\n]*$'):
        Store("postgresql://postgres@/nowhere?" + postgresql_url.partition("?")[2])


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://",
        "postgresql://me:hush@host",
        "postgresql://me:hush@host/",
        "postgresql://me:hush@host:port/runs",
        "postgresql://me:a@hush:b@host/runs",
        "postgresql://me:a@hush@host/runs",
        "postgresql://me/hush:a@host/runs",
        "postgresql:hush",
    ],
)
def test_a_malformed_address_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(StoreError, match=r"allowed: postgresql://user:password@host") as caught:
        Store(address)
    assert "hush" not in str(caught.value)


@given(password=st.text(st.sampled_from("hus" + _SIGNS), min_size=4, max_size=12))
def test_no_part_of_a_password_is_in_a_name_or_message(password: str) -> None:
    try:
        shown = PostgresServer(f"postgresql://me:<{password}>@host/runs").name
    except StoreError as error:
        shown = str(error)
    assert "<" not in shown
    assert ">" not in shown


def test_reading_transactions_can_change_nothing(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    with (
        pytest.raises(StoreError, match=r"cannot be read .*read-only transaction"),
        database.reading() as session,
    ):
        session.execute(text("DELETE FROM trace"))
    database.close()


def test_a_connection_that_the_server_dropped_is_replaced(postgresql_url: str) -> None:
    with Store(postgresql_url) as store:
        with Store(postgresql_url) as other, other.people._database.writing() as session:
            session.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        store.save_trace(record())
        assert store.trace("t1") == record()


def test_opening_waits_while_another_process_brings_the_store_up_to_date(
    postgresql_url: str,
) -> None:
    server = PostgresServer(postgresql_url)
    reader, writer = server.connect()
    waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")

    def one_waits() -> bool:
        with reader.connect() as connection:
            return bool(connection.execute(waiting).scalar_one())

    with ThreadPoolExecutor(1) as pool:
        with writer.begin() as other:
            server.lock(other)
            opened = pool.submit(Store, postgresql_url)
            while not (one_waits() or opened.done()):
                pass
            assert not opened.done()
        with opened.result() as store:
            store.save_trace(record())
    writer.dispose()

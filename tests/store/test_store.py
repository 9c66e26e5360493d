"""Runs go in and come out whole, whoever else has the file open."""

from __future__ import annotations

import multiprocessing
import secrets
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reasoning.errors import StoreError
from store import Store
from tests.store.examples import record


def test_a_trace_comes_back_whole(store: Store) -> None:
    store.save_trace(record())
    assert store.trace("t1") == record()


def test_a_trace_outlives_the_store_object(url: str) -> None:
    with Store(url) as first:
        first.save_trace(record())
    with Store(url) as second:
        assert second.trace("t1") == record()


def test_an_unknown_id_gives_none(store: Store) -> None:
    assert store.trace("nobody") is None


def test_saving_the_same_id_again_replaces_it(store: Store) -> None:
    store.save_trace(record(answer="41"))
    store.save_trace(record(answer="42"))
    assert [row.answer for row in store.recent(10)] == ["42"]
    assert store.trace("t1") == record(answer="42")


def test_a_run_without_an_answer_or_a_seed_is_kept(store: Store) -> None:
    store.save_trace(record(answer=None, seed=None, end="empty"))
    assert store.recent(1)[0].answer is None


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
@pytest.mark.parametrize("column", ["answer", "model", "task"])
def test_a_text_that_no_database_takes_is_kept_in_the_record(
    store: Store, column: str, text: str
) -> None:
    store.save_trace(record(**{column: text}))
    assert store.trace("t1") == record(**{column: text})
    assert getattr(store.recent(1)[0], column) in ("a\ufffdb", "a?b")


def test_a_seed_of_64_bits_is_kept(store: Store) -> None:
    store.save_trace(record(seed=2**63 - 1))
    assert store.recent(1)[0].seed == 2**63 - 1


def test_recent_gives_the_newest_first_and_no_more_than_asked(store: Store) -> None:
    for minute in (3, 1, 2):
        store.save_trace(record(f"t{minute}", created=f"2026-01-02T03:0{minute}:00+00:00"))
    assert [row.id for row in store.recent(2)] == ["t3", "t2"]
    assert store.recent(0) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(question=st.text(st.characters(exclude_categories=[])))
def test_any_text_survives(store: Store, question: str) -> None:
    store.save_trace(record(question=question))
    kept = store.trace("t1")
    assert kept is not None
    assert kept["question"] == question


def test_a_record_without_a_field_is_refused_by_its_name(store: Store) -> None:
    lacking = record()
    del lacking["strategy"]
    with pytest.raises(StoreError, match="missing: strategy"):
        store.save_trace(lacking)
    assert store.recent(10) == []


@pytest.mark.parametrize("value", [float("nan"), object()])
def test_a_record_that_is_not_json_is_refused(store: Store, value: object) -> None:
    with pytest.raises(StoreError, match="trace t1 is not JSON"):
        store.save_trace(record(thoughts=value))


def test_a_value_that_no_column_takes_is_refused_in_one_line(store: Store) -> None:
    with pytest.raises(StoreError, match=r"^[^\n]*cannot be written[^\n]*seconds[^\n]*$"):
        store.save_trace(record(seconds=None))


def test_size_counts_what_lies_on_the_disk(store: Store) -> None:
    before = store.size_bytes()
    store.save_trace(record(text=secrets.token_urlsafe(200_000)))  # which hardly compresses
    assert store.size_bytes() >= before + 100_000


def test_threads_can_write_and_read_at_once(store: Store) -> None:
    def work(number: int) -> bool:
        store.save_trace(record(f"t{number}"))
        return store.trace(f"t{number}") is not None

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(40)))
    assert len(store.recent(100)) == 40


def _open_and_write(url: str, worker: int) -> None:
    with Store(url) as store:
        for number in range(10):
            store.save_trace(record(f"{worker}-{number}"))


def test_processes_can_make_and_write_the_same_new_store(url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawn) as pool:
        for future in [pool.submit(_open_and_write, url, worker) for worker in range(2)]:
            future.result()
    with Store(url) as store:
        assert len(store.recent(100)) == 20


@pytest.mark.parametrize("url", ["mysql://me:hush@host/x", "sqlite://", "sqlite:///", "nonsense"])
def test_an_address_of_no_store_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(StoreError, match=r"allowed: sqlite:/// .* or postgresql://") as caught:
        Store(url)
    assert "hush" not in str(caught.value)

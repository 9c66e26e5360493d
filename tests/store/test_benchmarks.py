"""Benchmark runs: one a plan, one process at a time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reasoning.errors import StoreError
from store import Benchmarks, RunLost, Status, Store
from tests.store.benchmark_runs import ME, OTHER, claimed, now, opened, unit
from tests.store.examples import record


@pytest.fixture
def kept(store: Store) -> Benchmarks:
    return store.benchmarks


def test_a_plan_has_one_run(kept: Benchmarks, ada: str) -> None:
    run = opened(kept, owner=ada, note="first")
    assert opened(kept) == run
    assert (run.status, run.done, run.total, run.plan) == (Status.QUEUED, 0, 3, {"p": [1]})
    other = opened(kept, "k2")
    assert kept.list() == [other, run]
    assert kept.list(limit=1) == [other]
    assert kept.get("0" * 32) is kept.get("\0") is None
    assert kept.of_key("k2") == other
    assert kept.of_key("k3") is None


def test_one_process_at_a_time(kept: Benchmarks) -> None:
    id = claimed(kept)
    assert kept.claim(id, OTHER, 60) is None
    assert kept.claim(id, ME, 60) is not None
    kept.free(id, "somebody:3")
    assert kept.claim(id, OTHER, 60) is None
    kept.free(id, ME)
    assert kept.claim(id, OTHER, 60) is not None
    for call in (
        lambda: kept.hold_on(id, ME, 60, seconds=1, rate=None),
        lambda: kept.tell(id, ME, Status.DONE),
        lambda: kept.samples.take_over(id, ME, [unit("a")]),
        lambda: kept.keep_check(id, ME, {}, 0),
    ):
        with pytest.raises(RunLost, match="another process"):
            call()


def test_a_hold_that_ran_out_is_anybodys(kept: Benchmarks) -> None:
    id = claimed(kept)
    kept.hold_on(id, ME, -1, seconds=1, rate=None)
    assert now(kept, id).held == 0
    assert kept.claim(id, OTHER, 60) is not None


def test_its_end_lets_go_of_a_run(kept: Benchmarks) -> None:
    id = claimed(kept)
    assert not kept.hold_on(id, ME, 60, seconds=2.5, rate=100.0)
    run = now(kept, id)
    assert (run.seconds, run.rate, run.status) == (2.5, 100.0, Status.RUNNING)
    kept.tell(id, ME, Status.PAUSED, "the engine is gone")
    assert (now(kept, id).status, now(kept, id).held > 0) == (Status.PAUSED, True)
    kept.tell(id, ME, Status.DONE)
    run = now(kept, id)
    assert (run.status, run.message, run.held, run.rate) == (Status.DONE, "", 0, None)
    assert run.ended is not None
    with pytest.raises(StoreError, match="is done"):
        kept.queue(id)


def test_the_time_left_goes_by_what_was_asked(kept: Benchmarks) -> None:
    id = claimed(kept)
    assert now(kept, id).seconds_left is None
    kept.samples.take_over(id, ME, [unit("a", cached=True)])
    assert now(kept, id).seconds_left is None
    kept.samples.finish(id, ME, unit("b"), None, None)
    kept.hold_on(id, ME, 60, seconds=4, rate=None)
    assert now(kept, id).seconds_left == 4


def test_a_deleted_run_leaves_traces_that_others_share(store: Store, kept: Benchmarks) -> None:
    first, second = claimed(kept), claimed(kept, "k2")
    for name in ("t1", "t2"):
        kept.samples.finish(first, ME, unit(name, trace_id=name), record(name), None)
    kept.samples.take_over(second, ME, [unit("t1", trace_id="t1", cached=True)])
    with pytest.raises(StoreError, match="going on"):
        kept.delete(first)
    kept.tell(first, ME, Status.STOPPED)
    kept.delete(first)
    assert kept.get(first) is None
    assert kept.samples.of(first) == []
    assert store.trace("t1") is not None
    assert store.trace("t2") is None
    with pytest.raises(StoreError, match="no such benchmark run"):
        kept.delete(first)
    with pytest.raises(RunLost, match="deleted"):
        kept.hold_on(first, ME, 60, seconds=1, rate=None)


def test_the_queue_is_worked_on_one_at_a_time_the_oldest_first(kept: Benchmarks) -> None:
    assert kept.claim_next(ME, 60) is None
    first, second = opened(kept, "k1").id, opened(kept, "k2").id
    assert kept.claim_next(ME, 60) is None  # neither is queued for a worker
    kept.queue(second)
    kept.queue(first)
    begun = kept.claim_next(ME, 60)
    assert begun is not None
    assert (begun.id, begun.status) == (first, Status.RUNNING)
    assert kept.claim_next(OTHER, 60) is None
    kept.hold_on(first, ME, -1, seconds=1, rate=None)  # its worker was killed
    begun = kept.claim_next(OTHER, 60)
    assert begun is not None
    assert begun.id == first
    kept.tell(first, OTHER, Status.DONE)
    begun = kept.claim_next(OTHER, 60)
    assert begun is not None
    assert begun.id == second
    kept.let_go(second, OTHER, "the engine is gone")
    assert kept.claim_next(OTHER, 60) is None
    kept.queue(second)
    assert kept.claim_next(OTHER, 60) is not None


def test_a_worker_is_needed_while_something_is_queued_and_nothing_held(kept: Benchmarks) -> None:
    first, second = opened(kept, "k1").id, opened(kept, "k2").id
    assert not kept.waits()
    kept.queue(first)
    kept.queue(second)
    assert kept.waits()
    assert kept.claim_next(ME, 60) is not None
    assert not kept.waits()
    kept.hold_on(first, ME, -1, seconds=1, rate=None)  # its worker was killed
    assert kept.waits()
    assert kept.claim(first, OTHER, -1) is not None  # and somebody else has gone on with it
    kept.tell(first, OTHER, Status.DONE)
    kept.ask_to_stop(second)
    assert not kept.waits()


def test_a_stop_reaches_whoever_works_on_it(kept: Benchmarks) -> None:
    id = claimed(kept)
    kept.ask_to_stop(id)
    assert now(kept, id).status is Status.RUNNING
    assert kept.hold_on(id, ME, 60, seconds=1, rate=None)
    kept.tell(id, ME, Status.STOPPED)
    kept.queue(id)
    kept.ask_to_stop(id)
    assert now(kept, id).status is Status.STOPPED
    assert kept.claim_next(ME, 60) is None
    again = kept.claim(id, ME, 60)
    assert again is not None
    assert not again.stop


def test_a_stop_that_a_killed_worker_never_heard_is_heeded_by_the_next(kept: Benchmarks) -> None:
    first, second = opened(kept, "k1").id, opened(kept, "k2").id
    kept.queue(first)
    kept.queue(second)
    assert kept.claim_next(ME, 60) is not None
    kept.ask_to_stop(first)
    kept.hold_on(first, ME, -1, seconds=1, rate=None)  # it was killed before it looked
    begun = kept.claim_next(OTHER, 60)
    assert begun is not None
    assert begun.id == second
    assert (now(kept, first).status, now(kept, first).ended is None) == (Status.STOPPED, False)


def test_a_check_is_kept_and_what_it_took_counts(kept: Benchmarks) -> None:
    id = claimed(kept)
    kept.keep_check(id, ME, {"p_value": 0.5}, 7)
    kept.keep_check(id, ME, {"p_value": 0.4}, 3, 0.25)
    run = now(kept, id)
    assert (run.self_check, run.tokens, run.dollars) == ({"p_value": 0.4}, 10, 0.25)


def test_a_removed_person_leaves_the_run_to_the_others(
    store: Store, kept: Benchmarks, ada: str
) -> None:
    id = opened(kept, owner=ada).id
    store.people.remove(ada)
    assert now(kept, id).owner is None


def test_each_start_with_other_versions_is_kept(kept: Benchmarks) -> None:
    id = claimed(kept)
    assert now(kept, id).versions == []
    for versions in ({"python": "3.11"}, {"python": "3.11"}, {"python": "3.12"}):
        kept.keep_versions(id, ME, versions)
    assert now(kept, id).versions == [{"python": "3.11"}, {"python": "3.12"}]
    with pytest.raises(RunLost):
        kept.keep_versions(id, OTHER, {})


def test_a_run_that_was_queued_unprepared_gets_its_plan_once(kept: Benchmarks) -> None:
    id = kept.open("asked:1", title="t", request={"seed": 1}, plan={}, total=0).id
    kept.queue(id)
    assert kept.claim_next(ME, 60)
    found = kept.settle(id, ME, "k", title="T", plan={"seed": 1}, total=5, note="n")
    assert found is not None
    assert (found.key, found.title, found.plan, found.total, found.note) == (
        "k", "T", {"seed": 1}, 5, "n",
    )  # fmt: skip
    with pytest.raises(RunLost):
        kept.settle(id, OTHER, "k2", title="T", plan={}, total=5)


def test_a_plan_that_another_run_has_is_not_given_to_a_second(kept: Benchmarks) -> None:
    opened(kept, "k")
    id = claimed(kept, "asked:1")
    before = now(kept, id)
    assert kept.settle(id, ME, "k", title="T", plan={"seed": 1}, total=5) is None
    assert replace(now(kept, id), held=0.0) == replace(before, held=0.0)


def test_active_runs_are_told_apart_and_all_are_counted(kept: Benchmarks) -> None:
    assert (kept.active(), kept.count()) == ([], 0)
    waiting, over = opened(kept, "a").id, opened(kept, "b").id
    kept.ask_to_stop(over)
    going = claimed(kept, "c")
    assert [run.id for run in kept.active()] == [waiting, going]
    assert kept.count() == 3

"""Finished units of benchmark runs: each counted once, with its trace."""

from __future__ import annotations

import pytest

from reasoning.errors import StoreError
from store import Benchmarks, RunLost, Status, Store
from tests.store.benchmark_runs import ME, OTHER, claimed, now, unit
from tests.store.examples import record


@pytest.fixture
def kept(store: Store) -> Benchmarks:
    return store.benchmarks


def test_a_unit_counts_once_and_with_its_trace(store: Store, kept: Benchmarks) -> None:
    id = claimed(kept)
    first = unit("a", trace_id="t1")
    assert kept.samples.finish(id, ME, first, record("t1"), 0.5)
    assert not kept.samples.finish(id, ME, first, record("t2"), 0.5)
    assert kept.samples.finish(id, ME, unit("b"), None, None)
    run = now(kept, id)
    assert (run.done, run.tokens, run.dollars) == (2, 10, 0.5)
    assert kept.samples.of(id) == [first, unit("b")]
    assert kept.samples.finished(id) == {("t", "a", 0, 0), ("t", "b", 0, 0)}
    assert store.trace("t1") is not None
    assert store.trace("t2") is None


def test_a_unit_that_cannot_be_kept_leaves_no_trace(store: Store, kept: Benchmarks) -> None:
    id = claimed(kept)
    with pytest.raises(StoreError, match="not JSON"):
        kept.samples.finish(id, ME, unit("a", graded={"x": object()}), record("t1"), None)
    with pytest.raises(RunLost, match="another process"):
        kept.samples.finish(id, OTHER, unit("a"), record("t1"), None)
    assert store.trace("t1") is None
    assert now(kept, id).done == 0


def test_another_runs_units_are_taken_over_once(kept: Benchmarks) -> None:
    first = claimed(kept)
    kept.samples.finish(first, ME, unit("a", trace_id="t1"), record("t1"), None)
    found = kept.samples.finished_elsewhere(["ua", "ub"])
    assert list(found) == ["ua"]
    assert found["ua"].trace_id == "t1"
    second = claimed(kept, "k2")
    again = [unit("a", trace_id="t1", cached=True, tokens=0)]
    assert kept.samples.take_over(second, ME, again) == 1
    assert kept.samples.take_over(second, ME, again) == 0
    run = now(kept, second)
    assert (run.done, run.cached, run.tokens) == (1, 1, 0)


def test_a_unit_whose_trace_was_deleted_is_not_taken_over(kept: Benchmarks) -> None:
    first, second = claimed(kept), claimed(kept, "k2")
    kept.samples.finish(first, ME, unit("a", trace_id="t1"), record("t1"), None)
    kept.samples.finish(first, ME, unit("b"), None, None)
    found = kept.samples.finished_elsewhere(["ua", "ub"])
    kept.tell(first, ME, Status.STOPPED)
    kept.delete(first)
    assert kept.samples.take_over(second, ME, list(found.values())) == 1
    assert kept.samples.finished(second) == {("t", "b", 0, 0)}


def test_units_are_asked_again_only_of_a_run_that_is_done(store: Store, kept: Benchmarks) -> None:
    id = claimed(kept)
    for item in "abc":
        kept.samples.finish(id, ME, unit(item, trace_id=f"t{item}"), record(f"t{item}"), None)
    failed = [unit("a").place, unit("b").place, unit("z").place]
    assert kept.samples.ask_again(id, failed) == 0
    kept.tell(id, ME, Status.DONE)
    other = claimed(kept, "k2", OTHER)
    kept.samples.take_over(other, OTHER, [unit("b", trace_id="tb")])
    assert kept.samples.ask_again(id, failed) == 2
    run = now(kept, id)
    assert (run.status, run.done, run.tokens) == (Status.STOPPED, 1, 15)
    assert kept.samples.finished(id) == {unit("c").place}
    assert [store.trace(trace) is None for trace in ("ta", "tb", "tc")] == [True, False, False]
    kept.queue(id)
    assert kept.samples.ask_again(id, [unit("c").place]) == 0  # somebody else had it resumed
    kept.tell(other, OTHER, Status.DONE)
    going = kept.claim_next(ME, 60)
    assert going is not None
    assert going.id == id
    assert kept.samples.finish(id, ME, unit("a", trace_id="new"), record("new"), None)


def test_the_texts_of_questions_are_read_out_of_their_traces(kept: Benchmarks) -> None:
    id = claimed(kept)
    told = "Why “中” \0 and \ud800?"
    for number in range(2):
        trace = record(f"t{number}", problem={"question": told, "options": None})
        kept.samples.finish(id, ME, unit("a", sample=number, trace_id=f"t{number}"), trace, None)
    kept.samples.finish(id, ME, unit("b", trace_id="t2"), record("t2"), None)  # of no question
    kept.samples.finish(id, ME, unit("c"), None, None)
    assert kept.samples.questions(id) == {"a": told}
    assert kept.samples.questions("0" * 32) == {}

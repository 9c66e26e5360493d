"""What one process works on is held against others, and let go when that process is gone."""

from __future__ import annotations

import pytest

from reasoning.errors import StoreError
from store import Held, Store

ASK = {"question": "Which?"}


def begin(store: Store, owner: str, seconds: float = 60) -> tuple[str, str]:
    """A conversation that is being answered, and a comparison that runs."""
    conversation = store.conversations.create(owner, "Rash").id
    store.conversations.add_turn(conversation, owner, ASK, hold=seconds)
    return conversation, store.comparisons.save(owner, "Which?", {}, hold=seconds).id


def held(store: Store, owner: str, conversation: str, comparison: str) -> list[bool]:
    """Whether each of the two is held. The conversation gets another turn if it is not."""
    try:
        store.conversations.add_turn(conversation, owner, ASK)
    except Held:
        answered = True
    else:
        answered = False
    found = store.comparisons.get(comparison, owner)
    assert found is not None
    return [answered, found.held]


def test_a_comparison_is_held_from_its_start_to_its_end(url: str, store: Store, ada: str) -> None:
    kept = store.comparisons
    made = kept.save(ada, "Which?", {}, hold=60)
    with Store(url) as elsewhere:
        assert [one.held for one in elsewhere.comparisons.list(ada)] == [True]
        kept.replace(made.id, ada, {"so": "far"}, hold=60)
        assert [one.held for one in elsewhere.comparisons.list(ada)] == [True]
        assert not kept.replace(made.id, ada, {"at": "its end"}).held
        assert [one.held for one in elsewhere.comparisons.list(ada)] == [False]


def test_a_hold_runs_out_unless_it_is_held_on_to(store: Store, ada: str) -> None:
    conversation, comparison = begin(store, ada, -1)
    store.conversations.hold_on([conversation], 60)
    assert held(store, ada, conversation, comparison) == [True, False]
    store.comparisons.replace(comparison, ada, {}, hold=60)
    store.conversations.hold_on([conversation], -1)
    assert held(store, ada, conversation, comparison) == [False, True]


def test_an_app_that_is_alone_lets_go_of_what_a_killed_one_held(url: str) -> None:
    with Store(url) as killed:
        ada = killed.people.add("Ada", "long enough", "user").id
        ids = begin(killed, ada)
    with Store(url) as store:
        assert held(store, ada, *ids) == [True, True]
        with store.at_work():
            # In PostgreSQL it is not known whether another app is there.
            known = url.startswith("sqlite")
            assert held(store, ada, *ids) == ([False, False] if known else [True, True])


def test_an_app_that_begins_beside_another_leaves_it_what_it_holds(url: str) -> None:
    with Store(url) as first, Store(url) as second, Store(url) as third:
        ada = first.people.add("Ada", "long enough", "user").id
        with first.at_work():
            with second.at_work():
                ids = begin(first, ada)
            with third.at_work():
                assert held(third, ada, *ids) == [True, True]


def test_what_an_app_does_wrong_is_not_blamed_on_the_store(store: Store) -> None:
    with pytest.raises(OSError, match="its own"), store.at_work():
        raise OSError("its own")


def test_a_system_without_locks_is_told_in_one_line(
    url: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(*args: object) -> None:
        raise OSError("No locks available")

    monkeypatch.setattr("store.sqlite.flock", no_locks)
    if url.startswith("sqlite"):
        with pytest.raises(StoreError, match=r"cannot be opened \(No locks available\);"):
            store.at_work().__enter__()


def test_evidence_is_kept_with_its_reply_and_lets_nothing_go(store: Store, ada: str) -> None:
    kept = store.conversations
    id = kept.create(ada, "Rash").id
    turn = kept.add_turn(id, ada, ASK)
    with pytest.raises(StoreError, match="no reply yet"):
        kept.keep_evidence(turn.id, ada, {"claims": []})
    kept.finish_turn(turn.id, ada, {"answer": "B"}, "run")
    kept.add_turn(id, ada, ASK, hold=60)
    kept.keep_evidence(turn.id, ada, {"claims": ["x"]})
    first = kept.path(id, ada)[0]
    assert first.reply == {"answer": "B", "evidence": {"claims": ["x"]}}
    assert first.trace_id == "run"
    with pytest.raises(Held):
        kept.add_turn(id, ada, ASK)

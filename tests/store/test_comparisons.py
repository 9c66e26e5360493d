"""Comparisons: a person's own, until shared."""

from __future__ import annotations

import pytest

from reasoning.errors import StoreError
from store import Comparisons, Store

BODY = {"columns": [{"budget": 0, "answer": "4\0\ud800"}, {"budget": 512, "answer": None}]}


@pytest.fixture
def kept(store: Store) -> Comparisons:
    return store.comparisons


def test_a_comparison_comes_back_whole(kept: Comparisons, ada: str) -> None:
    made = kept.save(ada, "2 + 2?", BODY)
    assert (made.owner, made.question, made.shared, made.body) == (ada, "2 + 2?", False, BODY)
    assert kept.get(made.id, ada) == made
    assert kept.list(ada) == [made]


def test_what_has_come_since_takes_the_place_of_what_was_saved(
    kept: Comparisons, ada: str, bob: str
) -> None:
    made = kept.save(ada, "2 + 2?", {"columns": []})
    kept.set_shared(made.id, ada, True)
    assert kept.replace(made.id, ada, BODY) == kept.get(made.id, ada)
    (now,) = kept.list(ada)
    assert (now.created, now.shared, now.body) == (made.created, True, BODY)
    with pytest.raises(StoreError, match="no such comparison"):
        kept.replace(made.id, bob, {})


def test_the_newest_comes_first_and_no_more_than_asked(kept: Comparisons, ada: str) -> None:
    ids = [kept.save(ada, text, {}).id for text in "abc"]
    assert [row.id for row in kept.list(ada)] == ids[::-1]
    assert [row.id for row in kept.list(ada, limit=1)] == ids[-1:]


def test_others_see_it_while_it_is_shared_and_only_see_it(
    store: Store, kept: Comparisons, ada: str, bob: str
) -> None:
    id = kept.save(ada, "2 + 2?", BODY).id
    assert kept.get(id, bob) is None
    kept.set_shared(id, ada, True)
    seen = kept.get(id, bob)
    assert seen is not None
    assert seen.shared
    assert kept.list(bob) == []
    for call in (lambda: kept.set_shared(id, bob, False), lambda: kept.delete(id, bob)):
        with pytest.raises(StoreError, match="no such comparison"):
            call()
    for nobody in ("", "0" * 32, "\0", "\ud800"):
        assert kept.get(id, nobody) is None
    store.people.set_disabled(bob, True)
    assert kept.get(id, bob) is None
    store.people.set_disabled(bob, False)
    kept.set_shared(id, ada, False)
    assert kept.get(id, bob) is None


def test_a_deleted_one_is_gone(kept: Comparisons, ada: str) -> None:
    id = kept.save(ada, "2 + 2?", BODY).id
    kept.delete(id, ada)
    assert kept.get(id, ada) is None
    with pytest.raises(StoreError, match="no such comparison"):
        kept.delete(id, ada)


@pytest.mark.parametrize("value", [float("nan"), object()])
def test_what_is_not_json_is_refused(kept: Comparisons, ada: str, value: object) -> None:
    with pytest.raises(StoreError, match="the comparison is not JSON"):
        kept.save(ada, "2 + 2?", {"answer": value})
    assert kept.list(ada) == []


def test_nobody_owns_none(kept: Comparisons) -> None:
    with pytest.raises(StoreError, match="no such person"):
        kept.save("0" * 32, "2 + 2?", BODY)

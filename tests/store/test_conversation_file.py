"""A conversation moves between stores whole; what is no conversation leaves nothing behind."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reasoning.errors import StoreError
from store import Conversations, Store
from tests.store.examples import record

HERE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)


@pytest.fixture
def kept(store: Store) -> Conversations:
    return store.conversations


def turn(id: str = "a", parent: str | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "id": id,
        "parent": parent,
        "created": "2026-01-02T03:04:05.000006+00:00",
        "asked": {"question": f"{id}?"},
        "reply": {"text": f"{id}!"},
        "trace_id": None,
        "liked": True,
        "comment": "good",
        **changes,
    }


def conversation(**changes: Any) -> dict[str, Any]:
    return {
        "format": 1,
        "title": "Rash",
        "created": "2026-01-02T03:04:05.000006+00:00",
        "tip": "b",
        "turns": [turn("a"), turn("b", "a"), turn("c", "a")],
        **changes,
    }


def test_an_export_is_json_and_comes_back_the_same_under_new_ids(
    kept: Conversations, ada: str, bob: str
) -> None:
    first = kept.from_json(ada, conversation())
    export = json.loads(json.dumps(kept.to_json(first.id, ada)))
    second = kept.from_json(bob, export)
    assert second.owner == bob
    assert second.id != first.id
    path = kept.path(second.id, bob)
    assert [row.asked for row in path] == [{"question": "a?"}, {"question": "b?"}]
    assert [row.reply for row in path] == [{"text": "a!"}, {"text": "b!"}]
    assert (path[0].liked, path[0].comment) == (True, "good")
    assert path[0].created == "2026-01-02T03:04:05.000006+00:00"
    assert len(kept.siblings(path[1].id, bob)) == 2
    assert not {row.id for row in path} & {row["id"] for row in export["turns"]}
    assert kept.list(bob, "c?") == [second]


def test_a_time_elsewhere_is_kept_in_utc(kept: Conversations, ada: str) -> None:
    made = kept.from_json(ada, conversation(created="2026-01-02T03:04:05+02:00"))
    assert made.created == "2026-01-02T01:04:05.000000+00:00"


def test_an_import_cannot_point_to_somebody_elses_run(store: Store, ada: str, bob: str) -> None:
    for id, owner in (("mine", ada), ("theirs", bob), ("nobodys", None)):
        store.save_trace(record(id, owner=owner))
    named = ["mine", "theirs", "nobodys", "unknown", "\ud800", "\0"]
    turns = [turn(str(place), trace_id=id) for place, id in enumerate(named) if id != "\ud800"]
    made = store.conversations.from_json(ada, conversation(turns=turns, tip=None))
    kept = [row["trace_id"] for row in store.conversations.to_json(made.id, ada)["turns"]]
    assert kept == ["mine", None, None, None, None]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"format": 2}, r"format: Input should be 1"),
        ({"title": " "}, r"title: Value error, blank"),
        ({"title": "x" * 201}, r"title: .* at most 200"),
        ({"created": "yesterday"}, r"created: .*not a time"),
        ({"created": "2026-01-02T03:04:05"}, r"created: .*not a time"),
        ({"created": "0001-01-01T00:00:00+14:00"}, r"created: .*not a time"),
        ({"tip": "z"}, r"tip: 'z' is no turn's id"),
        ({"turns": {}}, r"turns: "),
        ({"turns": [turn()] * 2001}, r"turns: .* at most 2000"),
        ({"turns": [turn("a"), turn("a")]}, r"turns\.1\.id: 'a' is an earlier turn's"),
        ({"turns": [turn("a", "a")]}, r"turns\.0\.parent: 'a' is no earlier turn's id"),
        ({"turns": [turn("a", "b"), turn("b")]}, r"turns\.0\.parent: "),
        ({"turns": [turn(), {}]}, r"turns\.1\.id: Field required"),
        ({"turns": [turn(liked=1)]}, r"turns\.0\.liked: "),
        ({"turns": [turn(asked="why?")]}, r"turns\.0\.asked: "),
        ({"turns": [turn(comment="x" * 10_001)]}, r"turns\.0\.comment: "),
        ({"turns": [turn(owner="x")]}, r"turns\.0\.owner: Extra inputs"),
        ({"turns": [turn(**{"a\nb": "x"})]}, r"turns\.0\.'a\\nb': Extra inputs"),
        ({"turns": [turn(reply={"text": "x" * 5_000_000})]}, r"it has 50\d+ bytes; allowed"),
        ({"turns": [turn(reply={"text": float("nan")})]}, r"it is not JSON"),
    ],
)
def test_what_does_not_fit_is_told_by_its_place(
    kept: Conversations, ada: str, change: dict[str, Any], place: str
) -> None:
    line = rf"^the conversation cannot be imported: {place}[^\n]*; import a file [^\n]*$"
    with pytest.raises(StoreError, match=line):
        kept.from_json(ada, conversation(**change))
    assert kept.list(ada) == []


def test_nesting_without_end_is_refused(kept: Conversations, ada: str) -> None:
    nest: list[Any] = []
    for _ in range(100_000):
        nest = [nest]
    with pytest.raises(StoreError, match="it is not JSON"):
        kept.from_json(ada, conversation(turns=[turn(reply={"text": nest})]))


def test_a_failure_in_the_middle_leaves_nothing_half_written(
    kept: Conversations, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = kept.create(ada, "before")
    ids = iter(["1" * 32, "2" * 32, "2" * 32, "3" * 32])
    monkeypatch.setattr("store.conversations.new_id", lambda: next(ids))
    with pytest.raises(StoreError, match="cannot be written"):
        kept.from_json(ada, conversation())
    assert kept.list(ada) == [made]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@HERE
@given(anything=ANYTHING)
def test_any_json_at_all_is_taken_whole_or_refused_in_one_line(
    store: Store, ada: str, anything: object
) -> None:
    with pytest.raises(StoreError, match=r"^[^\n]*$"):
        store.conversations.from_json(ada, anything)
    assert store.conversations.list(ada) == []


PLACES = [(name,) for name in conversation()] + [("turns", 1, name) for name in turn()]


@HERE
@given(place=st.sampled_from(PLACES), anything=ANYTHING)
def test_a_file_with_anything_in_one_place_is_taken_whole_or_refused_in_one_line(
    store: Store, ada: str, place: tuple[Any, ...], anything: object
) -> None:
    kept = store.conversations
    file = copy.deepcopy(conversation())
    inner: Any = file
    for part in place[:-1]:
        inner = inner[part]
    inner[place[-1]] = anything
    try:
        made = kept.from_json(ada, file)
    except StoreError as error:
        assert "\n" not in str(error)
        assert kept.list(ada) == []
    else:
        assert len(kept.to_json(made.id, ada)["turns"]) == len(file["turns"])
        kept.from_json(ada, kept.to_json(made.id, ada))
        for row in kept.list(ada):
            kept.delete(row.id, ada)

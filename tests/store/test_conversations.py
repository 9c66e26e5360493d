"""Conversations: listing, searching, and a tree of turns that loses none."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reasoning.errors import StoreError
from store import Conversations, Held, Store, Turn

HERE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)


@pytest.fixture
def kept(store: Store) -> Conversations:
    return store.conversations


def ask(text: str) -> dict[str, Any]:
    return {"question": text, "budget": 512}


def questions(turns: list[Turn]) -> list[str]:
    return [turn.asked["question"] for turn in turns]


def test_a_new_conversation_has_no_turns(kept: Conversations, ada: str) -> None:
    made = kept.create(ada, " A  rash\nand fever ")
    assert (made.owner, made.title, made.tip) == (ada, "A rash and fever", None)
    assert kept.get(made.id, ada) == made
    assert kept.path(made.id, ada) == []


@pytest.mark.parametrize("title", ["", " \n", "x" * 201])
def test_a_title_outside_the_rules_is_refused(kept: Conversations, ada: str, title: str) -> None:
    made = kept.create(ada, "Rash")
    with pytest.raises(StoreError, match="allowed: 1 to 200"):
        kept.create(ada, title)
    with pytest.raises(StoreError, match="allowed: 1 to 200"):
        kept.rename(made.id, ada, title)
    assert [row.title for row in kept.list(ada)] == ["Rash"]


def test_nobody_owns_no_conversation(kept: Conversations) -> None:
    for owner in ("0" * 32, "", "\0", "\ud800"):
        with pytest.raises(StoreError, match="no such person"):
            kept.create(owner, "Rash")
        assert kept.list(owner) == []


def test_the_list_has_the_last_updated_first(kept: Conversations, ada: str) -> None:
    first, second, third = (kept.create(ada, title).id for title in "abc")
    kept.rename(second, ada, "B")
    turn = kept.add_turn(first, ada, ask("why?"))
    assert [row.id for row in kept.list(ada)] == [first, second, third]
    kept.add_turn(third, ada, ask("why?"))
    kept.finish_turn(turn.id, ada, {"text": "so"}, None)
    assert [row.id for row in kept.list(ada)] == [first, third, second]
    assert [row.id for row in kept.list(ada, limit=1)] == [first]
    assert kept.list(ada, limit=0) == []


def test_a_search_looks_at_titles_and_questions_on_every_branch(
    kept: Conversations, ada: str
) -> None:
    rash, pain = (kept.create(ada, title).id for title in ("RASH", "pain"))
    kept.add_turn(pain, ada, ask("Is it a Straße Rash?"))
    kept.set_tip(pain, ada, None)
    kept.add_turn(pain, ada, {"picture": "no question"})
    assert [row.id for row in kept.list(ada, "rash")] == [pain, rash]
    assert [row.id for row in kept.list(ada, " STRASSE ")] == [pain]
    assert kept.list(ada, "picture") == []
    assert len(kept.list(ada, "  ")) == 2
    kept.rename(rash, ada, "itch")
    assert [row.id for row in kept.list(ada, "rash")] == [pain]
    assert len(kept.list(ada, "rash", limit=0)) == 0
    with pytest.raises(StoreError, match="at most 200"):
        kept.list(ada, "x" * 201)
    assert kept.list(ada, "\ufdfa" * 200) == []


SIGNS = st.text("aB%_\\/*?[]^'\";-", max_size=6)


@HERE
@given(title=SIGNS, question=SIGNS, search=SIGNS)
def test_a_search_takes_every_sign_as_it_is(
    store: Store, ada: str, title: str, question: str, search: str
) -> None:
    made = store.conversations.create(ada, f"t{title}")
    store.conversations.add_turn(made.id, ada, ask(question))
    holds = search.lower() in f"t{title}".lower() or search.lower() in question.lower()
    found = store.conversations.list(ada, search)
    store.conversations.delete(made.id, ada)
    assert [row.id for row in found] == [made.id] * holds


@HERE
@given(text=st.text(st.characters(exclude_categories=[])), extra=st.text(max_size=3))
def test_any_text_can_be_asked_and_searched_for(
    store: Store, ada: str, text: str, extra: str
) -> None:
    made = store.conversations.create(ada, f"t {text}"[:200])
    turn = store.conversations.add_turn(made.id, ada, ask(extra + text))
    store.conversations.rate(turn.id, ada, True, text)
    assert store.conversations.path(made.id, ada)[0].asked == ask(extra + text)
    found = store.conversations.list(ada, text[:200]) if extra == "" else [made]
    store.conversations.delete(made.id, ada)
    assert made.id in [row.id for row in found]


def test_a_turn_follows_the_tip_and_is_finished_and_rated(kept: Conversations, ada: str) -> None:
    id = kept.create(ada, "Rash").id
    first = kept.add_turn(id, ada, ask("one"))
    second = kept.add_turn(id, ada, ask("two"))
    assert (first.parent, second.parent) == (None, first.id)
    assert (first.reply, first.trace_id, first.liked, first.comment) == (None, None, None, "")
    assert kept.path(id, ada) == [first, second]
    kept.finish_turn(second.id, ada, {"text": "…"}, "t1")
    kept.rate(second.id, ada, False, "no\nsource")
    after = kept.path(id, ada)[1]
    assert (after.reply, after.trace_id) == ({"text": "…"}, "t1")
    assert (after.liked, after.comment) == (False, "no\nsource")
    kept.rate(second.id, ada, None, "")
    assert kept.path(id, ada)[1].liked is None
    with pytest.raises(StoreError, match="at most 10000"):
        kept.rate(second.id, ada, True, "x" * 10_001)


def test_a_conversation_that_is_being_answered_takes_no_other_turn(
    url: str, kept: Conversations, ada: str
) -> None:
    id = kept.create(ada, "Rash").id
    first = kept.add_turn(id, ada, ask("one"), hold=60)
    with Store(url) as another_process:
        with pytest.raises(Held, match=r"being answered elsewhere.* try again in 60 s"):
            another_process.conversations.add_turn(id, ada, ask("two"), beside=first.id)
        assert kept.path(id, ada) == [first]
        kept.finish_turn(first.id, ada, {"text": "…"}, None)
        second = another_process.conversations.add_turn(id, ada, ask("two"), hold=60)
    assert [turn.id for turn in kept.path(id, ada)] == [first.id, second.id]


def test_a_hold_ends_by_itself_unless_it_is_held_on_to(kept: Conversations, ada: str) -> None:
    id, other = kept.create(ada, "Rash").id, kept.create(ada, "Cough").id
    kept.add_turn(id, ada, ask("one"), hold=-1)  # whose process broke off
    kept.add_turn(id, ada, ask("two"), hold=-1)
    kept.hold_on([id, other], 60)
    with pytest.raises(Held):
        kept.add_turn(id, ada, ask("three"))
    kept.add_turn(other, ada, ask("one"))  # which was over before


def test_a_turn_beside_another_is_its_version_and_the_tip(kept: Conversations, ada: str) -> None:
    id, other = kept.create(ada, "Rash").id, kept.create(ada, "Cough").id
    first = kept.add_turn(id, ada, ask("one"))
    kept.add_turn(id, ada, ask("two"))
    again = kept.add_turn(id, ada, ask("1"), beside=first.id)
    assert (again.parent, kept.path(id, ada)) == (None, [again])
    assert [turn.id for turn in kept.siblings(again.id, ada)] == [first.id, again.id]
    with pytest.raises(StoreError, match="no such"):
        kept.add_turn(other, ada, ask("1"), beside=first.id)


def test_retry_and_undo_keep_every_version(kept: Conversations, ada: str) -> None:
    id = kept.create(ada, "Rash").id
    kept.add_turn(id, ada, ask("one"))
    second = kept.add_turn(id, ada, ask("two"))
    third = kept.add_turn(id, ada, ask("three"))
    kept.set_tip(id, ada, second.parent)
    edited = kept.add_turn(id, ada, ask("two, better"))
    assert questions(kept.path(id, ada)) == ["one", "two, better"]
    assert questions(kept.siblings(edited.id, ada)) == ["two", "two, better"]
    assert kept.siblings(second.id, ada) == kept.siblings(edited.id, ada)
    kept.set_tip(id, ada, kept.leaf(second.id, ada).id)
    assert questions(kept.path(id, ada)) == ["one", "two", "three"]
    assert kept.leaf(third.id, ada) == third
    kept.set_tip(id, ada, None)
    assert kept.path(id, ada) == []
    assert questions(kept.siblings(kept.add_turn(id, ada, ask("new")).id, ada)) == ["one", "new"]


def test_a_branch_is_a_copy_with_a_life_of_its_own(kept: Conversations, ada: str) -> None:
    id = kept.create(ada, "x" * 200).id
    first = kept.add_turn(id, ada, ask("one"))
    kept.finish_turn(first.id, ada, {"text": "1"}, "t1")
    kept.rate(first.id, ada, True, "good")
    kept.add_turn(id, ada, ask("two"))
    copy = kept.branch(id, ada, first.id)
    assert copy.title == "x" * 191 + " (branch)"
    (turn,) = kept.path(copy.id, ada)
    assert turn.id != first.id
    assert (turn.reply, turn.trace_id, turn.liked) == ({"text": "1"}, "t1", True)
    kept.add_turn(copy.id, ada, ask("other"))
    assert questions(kept.path(id, ada)) == ["one", "two"]
    kept.delete(id, ada)
    assert questions(kept.path(copy.id, ada)) == ["one", "other"]
    assert kept.get(id, ada) is None


def test_a_turn_of_another_conversation_is_no_tip_and_no_branch(
    kept: Conversations, ada: str
) -> None:
    one, other = (kept.create(ada, title).id for title in "ab")
    turn = kept.add_turn(one, ada, ask("one"))
    for call in (kept.set_tip, kept.branch):
        with pytest.raises(StoreError, match="no such conversation or turn"):
            call(other, ada, turn.id)
    assert len(kept.list(ada)) == 2
    assert kept.path(other, ada) == []


def test_what_is_not_json_is_refused(kept: Conversations, ada: str) -> None:
    id = kept.create(ada, "Rash").id
    nest: list[Any] = []
    for _ in range(100_000):
        nest = [nest]
    turn = kept.add_turn(id, ada, ask("one"))
    for value in (float("nan"), object(), nest):
        with pytest.raises(StoreError, match=r"^what was asked is not JSON: [^\n]*$"):
            kept.add_turn(id, ada, {"question": value})
        with pytest.raises(StoreError, match=r"^the reply is not JSON: [^\n]*$"):
            kept.finish_turn(turn.id, ada, {"text": value}, None)
    assert kept.path(id, ada) == [turn]


def test_a_conversation_is_full_at_2000_turns(
    kept: Conversations, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.conversations.MAX_TURNS", 2)
    id = kept.create(ada, "Rash").id
    for text in ("one", "two"):
        kept.add_turn(id, ada, ask(text))
    with pytest.raises(StoreError, match="has 2 turns, which is the most"):
        kept.add_turn(id, ada, ask("three"))
    assert questions(kept.path(id, ada)) == ["one", "two"]


def test_threads_that_add_turns_make_one_chain_of_all(kept: Conversations, ada: str) -> None:
    id = kept.create(ada, "Rash").id

    def add(worker: int) -> None:
        for number in range(15):
            kept.add_turn(id, ada, ask(f"{worker}-{number}"))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(add, range(2)))
    path = kept.path(id, ada)
    assert len({turn.id for turn in path}) == 30
    for worker in "01":
        mine = [text for text in questions(path) if text.startswith(worker)]
        assert mine == [f"{worker}-{number}" for number in range(15)]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "add", "go", "undo", "start", "branch", "finish", "move"]),
        st.integers(0, 30),
    ),
    max_size=25,
)


@HERE
@given(steps=STEPS)
def test_whatever_is_done_no_turn_is_lost(store: Store, ada: str, steps: list[Any]) -> None:
    kept = store.conversations
    id = kept.create(ada, "Rash").id
    parents: dict[str, str | None] = {}
    replies: dict[str, dict[str, Any] | None] = {}
    tip: str | None = None

    def to_root(turn: str | None) -> list[str]:
        return [] if turn is None else [*to_root(parents[turn]), turn]

    for step, pick in steps:
        turn = list(parents)[pick % len(parents)] if parents else None
        if step == "add":
            made = kept.add_turn(id, ada, ask(str(len(parents)))).id
            parents[made], replies[made], tip = tip, None, made
        elif step == "start":
            tip = None
        elif step == "undo":
            tip = parents[tip] if tip else None
        elif step == "go":
            tip = turn
        elif turn is None:
            continue
        elif step == "branch":
            copy = kept.path(kept.branch(id, ada, turn).id, ada)
            kept.set_tip(id, ada, turn)
            assert questions(copy) == questions(kept.path(id, ada))
            assert not {row.id for row in copy} & parents.keys()
        elif step == "finish":
            replies[turn] = {"number": pick}
            kept.finish_turn(turn, ada, {"number": pick}, None)
        else:
            moved = kept.from_json(ada, kept.to_json(id, ada))
            again, before = kept.to_json(moved.id, ada), kept.to_json(id, ada)
            assert shape(again) == shape(before)
        kept.set_tip(id, ada, tip)

        assert [row.id for row in kept.path(id, ada)] == to_root(tip)
        everything = kept.to_json(id, ada)["turns"]
        assert {row["id"]: row["parent"] for row in everything} == parents
        assert {row["id"]: row["reply"] for row in everything} == replies
        for one, parent in parents.items():
            same = [other for other in parents if parents[other] == parent]
            assert [row.id for row in kept.siblings(one, ada)] == same
            end = kept.leaf(one, ada).id
            assert one in to_root(end)
            assert end not in parents.values()


def shape(file: dict[str, Any]) -> dict[str, Any]:
    """A conversation's file with numbers in place of ids."""
    number: dict[str | None, int | None] = {None: None}
    number |= {turn["id"]: place for place, turn in enumerate(file["turns"])}
    turns = [
        {**turn, "id": number[turn["id"]], "parent": number[turn["parent"]]}
        for turn in file["turns"]
    ]
    return {**file, "tip": number[file["tip"]], "turns": turns}

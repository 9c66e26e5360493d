"""One person never reaches another's rows, and cannot tell them from rows that do not exist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from reasoning.errors import StoreError
from store import Comparisons, Conversations, Store

NOBODYS = "0" * 32

Call = Callable[[Store, str, str, str], Any]

#: Every method that takes an id, called with an owner and the ids of a row and of its turn.
CALLS: dict[str, Call] = {
    "Conversations.get": lambda s, who, id, turn: s.conversations.get(id, who),
    "Conversations.rename": lambda s, who, id, turn: s.conversations.rename(id, who, "mine"),
    "Conversations.delete": lambda s, who, id, turn: s.conversations.delete(id, who),
    "Conversations.add_turn": lambda s, who, id, turn: s.conversations.add_turn(id, who, {}),
    "Conversations.finish_turn": lambda s, who, id, turn: s.conversations.finish_turn(
        turn, who, {}, None
    ),
    "Conversations.keep_evidence": lambda s, who, id, turn: s.conversations.keep_evidence(
        turn, who, {}
    ),
    "Conversations.set_tip": lambda s, who, id, turn: s.conversations.set_tip(id, who, turn),
    "Conversations.path": lambda s, who, id, turn: s.conversations.path(id, who),
    "Conversations.siblings": lambda s, who, id, turn: s.conversations.siblings(turn, who),
    "Conversations.leaf": lambda s, who, id, turn: s.conversations.leaf(turn, who),
    "Conversations.branch": lambda s, who, id, turn: s.conversations.branch(id, who, turn),
    "Conversations.rate": lambda s, who, id, turn: s.conversations.rate(turn, who, True, "x"),
    "Conversations.to_json": lambda s, who, id, turn: s.conversations.to_json(id, who),
    "Comparisons.get": lambda s, who, id, turn: s.comparisons.get(id, who),
    "Comparisons.replace": lambda s, who, id, turn: s.comparisons.replace(id, who, {}),
    "Comparisons.set_shared": lambda s, who, id, turn: s.comparisons.set_shared(id, who, True),
    "Comparisons.delete": lambda s, who, id, turn: s.comparisons.delete(id, who),
}
#: Those that take no id of a row, and are looked at below.
WITHOUT_ID = {
    "Conversations.create",
    "Conversations.list",
    "Conversations.from_json",
    "Conversations.hold_on",
    "Comparisons.save",
    "Comparisons.list",
}


def outcome(call: Call, *arguments: Any) -> str:
    try:
        return f"gave {call(*arguments)}"
    except StoreError as error:
        return f"said {error}"


def everything(store: Store) -> list[Any]:
    with store.people._database.reading() as session:
        return [
            session.connection().execute(text(f"SELECT * FROM {table} ORDER BY id")).all()
            for table in ("conversation", "turn", "comparison")
        ]


def test_every_public_method_is_looked_at() -> None:
    methods = {
        f"{of.__name__}.{name}"
        for of in (Conversations, Comparisons)
        for name in vars(of)
        if not name.startswith("_")
    }
    assert methods == CALLS.keys() | WITHOUT_ID


@pytest.mark.parametrize("name", CALLS)
def test_anothers_row_is_as_if_it_did_not_exist(
    store: Store, ada: str, bob: str, name: str
) -> None:
    turn = NOBODYS
    if name.startswith("Conversations"):
        id = store.conversations.create(ada, "Rash").id
        turn = store.conversations.add_turn(id, ada, {"question": "why?"}).id
    else:
        id = store.comparisons.save(ada, "why?", {}).id
    before = everything(store)
    said = outcome(CALLS[name], store, bob, id, turn)
    assert said == outcome(CALLS[name], store, bob, NOBODYS, NOBODYS)
    assert said == "gave None" or said.startswith("said there is no such ")
    assert everything(store) == before
    for malformed in ("", "\0", "\ud800", "%", id.upper() + "x"):
        assert outcome(CALLS[name], store, ada, malformed, malformed) == said
        assert outcome(CALLS[name], store, malformed, id, turn) == said
    assert everything(store) == before
    assert outcome(CALLS[name], store, ada, id, turn) != said


def test_lists_hold_a_persons_own_only(store: Store, ada: str, bob: str) -> None:
    made = store.conversations.create(ada, "Rash")
    turn = store.conversations.add_turn(made.id, ada, {"question": "why?"})
    store.comparisons.save(ada, "why?", {})
    for search in ("", "rash", "why"):
        assert store.conversations.list(bob, search) == []
        assert len(store.conversations.list(ada, search)) == 1
    assert store.comparisons.list(bob) == []
    with pytest.raises(StoreError, match="no such conversation"):
        store.conversations.set_tip(store.conversations.create(bob, "x").id, bob, turn.id)


def test_a_removed_person_takes_all_they_own_along(store: Store, ada: str, bob: str) -> None:
    for owner in (ada, bob):
        id = store.conversations.create(owner, "Rash").id
        store.conversations.add_turn(id, owner, {"question": "why?"})
        store.comparisons.save(owner, "why?", {})
    store.people.remove(ada)
    assert [len(rows) for rows in everything(store)] == [1, 1, 1]
    assert len(store.conversations.list(bob)) == 1

"""Turns of a conversation: how one is read, and the ways through the tree that they form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import literal
from sqlmodel import Session, col, select

from reasoning.errors import StoreError
from store.tables import ConversationRow, TurnRow
from store.text import from_json, storable


@dataclass(frozen=True, slots=True)
class Turn:
    """What was asked, and the reply, None until there is one.

    `parent` is the turn before it, None for a first one; turns of one parent are retries or edits
    of each other. `asked["question"]`, where that is text, is what a search looks at.
    """

    id: str
    conversation: str
    parent: str | None
    created: str
    asked: dict[str, Any]
    reply: dict[str, Any] | None
    trace_id: str | None
    liked: bool | None
    comment: str
    owner: str


def as_turn(row: TurnRow, owner: str) -> Turn:
    """A row as the rest of the project sees it."""
    return Turn(
        id=row.id,
        conversation=row.conversation,
        parent=row.parent,
        created=row.created,
        asked=from_json(row.asked),
        reply=None if row.reply is None else from_json(row.reply),
        trace_id=row.trace_id,
        liked=row.liked,
        comment=row.comment,
        owner=owner,
    )


def owned_turn(session: Session, id: str, owner: str) -> TurnRow:
    """One turn of one of a person's conversations.

    Raises:
        StoreError: there is none, or it is somebody else's.
    """
    row = session.exec(
        select(TurnRow)
        .join(ConversationRow, col(ConversationRow.id) == col(TurnRow.conversation))
        .where(TurnRow.id == storable(id), ConversationRow.owner == storable(owner))
    ).first()
    if row is None:
        raise no_such_turn()
    return row


def path_to(session: Session, tip: str | None) -> Sequence[TurnRow]:
    """The turns from a first one to `tip`."""
    up = (
        select(TurnRow.id, TurnRow.parent, literal(0).label("steps"))
        .where(TurnRow.id == tip)
        .cte("up", recursive=True)
    )
    before = select(TurnRow.id, TurnRow.parent, up.c.steps + 1).join(
        up, col(TurnRow.id) == up.c.parent
    )
    up = up.union_all(before)
    query = select(TurnRow).join(up, col(TurnRow.id) == up.c.id).order_by(up.c.steps.desc())
    return session.exec(query).all()


def no_such_turn() -> StoreError:
    """What is said of an unknown id and of somebody else's alike."""
    return StoreError("there is no such conversation or turn; it may have been deleted")

"""Comparisons: results on one question side by side, seen by their owner until shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from reasoning.errors import StoreError
from store.database import Database
from store.holds import held_until, seconds_left
from store.ids import is_id, new_id, now
from store.tables import ComparisonRow, PersonRow
from store.text import from_json, storable, to_json


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison. `created` is ISO 8601 in UTC; `shared`: anybody with an account sees it.

    `held`: a process runs it, or was killed less than its `hold` ago.
    """

    id: str
    owner: str
    created: str
    question: str
    shared: bool
    body: dict[str, Any]
    held: bool = False


# `list` is a method below, so within the class the type needs another name.
_Comparisons = list[Comparison]


class Comparisons:
    """What somebody may not see does not exist for them.

    Raises:
        StoreError: from every method, one line: there is no such comparison, what was given is not
            JSON, or the store cannot be read or written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(
        self, owner: str, question: str, body: Mapping[str, Any], *, hold: float = 0.0
    ) -> Comparison:
        """Keep a new one, not shared. `body` is JSON.

        `hold`: for so many seconds it counts as running; `replace` holds it on.
        """
        text = to_json(dict(body), "the comparison")
        with self._database.writing() as session:
            if _person(session, owner) is None:
                raise StoreError("there is no such person; they may have been removed")
            row = ComparisonRow(
                id=new_id(),
                owner=owner,
                created=now(),
                question=storable(question),
                shared=False,
                body=text,
                held_until=held_until(hold),
            )
            session.add(row)
            return _comparison(row)

    def replace(
        self, id: str, owner: str, body: Mapping[str, Any], *, hold: float = 0.0
    ) -> Comparison:
        """Keep what has come of one since it was saved, and hold it on or, with 0, no more.

        `body` is JSON.
        """
        text = to_json(dict(body), "the comparison")
        with self._database.writing() as session:
            row = _own(session, id, owner)
            row.body, row.held_until = text, held_until(hold)
            return _comparison(row)

    def get(self, id: str, person_id: str) -> Comparison | None:
        """One for its owner, and once shared for anybody whose account is enabled; else None."""
        with self._database.reading() as session:
            person = _person(session, person_id)
            row = session.get(ComparisonRow, id) if is_id(id) else None
            if person is None or person.disabled or row is None:
                return None
            return _comparison(row) if row.shared or row.owner == person.id else None

    def set_shared(self, id: str, owner: str, shared: bool) -> None:
        """Let everybody with an account see it, or the owner alone again."""
        with self._database.writing() as session:
            _own(session, id, owner).shared = shared

    def list(self, owner: str, limit: int = 200) -> _Comparisons:
        """A person's own, the newest first, at most `limit`."""
        query = (
            select(ComparisonRow)
            .where(ComparisonRow.owner == storable(owner))
            .order_by(col(ComparisonRow.created).desc(), col(ComparisonRow.id))
            .limit(max(0, limit))
        )
        with self._database.reading() as session:
            return [_comparison(row) for row in session.exec(query)]

    def delete(self, id: str, owner: str) -> None:
        """Remove one."""
        with self._database.writing() as session:
            session.delete(_own(session, id, owner))


def _comparison(row: ComparisonRow) -> Comparison:
    return Comparison(
        row.id,
        row.owner,
        row.created,
        row.question,
        row.shared,
        from_json(row.body),
        held=seconds_left(row.held_until) > 0,
    )


def _person(session: Session, id: str) -> PersonRow | None:
    return session.get(PersonRow, id) if is_id(id) else None


def _own(session: Session, id: str, owner: str) -> ComparisonRow:
    row = session.get(ComparisonRow, id, with_for_update=True) if is_id(id) else None
    if row is None or row.owner != owner:
        raise StoreError("there is no such comparison; it may have been deleted")
    return row

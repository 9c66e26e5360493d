"""Conversations: trees of turns with a tip, so that retry, edit, undo and branch lose nothing."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from reasoning.errors import StoreError
from store.conversation_file import (
    COMMENT_CHARACTERS,
    FORMAT,
    MAX_TURNS,
    TITLE_CHARACTERS,
    ConversationFile,
    TurnRecord,
    read_file,
)
from store.database import Database
from store.holds import held_until, seconds_left
from store.ids import is_id, new_id, now
from store.tables import ConversationRow, PersonRow, TraceRow, TurnRow
from store.text import fold, from_json, storable, to_json
from store.turns import Turn, as_turn, no_such_turn, owned_turn, path_to

SEARCH_CHARACTERS = 200
_BRANCH = " (branch)"


class Held(StoreError):
    """A conversation is being answered, so that no other turn can be added."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as a list shows it. Times are ISO 8601 in UTC.

    `tip` is the id of the turn that the next one answers to, None before the first. `updated` is
    when a turn was last added or finished, or the title changed. `held`: a process is answering a
    turn, or was killed less than its `hold` ago.
    """

    id: str
    owner: str
    title: str
    created: str
    updated: str
    tip: str | None
    held: bool = False


# `list` is a method below, so within the class the type needs another name.
_Conversations = list[Conversation]
_Turns = list[Turn]


class Conversations:
    """Every method takes the owner, a person's id. What somebody else owns does not exist for them.

    Raises:
        StoreError: from every method, one line: there is no such conversation or turn, what was
            given is not allowed, or the store cannot be read or written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, owner: str, title: str) -> Conversation:
        """A new conversation without turns. A title has 1 to 200 characters, on one line."""
        with self._database.writing() as session:
            return _conversation(_new_row(session, owner, title))

    def list(self, owner: str, search: str = "", limit: int = 200) -> _Conversations:
        """The last updated first, at most `limit`.

        `search` is text that the title or a question holds, in upper or lower case.
        """
        query = (
            select(ConversationRow)
            .where(ConversationRow.owner == storable(owner))
            .order_by(col(ConversationRow.updated).desc(), col(ConversationRow.id))
            .limit(max(0, limit))
        )
        if search.strip():
            query = query.where(_holds(search.strip()))
        with self._database.reading() as session:
            return [_conversation(row) for row in session.exec(query)]

    def get(self, id: str, owner: str) -> Conversation | None:
        """One conversation; None where there is none."""
        with self._database.reading() as session:
            row = session.exec(_owned(id, owner)).first()
            return _conversation(row) if row else None

    def rename(self, id: str, owner: str, title: str) -> None:
        """Give it another title."""
        checked = _title(title)
        with self._database.writing() as session:
            row = _locked(session, id, owner)
            row.title, row.title_folded, row.updated = checked, fold(checked), now()

    def delete(self, id: str, owner: str) -> None:
        """Remove it with all its turns. The runs that they came from stay."""
        with self._database.writing() as session:
            session.delete(_locked(session, id, owner))

    def add_turn(
        self,
        id: str,
        owner: str,
        asked: Mapping[str, Any],
        *,
        beside: str | None = None,
        hold: float = 0.0,
    ) -> Turn:
        """A new turn after the tip, or as another version of the turn `beside`; it is the tip from
        now on. `asked` is JSON.

        `hold`: for so many seconds, until `finish_turn`, nobody adds another: see `hold_on`.

        Raises:
            Held: another process is answering a turn, or broke off less than its `hold` ago.
        """
        body = to_json(dict(asked), "what was asked")
        with self._database.writing() as session:
            row = _locked(session, id, owner)
            if left := seconds_left(row.held_until):
                raise Held(
                    "this conversation is being answered elsewhere, or was when the app ended;"
                    f" try again in {math.ceil(left)} s, or ask in a new chat"
                )
            number = session.exec(
                select(func.count()).select_from(TurnRow).where(TurnRow.conversation == id)
            ).one()
            if number >= MAX_TURNS:
                raise StoreError(
                    f"this conversation has {MAX_TURNS} turns, which is the most; branch off from"
                    f" a turn, or begin a new conversation"
                )
            if beside is not None:
                sibling = owned_turn(session, beside, owner)
                if sibling.conversation != id:
                    raise no_such_turn()
                row.tip = sibling.parent
            turn = TurnRow(
                id=new_id(),
                conversation=id,
                parent=row.tip,
                number=number,
                created=now(),
                question_folded=_question(asked),
                asked=body,
            )
            session.add(turn)
            row.tip, row.updated = turn.id, turn.created
            row.held_until = held_until(hold)
            return as_turn(turn, owner)

    def hold_on(self, ids: Collection[str], seconds: float) -> None:
        """Hold those that are held still for so many seconds from now, while they are answered."""
        held = col(ConversationRow.id).in_(ids), col(ConversationRow.held_until).is_not(None)
        with self._database.writing() as session:
            later = update(ConversationRow).where(*held).values(held_until=held_until(seconds))
            session.execute(later)

    def finish_turn(
        self, turn_id: str, owner: str, reply: Mapping[str, Any], trace_id: str | None
    ) -> None:
        """Keep a reply, in place of an earlier one, and the id of the run that it came from."""
        body = to_json(dict(reply), "the reply")
        with self._database.writing() as session:
            turn = owned_turn(session, turn_id, owner)
            row = _locked(session, turn.conversation, owner)
            row.updated, row.held_until = now(), None
            turn.reply = body
            turn.trace_id = None if trace_id is None else storable(trace_id)

    def keep_evidence(self, turn_id: str, owner: str, evidence: Mapping[str, Any]) -> None:
        """Keep with a reply, under "evidence", what bears it out; JSON.

        Whoever answers another turn of the conversation meanwhile goes on holding it.
        """
        with self._database.writing() as session:
            turn = owned_turn(session, turn_id, owner)
            if turn.reply is None:
                raise StoreError("this turn has no reply yet, so nothing can bear it out")
            reply = from_json(turn.reply) | {"evidence": dict(evidence)}
            turn.reply = to_json(reply, "the evidence")

    def set_tip(self, id: str, owner: str, turn_id: str | None) -> None:
        """Go to a turn of the conversation, or with None before the first.

        To undo, go to the tip's parent; to retry or edit, add a turn `beside` one; for another
        version of a turn, go to the `leaf` under a sibling. No turn is lost.
        """
        with self._database.writing() as session:
            row = _locked(session, id, owner)
            if turn_id is not None and owned_turn(session, turn_id, owner).conversation != id:
                raise no_such_turn()
            row.tip = turn_id

    def path(self, id: str, owner: str) -> _Turns:
        """The turns from the first to the tip."""
        with self._database.reading() as session:
            row = session.exec(_owned(id, owner)).first()
            if row is None:
                raise _no_such_conversation()
            return [as_turn(turn, owner) for turn in path_to(session, row.tip)]

    def siblings(self, turn_id: str, owner: str) -> _Turns:
        """A turn and its other versions, those with the same parent, in order of creation."""
        with self._database.reading() as session:
            turn = owned_turn(session, turn_id, owner)
            query = (
                select(TurnRow)
                .where(TurnRow.conversation == turn.conversation, TurnRow.parent == turn.parent)
                .order_by(col(TurnRow.number))
            )
            return [as_turn(sibling, owner) for sibling in session.exec(query)]

    def leaf(self, turn_id: str, owner: str) -> Turn:
        """The end of the branch through a turn: its newest child's newest child, and so on."""
        with self._database.reading() as session:
            turn = owned_turn(session, turn_id, owner)
            query = (
                select(TurnRow.parent, TurnRow.id)
                .where(TurnRow.conversation == turn.conversation)
                .order_by(col(TurnRow.number))
            )
            newest = dict(iter(session.exec(query)))  # of a parent's children the last one stays
            while turn_id in newest:
                turn_id = newest[turn_id]
            return as_turn(owned_turn(session, turn_id, owner), owner)

    def branch(self, id: str, owner: str, turn_id: str) -> Conversation:
        """A new conversation with copies of the turns from the first to this one."""
        with self._database.writing() as session:
            row = _locked(session, id, owner)
            if owned_turn(session, turn_id, owner).conversation != id:
                raise no_such_turn()
            title = row.title[: TITLE_CHARACTERS - len(_BRANCH)] + _BRANCH
            copy = _new_row(session, owner, title)
            for number, turn in enumerate(path_to(session, turn_id)):
                fields = turn.model_dump() | {
                    "id": new_id(),
                    "conversation": copy.id,
                    "parent": copy.tip,
                    "number": number,
                }
                session.add(TurnRow(**fields))
                copy.tip = fields["id"]
            return _conversation(copy)

    def rate(self, turn_id: str, owner: str, liked: bool | None, comment: str) -> None:
        """Keep what a person thinks of a reply; None takes a thumb back."""
        if len(comment) > COMMENT_CHARACTERS:
            raise StoreError(
                f"the comment has {len(comment)} characters; allowed: at most {COMMENT_CHARACTERS}"
            )
        with self._database.writing() as session:
            turn = owned_turn(session, turn_id, owner)
            turn.liked, turn.comment = liked, storable(comment)

    def to_json(self, id: str, owner: str) -> dict[str, Any]:
        """The whole conversation, as `from_json` takes it."""
        with self._database.reading() as session:
            row = session.exec(_owned(id, owner)).first()
            if row is None:
                raise _no_such_conversation()
            query = select(TurnRow).where(TurnRow.conversation == id).order_by(col(TurnRow.number))
            names = TurnRecord.model_fields
            turns = [as_turn(turn, owner) for turn in session.exec(query)]
            return {
                "format": FORMAT,
                "title": row.title,
                "created": row.created,
                "tip": row.tip,
                "turns": [{name: getattr(turn, name) for name in names} for turn in turns],
            }

    def from_json(self, owner: str, record: object) -> Conversation:
        """Import a conversation, which gets new ids; all of it or nothing.

        `record` may be any JSON, of at most 5 MB and 2,000 turns. The id of a run is kept where the
        run is in this store and the same person's.
        """
        file = read_file(record)
        with self._database.writing() as session:
            row = _new_row(session, owner, file.title)
            row.created = file.created
            ids = {turn.id: new_id() for turn in file.turns}
            runs = _runs_of(session, owner, file)
            for number, turn in enumerate(file.turns):
                session.add(
                    TurnRow(
                        id=ids[turn.id],
                        conversation=row.id,
                        parent=ids[turn.parent] if turn.parent else None,
                        number=number,
                        created=turn.created,
                        question_folded=_question(turn.asked),
                        asked=to_json(turn.asked, "what was asked"),
                        reply=None if turn.reply is None else to_json(turn.reply, "the reply"),
                        trace_id=turn.trace_id if turn.trace_id in runs else None,
                        liked=turn.liked,
                        comment=storable(turn.comment),
                    )
                )
            row.tip = ids[file.tip] if file.tip else None
            return _conversation(row)


def _conversation(row: ConversationRow) -> Conversation:
    held = seconds_left(row.held_until) > 0
    return Conversation(row.id, row.owner, row.title, row.created, row.updated, row.tip, held)


def _new_row(session: Session, owner: str, title: str) -> ConversationRow:
    checked = _title(title)
    if not is_id(owner) or session.get(PersonRow, owner) is None:
        raise StoreError("there is no such person; they may have been removed")
    time = now()
    row = ConversationRow(
        id=new_id(),
        owner=owner,
        title=checked,
        title_folded=fold(checked),
        created=time,
        updated=time,
    )
    session.add(row)
    session.flush()  # before its turns, which refer to it
    return row


def _title(text: str) -> str:
    """A title on one line."""
    title = storable(" ".join(text.split()))
    if not 1 <= len(title) <= TITLE_CHARACTERS:
        raise StoreError(
            f"the title has {len(title)} characters; allowed: 1 to {TITLE_CHARACTERS}, not only"
            f" spaces"
        )
    return title


def _question(asked: Mapping[str, Any]) -> str:
    question = asked.get("question")
    return fold(question) if isinstance(question, str) else ""


def _holds(search: str) -> ColumnElement[bool]:
    """Whether a conversation's title or a question of it holds a text."""
    if len(search) > SEARCH_CHARACTERS:
        raise StoreError(
            f"the search has {len(search)} characters; allowed: at most {SEARCH_CHARACTERS}"
        )
    part = fold(search)
    in_turn = exists().where(
        col(TurnRow.conversation) == col(ConversationRow.id),
        col(TurnRow.question_folded).contains(part, autoescape=True),
    )
    return or_(col(ConversationRow.title_folded).contains(part, autoescape=True), in_turn)


def _owned(id: str, owner: str) -> SelectOfScalar[ConversationRow]:
    wanted = ConversationRow.id == storable(id), ConversationRow.owner == storable(owner)
    return select(ConversationRow).where(*wanted)


def _locked(session: Session, id: str, owner: str) -> ConversationRow:
    """A conversation that no other transaction can change until this one ends."""
    row = session.exec(_owned(id, owner).with_for_update()).first()
    if row is None:
        raise _no_such_conversation()
    return row


def _runs_of(session: Session, owner: str, file: ConversationFile) -> set[str]:
    """Which of the runs that a file names are this person's."""
    named = {storable(turn.trace_id) for turn in file.turns if turn.trace_id is not None}
    query = select(TraceRow.id).where(col(TraceRow.id).in_(named), TraceRow.owner == owner)
    return set(session.exec(query))


def _no_such_conversation() -> StoreError:
    return StoreError("there is no such conversation; it may have been deleted")

"""The tables as the newest version of the code reads them.

They are made by store/migrations.py, and only there: a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel

#: SQLite's integers have 64 bits under any name; PostgreSQL's only under this one.
_Integer64 = BigInteger().with_variant(Integer, "sqlite")


class TraceRow(SQLModel, table=True):
    """One run. The columns are what lists show and filter by; `body` is the whole of it as JSON.

    `created` is ISO 8601 in UTC, so that the order of the texts is the order in time. `seconds` is
    the wall-clock time of the run. `answer` is None where none could be read. `owner` is the id of
    the person who made the run, None where nobody was signed in.
    """

    __tablename__ = "trace"

    id: str = Field(primary_key=True)
    created: str = Field(index=True)
    engine: str
    model: str
    revision: str
    domain: str
    task: str
    strategy: str
    end: str
    answer: str | None
    seconds: float
    seed: int | None = Field(sa_type=_Integer64)
    body: str
    owner: str | None = Field(default=None, index=True)


class PersonRow(SQLModel, table=True):
    """An account. `name_key` is the folded name; `password` is a hash."""

    __tablename__ = "person"

    id: str = Field(primary_key=True)
    name: str
    name_key: str = Field(unique=True)
    role: str
    created: str
    disabled: bool
    password: str


class SignInRow(SQLModel, table=True):
    """A session in which a person is signed in. `expires` is in seconds since 1970."""

    __tablename__ = "sign_in"

    token_hash: str = Field(primary_key=True)
    person: str = Field(foreign_key="person.id", ondelete="CASCADE", index=True)
    expires: float


class ConversationRow(SQLModel, table=True):
    """A conversation. `title_folded` is for searching.

    `held_until` (see store/holds.py): until then nobody adds a turn, for one is being answered.
    """

    __tablename__ = "conversation"

    id: str = Field(primary_key=True)
    owner: str = Field(foreign_key="person.id", ondelete="CASCADE", index=True)
    title: str
    title_folded: str
    created: str
    updated: str
    tip: str | None = None
    held_until: float | None = None


class TurnRow(SQLModel, table=True):
    """One turn of a conversation.

    `number` counts a conversation's turns from 0 in order of creation. `asked` and `reply` are
    JSON; `question_folded` is for searching.
    """

    __tablename__ = "turn"
    __table_args__ = (UniqueConstraint("conversation", "number"),)

    id: str = Field(primary_key=True)
    conversation: str = Field(foreign_key="conversation.id", ondelete="CASCADE")
    parent: str | None
    number: int
    created: str
    question_folded: str
    asked: str
    reply: str | None = None
    trace_id: str | None = None
    liked: bool | None = None
    comment: str = ""


class ComparisonRow(SQLModel, table=True):
    """Results on one question side by side; `body` is JSON.

    `held_until` (see store/holds.py): until then it is running.
    """

    __tablename__ = "comparison"

    id: str = Field(primary_key=True)
    owner: str = Field(foreign_key="person.id", ondelete="CASCADE", index=True)
    created: str
    question: str
    shared: bool
    body: str
    held_until: float | None = None

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


class BenchmarkRunRow(SQLModel, table=True):
    """A benchmark run: what is asked for (`request`), what that comes to (`plan`), how far it is.

    `key` is the plan's hash: the same plan is the same run. `request`, `plan` and `self_check` are
    JSON, and so is `versions`: of packages at each start that had others than the one before.
    `done` of `total` units are finished, `cached` of them taken over from other runs.
    `tokens` were generated for it, at `rate` tokens a second of late; `seconds` is how long it was
    worked on. `dollars` is None without a price. `queued`: a worker is to begin it, or to go on
    with it. `stop`: somebody asked for its end. `holder` names the process that works on it until
    `held_until` (see store/holds.py). An owner who is removed leaves it to the others.
    """

    __tablename__ = "benchmark_run"

    id: str = Field(primary_key=True)
    key: str = Field(unique=True)
    owner: str | None = Field(
        default=None, foreign_key="person.id", ondelete="SET NULL", index=True
    )
    title: str
    request: str
    plan: str
    status: str
    created: str = Field(index=True)
    started: str | None = None
    ended: str | None = None
    note: str = ""
    message: str = ""
    done: int = 0
    total: int
    cached: int = 0
    tokens: int = Field(default=0, sa_type=_Integer64)
    dollars: float | None = None
    seconds: float = 0.0
    rate: float | None = None
    self_check: str | None = None
    versions: str | None = None
    queued: bool = False
    stop: bool = False
    holder: str | None = None
    held_until: float | None = None


class BenchmarkSampleRow(SQLModel, table=True):
    """One finished unit of a benchmark run: a question, in one order of its options, asked once.

    `graded` is JSON: its answers at every budget. `unit_key` is the hash of all that decides what
    comes out, by which another run takes it over. `tokens` were generated for it, 0 if taken over.
    """

    __tablename__ = "benchmark_sample"

    run: str = Field(primary_key=True, foreign_key="benchmark_run.id", ondelete="CASCADE")
    task: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    ord: int = Field(primary_key=True)
    sample: int = Field(primary_key=True)
    unit_key: str = Field(index=True)
    trace_id: str | None = Field(default=None, index=True)
    cached: bool
    tokens: int = Field(sa_type=_Integer64)
    created: str
    graded: str

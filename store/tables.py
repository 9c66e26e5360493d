"""The tables as the newest version of the code reads them.

They are made by store/migrations.py, and only there: a test compares the two.
"""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class TraceRow(SQLModel, table=True):
    """One run. The columns are what lists show and filter by; `body` is the whole of it as JSON.

    `created` is ISO 8601 in UTC, so that the order of the texts is the order in time. `seconds` is
    the wall-clock time of the run. `answer` is None where none could be read.
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
    seed: int | None
    body: str

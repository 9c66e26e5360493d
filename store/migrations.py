"""The steps that bring a store from any earlier version to the newest.

To change a table, add a function at the end, and change store/tables.py to match. A step is
written for SQLite and for PostgreSQL. One that has been released is never edited: it has run on
people's stores already.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from reasoning.errors import StoreError

Step = Callable[[Connection], None]

#: Every step by name, oldest first.
MIGRATIONS: dict[str, Step] = {}


def migration(step: Step) -> Step:
    """Register a step; its name is what a store remembers it by."""
    MIGRATIONS[step.__name__] = step
    return step


@migration
def m0001_trace(connection: Connection) -> None:
    """The runs."""
    connection.execute(
        text(
            """
            CREATE TABLE trace (
                id VARCHAR NOT NULL PRIMARY KEY,
                created VARCHAR NOT NULL,
                engine VARCHAR NOT NULL,
                model VARCHAR NOT NULL,
                revision VARCHAR NOT NULL,
                domain VARCHAR NOT NULL,
                task VARCHAR NOT NULL,
                strategy VARCHAR NOT NULL,
                "end" VARCHAR NOT NULL,
                answer VARCHAR,
                seconds FLOAT NOT NULL,
                seed INTEGER,
                body VARCHAR NOT NULL
            )
            """
        )
    )
    connection.execute(text("CREATE INDEX ix_trace_created ON trace (created)"))


@migration
def m0002_people(connection: Connection) -> None:
    """Accounts and their sessions."""
    connection.execute(
        text(
            """
            CREATE TABLE person (
                id VARCHAR NOT NULL PRIMARY KEY,
                name VARCHAR NOT NULL,
                name_key VARCHAR NOT NULL UNIQUE,
                role VARCHAR NOT NULL,
                created VARCHAR NOT NULL,
                disabled BOOLEAN NOT NULL,
                password VARCHAR NOT NULL
            )
            """
        )
    )
    connection.execute(
        text(
            """
            CREATE TABLE sign_in (
                token_hash VARCHAR NOT NULL PRIMARY KEY,
                person VARCHAR NOT NULL,
                expires FLOAT NOT NULL,
                FOREIGN KEY (person) REFERENCES person (id) ON DELETE CASCADE
            )
            """
        )
    )
    connection.execute(text("CREATE INDEX ix_sign_in_person ON sign_in (person)"))


@migration
def m0003_trace_owner(connection: Connection) -> None:
    """Whose run it was."""
    connection.execute(text("ALTER TABLE trace ADD COLUMN owner VARCHAR"))
    connection.execute(text("CREATE INDEX ix_trace_owner ON trace (owner)"))


@migration
def m0004_trace_seed(connection: Connection) -> None:
    """Room for a seed of 64 bits, which SQLite's integers have anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE trace ALTER COLUMN seed TYPE BIGINT"))


@migration
def m0005_conversations(connection: Connection) -> None:
    """Conversations and their turns."""
    connection.execute(
        text(
            """
            CREATE TABLE conversation (
                id VARCHAR NOT NULL PRIMARY KEY,
                owner VARCHAR NOT NULL,
                title VARCHAR NOT NULL,
                title_folded VARCHAR NOT NULL,
                created VARCHAR NOT NULL,
                updated VARCHAR NOT NULL,
                tip VARCHAR,
                FOREIGN KEY (owner) REFERENCES person (id) ON DELETE CASCADE
            )
            """
        )
    )
    connection.execute(text("CREATE INDEX ix_conversation_owner ON conversation (owner)"))
    connection.execute(
        text(
            """
            CREATE TABLE turn (
                id VARCHAR NOT NULL PRIMARY KEY,
                conversation VARCHAR NOT NULL,
                parent VARCHAR,
                number INTEGER NOT NULL,
                created VARCHAR NOT NULL,
                question_folded VARCHAR NOT NULL,
                asked VARCHAR NOT NULL,
                reply VARCHAR,
                trace_id VARCHAR,
                liked BOOLEAN,
                comment VARCHAR NOT NULL,
                UNIQUE (conversation, number),
                FOREIGN KEY (conversation) REFERENCES conversation (id) ON DELETE CASCADE
            )
            """
        )
    )


@migration
def m0006_comparisons(connection: Connection) -> None:
    """Results side by side."""
    connection.execute(
        text(
            """
            CREATE TABLE comparison (
                id VARCHAR NOT NULL PRIMARY KEY,
                owner VARCHAR NOT NULL,
                created VARCHAR NOT NULL,
                question VARCHAR NOT NULL,
                shared BOOLEAN NOT NULL,
                body VARCHAR NOT NULL,
                FOREIGN KEY (owner) REFERENCES person (id) ON DELETE CASCADE
            )
            """
        )
    )
    connection.execute(text("CREATE INDEX ix_comparison_owner ON comparison (owner)"))


@migration
def m0007_conversation_held(connection: Connection) -> None:
    """Until when a conversation is being answered."""
    connection.execute(text("ALTER TABLE conversation ADD COLUMN held_until FLOAT"))


@migration
def m0008_comparison_held(connection: Connection) -> None:
    """Until when a comparison is running."""
    connection.execute(text("ALTER TABLE comparison ADD COLUMN held_until FLOAT"))


@migration
def m0009_benchmarks(connection: Connection) -> None:
    """Benchmark runs and their finished units."""
    connection.execute(
        text(
            f"""
            CREATE TABLE benchmark_run (
                id VARCHAR NOT NULL PRIMARY KEY,
                key VARCHAR NOT NULL UNIQUE,
                owner VARCHAR,
                title VARCHAR NOT NULL,
                request VARCHAR NOT NULL,
                plan VARCHAR NOT NULL,
                status VARCHAR NOT NULL,
                created VARCHAR NOT NULL,
                started VARCHAR,
                ended VARCHAR,
                note VARCHAR NOT NULL,
                message VARCHAR NOT NULL,
                done INTEGER NOT NULL,
                total INTEGER NOT NULL,
                cached INTEGER NOT NULL,
                tokens {_integer64(connection)} NOT NULL,
                dollars FLOAT,
                seconds FLOAT NOT NULL,
                rate FLOAT,
                self_check VARCHAR,
                queued BOOLEAN NOT NULL,
                stop BOOLEAN NOT NULL,
                holder VARCHAR,
                held_until FLOAT,
                FOREIGN KEY (owner) REFERENCES person (id) ON DELETE SET NULL
            )
            """
        )
    )
    connection.execute(text("CREATE INDEX ix_benchmark_run_owner ON benchmark_run (owner)"))
    connection.execute(text("CREATE INDEX ix_benchmark_run_created ON benchmark_run (created)"))
    connection.execute(
        text(
            f"""
            CREATE TABLE benchmark_sample (
                run VARCHAR NOT NULL,
                task VARCHAR NOT NULL,
                item VARCHAR NOT NULL,
                ord INTEGER NOT NULL,
                sample INTEGER NOT NULL,
                unit_key VARCHAR NOT NULL,
                trace_id VARCHAR,
                cached BOOLEAN NOT NULL,
                tokens {_integer64(connection)} NOT NULL,
                created VARCHAR NOT NULL,
                graded VARCHAR NOT NULL,
                PRIMARY KEY (run, task, item, ord, sample),
                FOREIGN KEY (run) REFERENCES benchmark_run (id) ON DELETE CASCADE
            )
            """
        )
    )
    for column in ("unit_key", "trace_id"):
        connection.execute(
            text(f"CREATE INDEX ix_benchmark_sample_{column} ON benchmark_sample ({column})")
        )


@migration
def m0010_benchmark_versions(connection: Connection) -> None:
    """The versions of packages that worked on a run, which nobody knows of those there are."""
    connection.execute(text("ALTER TABLE benchmark_run ADD COLUMN versions VARCHAR"))


def _integer64(connection: Connection) -> str:
    """SQLite's integers have 64 bits under any name; PostgreSQL's only under this one."""
    return "BIGINT" if connection.dialect.name == "postgresql" else "INTEGER"


def migrate(writer: Engine, store: str, lock: Step) -> None:
    """Apply what a store lacks, each step in a transaction of its own.

    `store` is its name in messages. `lock` makes other transactions that call it wait, so of two
    processes that open a new store at once the second finds the step applied.

    Raises:
        StoreError: the store has steps that this code does not know, or a step failed.
    """
    done = _applied(writer)
    newer = sorted(done - MIGRATIONS.keys())
    if newer:
        raise StoreError(
            f"the store {store} was written by a newer version of Deliberate"
            f" (it has {newer[-1]!r}); update Deliberate, or set DELIBERATE_DATABASE_URL to"
            f" another store"
        )
    for name, step in MIGRATIONS.items():
        if name not in done:
            _apply(writer, store, lock, name, step)


def _applied(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        if not inspect(connection).has_table("migration"):
            return set()
        return set(connection.execute(text("SELECT name FROM migration")).scalars())


def _apply(writer: Engine, store: str, lock: Step, name: str, step: Step) -> None:
    try:
        with writer.begin() as connection:
            lock(connection)
            connection.execute(
                text(
                    "CREATE TABLE IF NOT EXISTS migration"
                    " (name VARCHAR NOT NULL PRIMARY KEY, applied VARCHAR NOT NULL)"
                )
            )
            there = text("SELECT 1 FROM migration WHERE name = :name")
            if connection.execute(there, {"name": name}).first():
                return
            step(connection)
            connection.execute(
                text("INSERT INTO migration VALUES (:name, :applied)"),
                {"name": name, "applied": datetime.now(UTC).isoformat(timespec="seconds")},
            )
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        raise StoreError(
            f"the store {store} could not be brought up to date ({name}: {reason});"
            f" it is as it was before"
        ) from None

"""Chroma, embedded in the process, in a folder of the app's home; opened when it is first needed.

Its import takes a second, so nothing here imports it before that.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

from reasoning.errors import EvidenceError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_FILE = "chroma.sqlite3"
_CHANGES = 2


class Embedding(Protocol):
    """Chroma's embedding function, which may hold a process."""

    def __call__(self, input: list[str]) -> Any:
        """A vector a text."""

    def rest(self, seconds: float) -> None:
        """Free memory if nobody has asked for so long."""

    def close(self) -> None:
        """Free everything."""


def minilm() -> Embedding:
    """all-MiniLM-L6-v2."""
    from reasoning.evidence.embedding import MiniLM

    return MiniLM()


class Chroma:
    """The database of a folder, and the embedding of what it holds. Shared between threads."""

    def __init__(self, folder: Path, embedding: Callable[[], Embedding]) -> None:
        self._folder, self._make_embedding = folder, embedding
        self._opening = threading.Lock()
        self._client: ClientAPI | None = None
        self._embedding: Embedding | None = None
        self._lock: IO[bytes] | None = None
        self._closed = False

    def embed(self, texts: list[str]) -> list[Any]:
        """A vector a text."""
        self._open()
        assert self._embedding is not None
        return list(self._embedding(texts))

    def collection(self, name: str) -> Collection:
        """A collection, made if there is none."""
        return self._open().get_or_create_collection(
            name,
            embedding_function=self._embedding,  # type: ignore[arg-type]
            # Chroma keeps what it is told, removed texts too, until it has put so many changes
            # into the index.
            configuration={
                "hnsw": {"space": "cosine", "batch_size": _CHANGES, "sync_threshold": _CHANGES}
            },
        )

    def find(self, name: str) -> Collection | None:
        """A collection, if there is one."""
        if not self._is_there():
            return None
        from chromadb.errors import NotFoundError

        client = self._open()
        with suppress(NotFoundError):
            return client.get_collection(
                name,
                embedding_function=self._embedding,  # type: ignore[arg-type]
            )
        return None

    def collections(self) -> list[str]:
        """The names of all."""
        return [one.name for one in self._open().list_collections()] if self._is_there() else []

    def delete(self, name: str) -> None:
        """Remove a collection with all that is in it."""
        self._open().delete_collection(name)

    def wipe(self) -> None:
        """Take what was removed out of the file as well, where its text would stay for a while."""
        with closing(sqlite3.connect(self._folder / _FILE, timeout=10)) as connection:
            connection.execute("VACUUM")

    def rest(self, seconds: float) -> None:
        """Free the embedding's memory if nobody has asked for so long."""
        if self._embedding is not None:
            self._embedding.rest(seconds)

    def close(self) -> None:
        """End what is going on, and let the folder go."""
        self._closed = True
        if self._embedding is not None:
            self._embedding.close()
        with self._opening:
            if self._client is not None:
                self._client.close()  # type: ignore[attr-defined]  # of the class alone
                self._client = None
            if self._lock is not None:
                self._lock.close()
                self._lock = None

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn what Chroma, SQLite and the system say into one line."""
        try:
            yield
        except EvidenceError:
            raise
        except Exception as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            raise EvidenceError(
                f"the evidence in {self._folder} cannot be used ({reason}); if that stays so, end"
                " the app and move that folder away: documents have to be added again then"
            ) from error

    def _is_there(self) -> bool:
        return (self._folder / _FILE).exists()

    def _open(self) -> ClientAPI:
        with self._opening:
            if self._closed:
                raise EvidenceError("the app is ending")
            if self._client is None:
                from chromadb import PersistentClient
                from chromadb.config import Settings

                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._lock = self._locked()
                self._embedding = self._embedding or self._make_embedding()
                self._client = PersistentClient(self._folder, Settings(anonymized_telemetry=False))
            return self._client

    def _locked(self) -> IO[bytes]:
        """Chroma's files are one process's at a time; the system lets go when it ends."""
        lock = (self._folder / "lock").open("ab")
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise EvidenceError(
                f"the evidence in {self._folder} is in use by another process of the app;"
                " end that one, or set DELIBERATE_HOME to another folder"
            ) from None
        return lock

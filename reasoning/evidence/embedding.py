"""Texts as vectors: all-MiniLM-L6-v2 in a process of its own, as Chroma's embedding function.

Imports chromadb, which takes a second: import this module only where the store is opened.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from chromadb import Documents, EmbeddingFunction, Embeddings

from reasoning.errors import EvidenceError

DIMENSIONS = 384
#: Texts that go over the pipe at once: another caller waits no longer than these take.
BATCH = 32
_ROOT = Path(__file__).resolve().parents[2]


class Embedder:
    """The process, started when it is first asked. Safe to share between threads."""

    def __init__(self) -> None:
        self._asking = threading.Lock()
        self._starting = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._link: Connection | None = None
        self._closed = False
        self._used = time.monotonic()

    def embed(self, texts: list[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """A unit vector a text, float32, shape (texts, 384).

        Raises:
            EvidenceError: the process could not be started, or was ended.
        """
        batches = [texts[at : at + BATCH] for at in range(0, len(texts), BATCH)]
        return np.concatenate([self._batch(batch) for batch in batches])

    def _batch(self, texts: list[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        with self._asking:
            try:
                link = self._link or self._start()
                link.send(texts)
                vectors = np.frombuffer(link.recv_bytes(), np.float32)
            except (EOFError, OSError):
                self._end()
                raise EvidenceError(
                    "the process that compares texts was ended; try again"
                ) from None
            self._used = time.monotonic()
            return vectors.reshape(len(texts), DIMENSIONS)

    def _start(self) -> Connection:
        with self._starting:
            if self._closed:
                raise EOFError
            ours, theirs = Pipe()
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "reasoning.evidence.embedder", str(theirs.fileno())],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    cwd=_ROOT,
                )
        if fault := ours.recv():
            ours.close()
            self._end()
            raise EvidenceError(f"the embedding model cannot be loaded ({fault}); run make setup")
        self._link = ours
        return ours

    def rest(self, seconds: float) -> None:
        """End the process, and so free its memory, if nobody has asked for so long."""
        if self._asking.acquire(blocking=False):
            try:
                if self._link is not None and time.monotonic() - self._used >= seconds:
                    self._end()
            finally:
                self._asking.release()

    def close(self) -> None:
        """End the process for good, whoever waits for it."""
        with self._starting:
            self._closed = True
            if self._process is not None:
                self._process.kill()
        with self._asking:
            self._end()

    def _end(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None
        if self._process is not None:
            self._process.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=10)
            self._process = None


class MiniLM(EmbeddingFunction[Documents]):
    """What Chroma calls for the vectors of documents and questions."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        self.embedder = embedder or Embedder()

    def __call__(self, input: Documents) -> Embeddings:
        """A vector a text."""
        return list(self.embedder.embed(list(input)))

    @staticmethod
    def name() -> str:
        """By which Chroma remembers what a collection was made with."""
        return "deliberate-minilm"

    def get_config(self) -> dict[str, Any]:
        """Nothing: there is one model."""
        return {}

    @staticmethod
    def build_from_config(config: dict[str, Any]) -> MiniLM:
        """As `get_config` gave it."""
        return MiniLM()

    def default_space(self) -> Any:
        """Vectors are compared by their cosine."""
        return "cosine"

    def rest(self, seconds: float) -> None:
        """Free the memory if nobody has asked for so long."""
        self.embedder.rest(seconds)

    def close(self) -> None:
        """End the process."""
        self.embedder.close()

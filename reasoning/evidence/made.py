"""Vectors that were made beforehand: the shared base is not embedded again on every new machine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file, save_file

Vector = np.ndarray[Any, np.dtype[np.float32]]

_DIGEST_BYTES = 16


def digest(text: str) -> bytes:
    """By what a text's vector is found."""
    return hashlib.sha256(text.encode()).digest()[:_DIGEST_BYTES]


def read_made(file: Path) -> Mapping[bytes, Vector]:
    """Unit vectors, float32, by `digest`; none where there is no such file."""
    if not file.exists():
        return {}
    held = load_file(file)
    vectors = held["vectors"].astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return dict(zip((bytes(row) for row in held["digests"]), vectors, strict=True))


def write_made(file: Path, texts: Sequence[str], vectors: Iterable[Vector]) -> None:
    """The vectors of these texts, in 16 bits, as `read_made` reads them."""
    digests = np.frombuffer(b"".join(map(digest, texts)), np.uint8)
    halves = np.asarray(list(vectors), np.float16)
    part = file.with_name(f"{file.name}.part")
    save_file({"digests": digests.reshape(len(texts), -1), "vectors": halves}, part)
    part.replace(file)

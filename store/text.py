"""Text and JSON as databases keep them."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from reasoning.errors import StoreError


def storable(text: str) -> str:
    """`text` with signs in place of what no database keeps: NUL, and halves of characters."""
    return text.encode(errors="replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def fold(text: str) -> str:
    """What texts have in common that differ in case, or in how a letter is encoded."""
    level = unicodedata.normalize("NFKC", storable(text))
    return unicodedata.normalize("NFKC", level.casefold())


def to_json(value: object, what: str) -> str:
    """`value` as JSON text, in which every character is storable; `what` names it in the error.

    Raises:
        StoreError: it is not JSON, or is nested too deeply.
    """
    try:
        return json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise StoreError(f"{what} is not JSON: {str(error).splitlines()[0]}") from None


def from_json(text: str) -> dict[str, Any]:
    """The record that `to_json` wrote."""
    record: dict[str, Any] = json.loads(text)
    return record

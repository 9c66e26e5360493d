"""The file of a conversation, for moving it between stores: its form, and reading one in."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from reasoning.errors import StoreError

FORMAT = 1
MAX_BYTES = 5_000_000
#: Most turns of one conversation, on all its branches, in a file and in a store.
MAX_TURNS = 2_000
TITLE_CHARACTERS = 200
COMMENT_CHARACTERS = 10_000


def _in_utc(text: str) -> str:
    try:
        time = datetime.fromisoformat(text)
        if time.tzinfo is None:
            raise ValueError
        return time.astimezone(UTC).isoformat(timespec="microseconds")
    except (ValueError, OverflowError):
        raise ValueError("not a time in ISO 8601 with an offset from UTC") from None


def _title(text: str) -> str:
    if not text.split():
        raise ValueError("blank")
    return text


Time = Annotated[str, AfterValidator(_in_utc)]
Key = Annotated[str, Field(min_length=1, max_length=64)]
Title = Annotated[str, Field(max_length=TITLE_CHARACTERS), AfterValidator(_title)]


class TurnRecord(BaseModel):
    """A turn. `id` counts within the file only; `parent` is an earlier turn's, None for a first."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    id: Key
    parent: Key | None
    created: Time
    asked: dict[str, Any]
    reply: dict[str, Any] | None
    trace_id: Key | None
    liked: bool | None
    comment: str = Field(max_length=COMMENT_CHARACTERS)


class ConversationFile(BaseModel):
    """A whole conversation, its turns in order of creation."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    format: Literal[1]
    title: Title
    created: Time
    tip: Key | None
    turns: list[TurnRecord] = Field(max_length=MAX_TURNS)


def read_file(record: object) -> ConversationFile:
    """Check what may be any JSON at all.

    Raises:
        StoreError: it is no conversation, or too large; the line names the place.
    """
    try:
        size = len(json.dumps(record, allow_nan=False, ensure_ascii=False).encode(errors="replace"))
    except (TypeError, ValueError, RecursionError) as error:
        raise _refused(f"it is not JSON ({str(error).splitlines()[0]})") from None
    if size > MAX_BYTES:
        raise _refused(f"it has {size} bytes; allowed: at most {MAX_BYTES}")
    try:
        file = ConversationFile.model_validate(record)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise _refused(f"{_place(first['loc'])}: {first['msg']}") from None
    _check_tree(file)
    return file


def _check_tree(file: ConversationFile) -> None:
    seen: set[str] = set()
    for number, turn in enumerate(file.turns):
        if turn.id in seen:
            raise _refused(f"turns.{number}.id: {turn.id!r} is an earlier turn's; ids are unique")
        if turn.parent is not None and turn.parent not in seen:
            raise _refused(f"turns.{number}.parent: {turn.parent!r} is no earlier turn's id")
        seen.add(turn.id)
    if file.tip is not None and file.tip not in seen:
        raise _refused(f"tip: {file.tip!r} is no turn's id")


def _place(location: tuple[int | str, ...]) -> str:
    """Where in the file; its names may be anything, so none is shown raw or at length."""
    parts = [str(part) for part in location]
    shown = (part if part.isidentifier() or part.isdecimal() else repr(part) for part in parts)
    return ".".join(part[:40] for part in shown) or "the top"


def _refused(reason: str) -> StoreError:
    return StoreError(
        f"the conversation cannot be imported: {reason}; import a file that was exported here,"
        f" format {FORMAT}"
    )

"""Comparisons as files: `GET /comparisons/ID.csv`, `.json` and `.png`, for whoever may see them."""

from __future__ import annotations

import csv
import io
import json
from asyncio import to_thread
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from reasoning.errors import StoreError
from store import Person
from store.comparisons import Comparison as Stored
from ui.comparison import Comparison
from ui.language import ENGLISH, phrase, say, speaking
from ui.language.lines import say_line
from ui.plot import curve_png
from ui.services import Services
from ui.tabs.compare.kept import read_body

NOT_THERE = phrase("There is no such comparison, or it is not shared with you.")
GOING_ON = phrase("This comparison is still running; its files are there when it is over.")
UNREADABLE = phrase("This comparison was kept in a form that this version cannot read.")

COLUMNS = (
    "comparison", "column", "budget", "samples", "strategy", "seed", "temperature", "model",
    "revision", "trace_id", "answer", "gold", "correct", "end", "reason", "thinking_requested",
    "thinking_spent", "thinking_total", "answer_tokens", "seconds", "dollars", "confidence",
    "calibrated", "text",
)  # fmt: skip

#: What makes a spreadsheet take a cell for a formula; the wide ones are East Asian keyboards'.
_FORMULA = tuple("=+-@＝＋－＠")
_HEADERS = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


def compare_routes(services: Services) -> list[Route]:
    """To be put before the page's own routes, behind the accounts' `Guard`."""
    kinds = (
        ("csv", "text/csv", _csv),
        ("json", "application/json", _json),
        ("png", "image/png", _png),
    )
    return [
        Route(f"/comparisons/{{id}}.{kind}", _file(services, kind, media, write), methods=["GET"])
        for kind, media, write in kinds
    ]


def _file(
    services: Services, kind: str, media: str, write: Callable[[Stored, Comparison], bytes]
) -> Callable[[Request], Awaitable[Response]]:
    async def file(request: Request) -> Response:
        person: Person = request.state.person
        id = request.path_params["id"]
        try:
            stored = await to_thread(services.store.comparisons.get, id, person.id)
        except StoreError as error:
            return PlainTextResponse(f"{say_line(error)}\n", 503, _HEADERS)
        if stored is None:
            return PlainTextResponse(f"{say(NOT_THERE)}\n", 404, _HEADERS)
        if stored.held:
            return PlainTextResponse(f"{say(GOING_ON)}\n", 409, _HEADERS)
        body = read_body(stored.body)
        if body is None:
            return PlainTextResponse(f"{say(UNREADABLE)}\n", 409, _HEADERS)
        content = await to_thread(write, stored, body.comparison())
        name = f'attachment; filename="comparison-{stored.id}.{kind}"'
        return Response(
            content, media_type=media, headers={**_HEADERS, "Content-Disposition": name}
        )

    return file


def _json(stored: Stored, comparison: Comparison) -> bytes:
    record = {"id": stored.id, "created": stored.created, "question": stored.question}
    return json.dumps(record | stored.body, ensure_ascii=False, indent=1).encode()


def _png(stored: Stored, comparison: Comparison) -> bytes:
    with speaking(ENGLISH):  # as the picture's axes are
        return curve_png(comparison.points(), stored.question)


def _csv(stored: Stored, comparison: Comparison) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for number in range(len(comparison.columns)):
        row = {"comparison": stored.id, **_row(comparison, number)}
        writer.writerow({name: defused(value) for name, value in row.items()})
    # Without the mark, spreadsheets take UTF-8 for something else.
    return out.getvalue().encode("utf-8-sig")


def _row(comparison: Comparison, number: int) -> dict[str, Any]:
    column, setting = comparison.columns[number], comparison.settings[number]
    row: dict[str, Any] = {
        "column": number + 1, "budget": setting.thinking, "samples": setting.samples,
        "model": setting.model, "gold": comparison.problem.gold, "reason": column.problem,
    }  # fmt: skip
    if (ran := comparison.ran[number]) is not None:
        row |= {
            "budget": ran.thinking, "samples": ran.samples, "strategy": ran.strategy,
            "seed": ran.seed, "temperature": ran.temperature, "model": ran.model,
            "revision": ran.revision, "trace_id": ran.trace_id,
        }  # fmt: skip
    if (result := column.result) is not None:
        tokens = result.thinking_tokens
        row |= {
            "answer": result.answer, "correct": result.correct, "end": str(result.end),
            "reason": result.reason, "thinking_requested": tokens.requested,
            "thinking_spent": tokens.spent, "thinking_total": tokens.total,
            "answer_tokens": result.answer_tokens, "seconds": round(result.seconds, 3),
            "dollars": result.dollars, "confidence": result.confidence,
            "calibrated": result.calibrated, "text": result.text,
        }  # fmt: skip
    return row


def defused(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula; text alone can be one."""
    if isinstance(value, str) and value.lstrip().startswith(_FORMULA):
        return f"'{value}"
    return value

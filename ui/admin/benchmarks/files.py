"""A run's files: `GET /admin/benchmarks/ID/KIND`, and all kinds in one zip as KIND "all"."""

from __future__ import annotations

import zipfile
from asyncio import to_thread
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from benchmarks.report.exports import KINDS, write_export
from benchmarks.report.run_data import load_run
from reasoning.errors import DeliberateError, StoreError
from store import BenchmarkRun, Person, Store
from ui.accounts import words
from ui.admin.benchmarks.pictures import under
from ui.language import phrase, say
from ui.language.lines import say_line
from ui.render import escape
from ui.services import Services

PATH = "/admin/benchmarks/{id}/{kind}"
ALL = "all"

REPORT = phrase("report as {format}")
ANSWERS = phrase("answers as {format}")
LOG = phrase("log for {format}")
#: What a kind's link says: words, and a name in them.
TITLES = {
    "html": (REPORT, "HTML"),
    "md": (REPORT, "Markdown"),
    "csv": (ANSWERS, "CSV"),
    "parquet": (ANSWERS, "Parquet"),
    "json": (phrase("everything as {format}"), "JSON"),
    "lm-eval": (LOG, "lm-evaluation-harness"),
    "inspect": (LOG, "Inspect"),
    "submission": (phrase("answers to hand in"), ""),
}

NOT_THERE = phrase("there is no such benchmark run; it may have been deleted")
NO_KIND = phrase("unknown kind of file {kind!r}; allowed: {kinds}")

_HEADERS = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


def export_routes(services: Services) -> list[Route]:
    """To be put before the administrator's page, behind the accounts' `Guard`."""
    store = services.store

    async def file(request: Request) -> Response:
        person = getattr(request.state, "person", None)
        if not isinstance(person, Person) or person.role != "admin":
            return _line(words.ADMIN_ONLY, 403)
        id, kind = request.path_params["id"], request.path_params["kind"]
        if kind != ALL and kind not in KINDS:
            kinds = ", ".join([*KINDS, ALL])
            return PlainTextResponse(f"{say(NO_KIND, kind=kind, kinds=kinds)}\n", 404, _HEADERS)
        try:
            run = await to_thread(store.benchmarks.get, id)
            if run is None:
                return _line(NOT_THERE, 404)
            with ExitStack() as stack:
                # Nobody else on this machine can open it.
                folder = stack.enter_context(
                    TemporaryDirectory(prefix="deliberate-export-", ignore_cleanup_errors=True)
                )
                written = await to_thread(_written, store, run, kind, Path(folder))
                media = "application/zip" if kind == ALL else KINDS[kind].media
                return _Passing(written, media, stack.pop_all())
        except StoreError as problem:
            return _line(str(problem), 503)
        except DeliberateError as problem:
            return _line(str(problem), 409)

    return [Route(PATH, file, methods=["GET"])]


def links(runs: Sequence[BenchmarkRun]) -> str:
    """Links to every kind of file of each run, as the page's own HTML."""
    shown = "".join(
        f'<p class="benchmark-files">{escape(say("Files of {run}:", run=_name(run)))}'
        f" {_links(run)}</p>"
        for run in runs
    )
    return under(say("Files to download"), shown)


def _links(run: BenchmarkRun) -> str:
    return " · ".join(
        f'<a href="{escape(PATH.format(id=run.id, kind=kind))}" download>{escape(name)}</a>'
        for kind, name in [*((kind, _title(kind)) for kind in KINDS), (ALL, say("all in one zip"))]
    )


def _title(kind: str) -> str:
    words, named = TITLES.get(kind, (KINDS[kind].title, ""))
    return say(words, format=named)


def _name(run: BenchmarkRun) -> str:
    return f"{run.title} ({run.id[:8]})"


def _written(store: Store, run: BenchmarkRun, kind: str, folder: Path) -> Path:
    """The file that is sent, in a folder of its own."""
    data = load_run(store.benchmarks, run.id)
    kinds = list(KINDS) if kind == ALL else [kind]
    parts = [
        write_export(one, data, store.trace, folder / f"run-{data.short}-{one}{KINDS[one].suffix}")
        for one in kinds
    ]
    if kind != ALL:
        return parts[0]
    together = folder / f"run-{data.short}.zip"
    with zipfile.ZipFile(together, "x", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            archive.write(part, part.name)
    return together


class _Passing(FileResponse):
    """A file that is gone when it was sent, or when whoever wanted it has gone."""

    def __init__(self, file: Path, media: str, afterwards: ExitStack) -> None:
        self._afterwards = afterwards
        super().__init__(file, media_type=media, filename=file.name, headers=_HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, and remove it however that ends."""
        with self._afterwards:
            await super().__call__(scope, receive, send)


def _line(line: str, code: int) -> Response:
    return PlainTextResponse(f"{say_line(line)}\n", code, _HEADERS)

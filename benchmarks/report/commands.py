"""`python -m benchmarks report|export`: runs as reports and as files for other programs.

python -m benchmarks report RUN --out report.html --md report.md
python -m benchmarks export RUN --kind parquet --out answers.parquet
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.report.exports import KINDS, ExportError, write_export
from benchmarks.report.run_data import load_run
from benchmarks.report.whole import refuse_existing, written_whole
from benchmarks.runner.session import find_run
from settings import load_settings
from store import Store

Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]
_EXPORTED = [name for name in KINDS if name not in ("html", "md")]


def report(
    runs: Annotated[list[str], typer.Argument(help="Runs by id, or the beginning of it.")],
    out: Annotated[Path, typer.Option(help="The HTML page to write.")],
    md: Annotated[Path | None, typer.Option(help="The same as Markdown, without plots.")] = None,
    force: Force = False,
) -> None:
    """Write a report of a run; of several, each against the first."""
    # Here, because the plots' library takes a second to import and every command would wait.
    from benchmarks.report.build import document
    from benchmarks.report.markdown import markdown
    from benchmarks.report.page import page

    files = [out] if md is None else [out, md]
    for file in files:
        refuse_existing(file, force=force)
    if md is not None and md.resolve() == out.resolve():
        raise ExportError(f"--out and --md are both {out}; name two files")
    with Store(load_settings().database_url) as store:
        found = [find_run(store.benchmarks, id) for id in runs]
        built = document([load_run(store.benchmarks, run.id) for run in found])
    with ExitStack() as both:
        for file, made in zip(files, (page, markdown), strict=False):
            both.enter_context(written_whole(file)).write(made(built).encode())
    for file in files:
        print(f"wrote {file}")
    for warning in built.warnings:
        print(warning)


def export(
    run: Annotated[str, typer.Argument(help="A run's id, or the beginning of it.")],
    kind: Annotated[str, typer.Option(help=f"One of: {', '.join(_EXPORTED)}.")],
    out: Annotated[Path, typer.Option(help="The file to write; for several files a .zip.")],
    force: Force = False,
) -> None:
    """Write a run's answers for other programs."""
    if kind not in KINDS:
        raise ExportError(f"kind {kind!r} is unknown; allowed: {', '.join(KINDS)}")
    refuse_existing(out, force=force)
    with Store(load_settings().database_url) as store:
        data = load_run(store.benchmarks, find_run(store.benchmarks, run).id)
        write_export(kind, data, store.trace, out)
    print(f"wrote {out}")
    if data.unfinished:
        print(data.unfinished)

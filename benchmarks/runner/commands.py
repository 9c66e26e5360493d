"""`python -m benchmarks run|runs|stop|delete|compare|work`.

python -m benchmarks run vignettes --budgets 0,64,256 --samples 4 --limit 100
python -m benchmarks compare RUN OTHER

Exit codes: 0 done, 2 not possible as asked for, 3 stopped or paused before its end.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from benchmarks.runner.estimate import forecast
from benchmarks.runner.holder import free_if_gone, new_holder
from benchmarks.runner.preparing import (
    Prepared,
    check_questions,
    prepare,
    refuse_same_samples,
)
from benchmarks.runner.progress import Progress
from benchmarks.runner.queue import work as work_on
from benchmarks.runner.request import Request, RequestError
from benchmarks.runner.results import graded_of, question_hashes
from benchmarks.runner.runner import Outcome
from benchmarks.runner.session import (
    EXIT_CODES,
    UNFINISHED,
    ask_failed_again,
    claimed,
    ends_on_signal,
    ends_with_input,
    executor_for,
    find_run,
    go_on,
    open_run,
    opened,
    results,
)
from benchmarks.runner.terminal import line, live, show_forecast, show_results, show_runs
from benchmarks.statistics import compare_runs, show_comparison
from reasoning.engines import ENGINES
from reasoning.engines.base import Engine
from reasoning.errors import BudgetError
from reasoning.events import Rung, as_record
from settings import Settings, load_settings
from store import BenchmarkRun, Benchmarks, Status, Store

AsJson = Annotated[bool, typer.Option("--json", help="The last line is one JSON object.")]
RunId = Annotated[str, typer.Argument(help="A run's id, or the beginning of it.")]


def parse_budgets(text: str) -> tuple[Rung, ...]:
    """Thinking budgets from the command line: numbers of tokens and none, with commas.

    Raises:
        BudgetError: a part is neither.
    """
    found: list[Rung] = []
    for part in text.split(","):
        word = part.strip().lower()
        if word != "none" and not word.isdecimal():
            raise BudgetError(
                f"budget {part.strip()!r} is not a number of tokens; allowed: 0, a positive number"
                " or none, several with commas between them"
            )
        found.append(None if word == "none" else int(word))
    return tuple(found)


def run(
    tasks: Annotated[list[str], typer.Argument(help="Tasks, or parts such as vignettes:hard.")],
    engine: Annotated[str | None, typer.Option(help=f"One of: {', '.join(ENGINES)}.")] = None,
    model: Annotated[
        str | None, typer.Option(help="Its name on the server; embedded: a name or a folder.")
    ] = None,
    budgets: Annotated[str, typer.Option(help="Thinking budgets, such as 0,256,none.")] = "none",
    samples: Annotated[int, typer.Option(help="Answers to each question.")] = 1,
    limit: Annotated[int | None, typer.Option(help="The first questions of each task.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed draws the same tokens.")] = 0,
    ladder: Annotated[
        bool | None,
        typer.Option(
            "--ladder/--independent", help="Budgets from one chain (default), or each on its own."
        ),
    ] = None,
    shuffle_options: Annotated[
        int, typer.Option(help="Ask again so often with the options in another order.")
    ] = 0,
    data: Annotated[
        Path | None, typer.Option(help="A file of the task's questions, JSON lines or parquet.")
    ] = None,
    temperature: Annotated[
        float | None, typer.Option(help="0 is greedy; default 0 for one sample, 0.7 for several.")
    ] = None,
    answer_tokens: Annotated[int | None, typer.Option(help="Most tokens of an answer.")] = None,
    judge: Annotated[
        str | None, typer.Option(help="Engine that grades open answers and rubrics.")
    ] = None,
    skip_images: Annotated[
        bool, typer.Option("--skip-images", help="Leave out questions that need images.")
    ] = False,
    approximate: Annotated[
        bool, typer.Option("--approximate", help="Allow an engine without exact budgets.")
    ] = False,
    self_check: Annotated[
        int, typer.Option(help="Questions that the ladder is checked on; 0 for none.")
    ] = 3,
    executor: Annotated[str, typer.Option(help="local, or ray for a cluster.")] = "local",
    concurrency: Annotated[int, typer.Option(help="Samples at once (of each Ray worker).")] = 8,
    retries: Annotated[int, typer.Option(help="Further tries of a sample that failed.")] = 2,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Take nothing over from other runs.")
    ] = False,
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Tell what it will take, and start nothing.")
    ] = False,
    queue: Annotated[
        bool, typer.Option("--queue", help="Leave it to `python -m benchmarks work`.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Run tasks at thinking budgets; the same command again goes on where it was."""
    if executor not in ("local", "ray"):
        raise RequestError(f"executor {executor!r} is unknown; allowed: local, ray")
    request = Request(
        tasks=tuple(tasks),
        engine=engine,
        model=model,
        budgets=parse_budgets(budgets),
        samples=samples,
        limit=limit,
        seed=seed,
        mode=None if ladder is None else "ladder" if ladder else "independent",
        shuffle=shuffle_options,
        data=str(data.absolute()) if data else None,
        temperature=temperature,
        answer_tokens=answer_tokens,
        judge=judge,
        skip_images=skip_images,
        approximate=approximate,
        self_check=self_check,
        executor="ray" if executor == "ray" else "local",
        concurrency=concurrency,
        retries=retries,
        cache=not no_cache,
    )
    console = Console(stderr=as_json)
    settings = load_settings()
    with Store(settings.database_url) as store:
        try:
            code = asyncio.run(
                _session(store.benchmarks, settings, request, console, as_json, estimate, queue)
            )
        except asyncio.CancelledError:
            console.print("interrupted before it began")
            code = UNFINISHED
    raise typer.Exit(code)


async def _session(
    benchmarks: Benchmarks,
    settings: Settings,
    request: Request,
    console: Console,
    as_json: bool,
    estimate: bool,
    queue: bool,
) -> int:
    refuse_same_samples(request)
    check_questions(request)
    with ends_on_signal():
        async with opened(settings, request) as (engine, judge):
            prepared = prepare(request, engine, judge, answer_tokens=settings.answer_tokens)
            if estimate:
                found = await forecast(prepared, benchmarks, engine, judge)
                if as_json:
                    print(json.dumps(as_record(found)))
                else:
                    show_forecast(console, found)
                return 0
            opened_run = open_run(benchmarks, prepared)
            if again := ask_failed_again(benchmarks, opened_run):
                console.print(f"{again} samples that failed are asked again")
                opened_run = benchmarks.get(opened_run.id) or opened_run
            if opened_run.note and not opened_run.done:
                console.print(Text(opened_run.note, style="dim"))
            if queue:
                free_if_gone(benchmarks, opened_run)
                benchmarks.queue(opened_run.id)
                _print({"run": opened_run.id, "status": "queued"}, console, as_json)
                return 0
            outcome = await _go(benchmarks, settings, opened_run, prepared, engine, judge, console)
    found_results = results(benchmarks, opened_run.id, resumed=outcome.resumed)
    if as_json:
        print(json.dumps(found_results, ensure_ascii=False))
    else:
        show_results(console, found_results)
    if outcome.status in (Status.STOPPED, Status.PAUSED):
        console.print("the same command goes on from here")
    return EXIT_CODES.get(outcome.status, UNFINISHED)


async def _go(
    benchmarks: Benchmarks,
    settings: Settings,
    opened_run: BenchmarkRun,
    prepared: Prepared,
    engine: Engine,
    judge: Engine | None,
    console: Console,
) -> Outcome:
    if opened_run.status is Status.DONE:
        return Outcome(Status.DONE, "", opened_run.done, opened_run.cached)
    holder = new_holder()
    executor = executor_for(prepared, engine, judge, settings)
    mine = await claimed(benchmarks, opened_run, holder)
    if mine.done:
        console.print(f"going on with run {mine.id[:8]}: {mine.done} of {mine.total} are done")
    with live(console) as told:
        return await go_on(benchmarks, mine, holder, prepared, executor, engine, told=told)


def runs(
    id: Annotated[str | None, typer.Argument(help="One run, with its results.")] = None,
    limit: Annotated[int, typer.Option(help="How many of the newest.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List runs, the newest first; or show one."""
    with _benchmarks() as benchmarks:
        if id is not None:
            found = results(benchmarks, find_run(benchmarks, id).id)
            if as_json:
                print(json.dumps(found, ensure_ascii=False))
            else:
                show_results(Console(), found)
            return
        listed = benchmarks.list(limit)
    if as_json:
        print(json.dumps([_listed(one) for one in listed], ensure_ascii=False))
    else:
        show_runs(Console(), listed)


def stop(id: RunId) -> None:
    """Stop a run, wherever it goes on; `run` goes on with it."""
    with _benchmarks() as benchmarks:
        found = find_run(benchmarks, id)
        free_if_gone(benchmarks, found)
        benchmarks.ask_to_stop(found.id)
        now = benchmarks.get(found.id)
    said = "is to stop" if now is None or now.held else f"is {now.status}"
    print(f"run {found.id[:8]} {said}")


def delete(id: RunId) -> None:
    """Delete a run that is not going on, with its traces."""
    with _benchmarks() as benchmarks:
        found = find_run(benchmarks, id)
        free_if_gone(benchmarks, found)
        benchmarks.delete(found.id)
    print(f"run {found.id[:8]} is deleted")


def compare(first: RunId, second: RunId, as_json: AsJson = False) -> None:
    """Compare two runs on the same questions, question by question."""
    with _benchmarks() as benchmarks:
        before, after = (find_run(benchmarks, id) for id in (first, second))
        if before.id == after.id:
            raise RequestError(
                f"{first} and {second} are both run {before.id[:8]}; name two different runs"
            )
        found = compare_runs(
            graded_of(benchmarks, before.id),
            graded_of(benchmarks, after.id),
            (question_hashes(before), question_hashes(after)),
        )
    if as_json:
        print(json.dumps(found.to_record(), ensure_ascii=False))
    else:
        show_comparison(found, Console())


def work(
    once: Annotated[bool, typer.Option("--once", help="End when nothing is queued.")] = False,
    attached: Annotated[
        bool, typer.Option("--attached", help="End when standard input does, too.")
    ] = False,
) -> None:
    """Take queued runs, one at a time, until it is stopped; the next one goes on from there."""
    settings = load_settings()
    console = Console()

    def told(run: BenchmarkRun, progress: Progress | None, ended: str) -> None:
        if ended:
            console.print(Text(f"{run.id[:8]} {run.title}: {ended}"))
        elif progress is not None and progress.paused:
            console.print(Text(f"{run.id[:8]} {line(progress)}"))

    async def until_stopped() -> None:
        with ends_on_signal():
            if attached:
                ends_with_input()
            await work_on(store.benchmarks, settings, told, once=once)

    with Store(settings.database_url) as store:
        try:
            asyncio.run(until_stopped())
        except asyncio.CancelledError:
            console.print("stopped")


@contextmanager
def _benchmarks() -> Iterator[Benchmarks]:
    with Store(load_settings().database_url) as store:
        yield store.benchmarks


def _listed(run: BenchmarkRun) -> dict[str, Any]:
    shown = ("id", "title", "status", "message", "note", "done", "total", "cached", "tokens",
             "dollars", "seconds", "created", "started", "ended")  # fmt: skip
    return {name: getattr(run, name) for name in shown}


def _print(found: dict[str, Any], console: Console, as_json: bool) -> None:
    if as_json:
        print(json.dumps(found))
    else:
        console.print(f"run {found['run'][:8]} is queued; `python -m benchmarks work` takes it")

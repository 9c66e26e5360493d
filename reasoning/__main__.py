"""`python -m reasoning ask|curve|grade`: one question from the terminal, or answers graded.

python -m reasoning ask "What is 17 + 25?" --domain maths --budget 64
python -m reasoning curve --problem FILE.json --budgets 0,32,64,none --samples 4 --json
python -m reasoning grade --file ROWS.jsonl
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from reasoning import AUTO, Budget, Decoding, Problem, curve, from_record, read_problem, reason
from reasoning.engines import ENGINES, open_engine
from reasoning.engines.base import Engine
from reasoning.errors import BudgetError, DeliberateError, ProblemError
from reasoning.events import Ending, Rung, as_record
from reasoning.grading.command import grade_file
from reasoning.rows import row
from reasoning.self_check import self_check
from reasoning.strategies import EarlyStop, Vote
from reasoning.terminal import show_answer, show_curve, watch
from settings import Settings, load_settings
from store import Store

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Reason about one problem under a thinking budget.",
)

Question = Annotated[str | None, typer.Argument(help="The question; or use --problem.")]
Options = Annotated[
    str | None, typer.Option(help='Answer options, such as "A) asthma|B) pneumonia".')
]
Domain = Annotated[str, typer.Option(help="medical, maths or general.")]
ProblemFile = Annotated[
    Path | None, typer.Option(help="A problem as JSON, as `python -m data sample` prints it.")
]
Samples = Annotated[int, typer.Option(help="How many chains vote (maj@k).")]
Seed = Annotated[int, typer.Option(help="The same seed draws the same tokens.")]
Temperature = Annotated[
    float | None, typer.Option(help="0 is greedy; default 0 for one sample, 0.7 for a vote.")
]
TopP = Annotated[float, typer.Option(help="Nucleus: above 0, to 1.")]
AnswerTokens = Annotated[int | None, typer.Option(help="Most tokens of an answer.")]
EngineName = Annotated[str | None, typer.Option("--engine", help=f"One of: {', '.join(ENGINES)}.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


@app.callback()
def main() -> None:
    """Reason about one problem under a thinking budget."""


def parse_rung(text: str) -> Rung:
    """A thinking budget from the command line: a number of tokens, or none.

    Raises:
        BudgetError: it is neither.
    """
    if text.strip().lower() == "none":
        return None
    try:
        return int(text)
    except ValueError:
        raise BudgetError(
            f"budget {text!r} is not a number of tokens; allowed: 0, a positive number, none, "
            "and for `ask` also auto"
        ) from None


def parse_options(text: str) -> dict[str, str]:
    """Options separated by "|", with or without their letters.

    Raises:
        ProblemError: fewer than two, more than 26, an empty one, or letters out of order.
    """
    parts = [part.strip() for part in text.split("|")]
    lettered = [re.match(r"^\(?([A-Z])[).:]\s*(.*)$", part, re.DOTALL) for part in parts]
    if all(lettered):
        parts = [m[2] for m in lettered if m]
        letters = [m[1] for m in lettered if m]
    else:
        letters = [chr(ord("A") + n) for n in range(len(parts))]
    if not 2 <= len(parts) <= 26 or not all(parts) or len(set(letters)) != len(letters):
        raise ProblemError(
            f"options {text!r} do not fit; allowed: 2 to 26 texts separated by |, such as "
            '"A) asthma|B) pneumonia"'
        )
    return dict(zip(letters, parts, strict=True))


def make_problem(
    question: str | None, options: str | None, domain: str, file: Path | None
) -> Problem:
    """The problem that the command line describes.

    Raises:
        ProblemError: both or neither of question and file, or one that does not fit.
    """
    if (question is None) == (file is None):
        raise ProblemError("give either a question or --problem FILE.json")
    if file is not None:
        return read_problem(file)
    return from_record(
        {
            "question": question,
            "domain": domain,
            "options": parse_options(options) if options else None,
        }
    )


@app.command()
def ask(
    question: Question = None,
    options: Options = None,
    domain: Domain = "general",
    problem: ProblemFile = None,
    budget: Annotated[
        str, typer.Option(help="Thinking tokens: a number, none (until it stops), or auto.")
    ] = "none",
    min_thinking: Annotated[int, typer.Option(help="Least thinking tokens, by “Wait”.")] = 0,
    waits: Annotated[int, typer.Option(help="Most times that “Wait” is appended.")] = 2,
    samples: Samples = 1,
    stop_early: Annotated[
        EarlyStop, typer.Option(help="When the vote may end before its last sample.")
    ] = EarlyStop.NEVER,
    seconds: Annotated[float | None, typer.Option(help="Wall-clock limit.")] = None,
    dollars: Annotated[float | None, typer.Option(help="Most that it may cost.")] = None,
    temperature: Temperature = None,
    top_p: TopP = 1.0,
    seed: Seed = 0,
    answer_tokens: AnswerTokens = None,
    engine: EngineName = None,
    as_json: AsJson = False,
) -> None:
    """Ask one question."""
    with _one_line():
        settings = load_settings()
        asked = make_problem(question, options, domain, problem)
        auto = budget.strip().lower() == "auto"
        spend = Budget(
            thinking_tokens=None if auto else parse_rung(budget),
            min_thinking_tokens=min_thinking,
            waits=waits,
            answer_tokens=answer_tokens or settings.answer_tokens,
            samples=samples,
            seconds=seconds,
            dollars=dollars,
        )
        decoding = Decoding(temperature, top_p, seed)
        strategy = AUTO if auto else Vote(stop_early)

        async def session() -> int:
            async with _opened(settings, engine) as (opened, store):
                run = reason(
                    asked, spend, opened, decoding=decoding, strategy=strategy, store=store
                )
                started, ends, thought = await watch(run, _console(as_json))
            (rung, result), *_ = ends.items()
            if as_json:
                print(json.dumps(row(asked, started, rung, result), ensure_ascii=False))
            else:
                show_answer(_console(as_json), asked, started, result, thought)
            return int(result.end is Ending.FAILED)

        raise typer.Exit(asyncio.run(session()))


@app.command(name="curve")
def curve_command(
    budgets: Annotated[str, typer.Option(help="Thinking budgets, such as 0,32,64,none.")],
    question: Question = None,
    options: Options = None,
    domain: Domain = "general",
    problem: ProblemFile = None,
    samples: Samples = 1,
    method: Annotated[
        str, typer.Option(help="ladder (from one chain a sample) or independent.")
    ] = "ladder",
    check: Annotated[
        bool, typer.Option("--check", help="Also test the ladder against independent re-runs.")
    ] = False,
    temperature: Temperature = None,
    top_p: TopP = 1.0,
    seed: Seed = 0,
    answer_tokens: AnswerTokens = None,
    engine: EngineName = None,
    as_json: AsJson = False,
) -> None:
    """Ask one question at several budgets."""
    with _one_line():
        settings = load_settings()
        if method not in ("ladder", "independent"):
            raise BudgetError(f"method {method!r} is unknown; allowed: ladder, independent")
        asked = make_problem(question, options, domain, problem)
        rungs = [parse_rung(text) for text in budgets.split(",")]
        budget = Budget(samples=samples, answer_tokens=answer_tokens or settings.answer_tokens)
        decoding = Decoding(temperature, top_p, seed)

        async def session() -> int:
            async with _opened(settings, engine) as (opened, store):
                run = curve(
                    asked,
                    rungs,
                    opened,
                    budget=budget,
                    method="ladder" if method == "ladder" else "independent",
                    decoding=decoding,
                    store=store,
                )
                started, ends, _ = await watch(run, _console(as_json))
                checked = (
                    await self_check(asked, rungs, opened, budget=budget, decoding=decoding)
                    if check
                    else None
                )
            results = {rung: ends[rung] for rung in started.rungs}
            if as_json:
                printed: dict[str, Any] = {
                    "rows": [row(asked, started, rung, result) for rung, result in results.items()],
                    "tokens_generated": run.generated_tokens,
                    "method": method,
                    "self_check": as_record(checked),
                }
                print(json.dumps(printed, ensure_ascii=False))
            else:
                show_curve(_console(as_json), results, run.generated_tokens)
                if checked:
                    _console(as_json).print(
                        f"ladder against independent runs: p = {checked.p_value:.3f} "
                        f"({checked.samples} samples each)"
                    )
            return int(all(result.end is Ending.FAILED for result in results.values()))

        raise typer.Exit(asyncio.run(session()))


@app.command()
def grade(
    file: Annotated[
        Path,
        typer.Option(
            help="JSON lines with id, answer, answer_type, prediction, and where the question has "
            "them unit and options; - for the standard input."
        ),
    ],
) -> None:
    """Grade replies: a JSON line a row, with id, equal (true, false, null) and the reason."""
    with _one_line():
        grade_file(file)


def _console(as_json: bool) -> Console:
    """Progress never mixes with JSON: with --json it goes to stderr, where that is a terminal."""
    return Console(stderr=as_json)


@contextmanager
def _one_line() -> Iterator[None]:
    """Errors of ours end as one line and exit code 2."""
    try:
        yield
    except DeliberateError as error:
        print(f"error: {error}", file=sys.stderr)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


@asynccontextmanager
async def _opened(settings: Settings, name: str | None) -> AsyncIterator[tuple[Engine, Store]]:
    """The engine, started, and the store; closed again at the end."""
    store = Store(settings.database_url)
    try:
        engine = open_engine(settings, name)
        await engine.start()
        try:
            yield engine, store
        finally:
            await engine.close()
    finally:
        store.close()


if __name__ == "__main__":
    app()

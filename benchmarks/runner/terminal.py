"""A run in the terminal: one live line while it goes, a table at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from benchmarks.runner.estimate import Forecast
from benchmarks.runner.progress import Progress, span
from reasoning.events import Ending
from reasoning.terminal import rung_name
from store import BenchmarkRun


@contextmanager
def live(console: Console) -> Iterator[Callable[[Progress], None]]:
    """Show how far a run is, for as long as the block.

    Where it is no terminal, only lines that it pauses, and that it goes on.
    """
    bar = Bar(
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar:
        task = bar.add_task("", total=None)
        paused = False

        def told(progress: Progress) -> None:
            nonlocal paused
            if not console.is_terminal and bool(progress.paused) != paused:
                paused = bool(progress.paused)
                console.print(Text(line(progress) if paused else "going on"))
            bar.update(
                task, completed=progress.done, total=progress.total, description=line(progress)
            )

        yield told


def line(progress: Progress) -> str:
    """How a run goes, in one line."""
    if progress.paused:
        return f"paused, trying again: {progress.paused}"
    parts = []
    if progress.cached:
        parts.append(f"{progress.cached} cached")
    if progress.checking:
        parts.append(f"checking the ladder on question {progress.checking}")
    elif progress.done < progress.total:
        parts.append(f"{span(progress.seconds_left)} left")
    if progress.rate is not None:
        parts.append(f"{progress.rate:,.0f} tokens/s")
    if progress.dollars is not None:
        parts.append(f"${progress.dollars:,.2f}")
    return " · ".join(parts)


def show_results(console: Console, found: dict[str, Any]) -> None:
    """A row for each task and budget, and what the run took."""
    table = Table(
        "task", "budget", "questions", "accuracy", "95 %", "not answered", "thinking", "answer"
    )
    for row in found["rows"]:
        accuracy = "-" if row["accuracy"] is None else f"{row['accuracy']:.1%}"
        if row.get("lower") != row.get("upper"):
            accuracy += f" [{row['lower']:.1%} – {row['upper']:.1%}]"
        interval = "-" if row["low"] is None else f"{row['low']:.1%} – {row['high']:.1%}"
        table.add_row(
            Text(row["task"]),
            rung_name(row["budget"]),
            str(row["n"]),
            Text(accuracy),
            interval,
            _ends(row["ends"]),
            _mean(row["thinking_tokens"]),
            _mean(row["answer_tokens"]),
        )
    console.print(table)
    parts = [
        f"run {found['run'][:8]} {found['status']}",
        f"{found['done']} of {found['total']} samples",
        f"{found['tokens']:,} tokens",
        span(found["seconds"]),
    ]
    if found["resumed"]:
        parts.append(f"{found['resumed']} from an earlier start")
    if found["cached"]:
        parts.append(f"{found['cached']} from other runs")
    if found["dollars"] is not None:
        parts.append(f"${found['dollars']:,.2f}")
    if check := found["self_check"]:
        parts.append(
            f"ladder against independent runs: p = {check['p_value']:.3f}"
            f" ({check['questions']} questions)"
        )
    console.print(Text(" · ".join(parts), style="dim"))
    if found["message"]:
        console.print(Text(found["message"], style="yellow"))


def _ends(counts: Mapping[str, int]) -> str:
    """Every end but a plain answer: "3 cut, 2 refused"."""
    others = [f"{n} {end}" for end, n in counts.items() if n and end != Ending.ANSWERED]
    return ", ".join(others) or "-"


def _mean(tokens: Any) -> str:
    mean = tokens.get("mean") if isinstance(tokens, dict) else None
    return "-" if mean is None else f"{mean:,.0f}"


def show_runs(console: Console, runs: Sequence[BenchmarkRun]) -> None:
    """A line a run, the newest first."""
    table = Table("run", "what", "status", "done", "left", "tokens", "begun")
    for run in runs:
        left = span(run.seconds_left) if run.held else ""
        status = str(run.status) if not run.message else f"{run.status}: {run.message}"
        table.add_row(
            run.id[:8],
            Text(run.title),
            Text(status),
            f"{run.done}/{run.total}",
            left,
            f"{run.tokens:,}",
            run.created[:16].replace("T", " "),
        )
    console.print(table)


def show_forecast(console: Console, found: Forecast) -> None:
    """What a run will take, in one line."""
    dollars = "" if found.dollars is None else f", ${found.dollars:,.2f}"
    console.print(
        f"{found.units} sample{'' if found.units == 1 else 's'}, about {found.tokens:,} tokens,"
        f" {span(found.seconds)}{dollars}"
        f" (from {found.basis})"
    )

"""A run in the terminal: a progress bar while it thinks, then the thought, answer and votes."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console, Group
from rich.markup import escape
from rich.panel import Panel
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

from reasoning.domains.differential import Differential, read_differential
from reasoning.events import Checkpoint, End, Ending, Result, Rung, Started, Thought
from reasoning.problem import AnswerType, Problem
from reasoning.run import Run

ENDINGS = {
    Ending.ANSWERED: "answered",
    Ending.CUT: "cut by the budget, then answered",
    Ending.EMPTY: "no answer could be read",
    Ending.ESCAPED: "went on thinking in the answer",
    Ending.REFUSED: "refused",
    Ending.CANCELLED: "stopped",
    Ending.FAILED: "failed",
}


def rung_name(rung: Rung) -> str:
    """A thinking budget in words."""
    return "none" if rung is None else str(rung)


async def watch(run: Run, console: Console) -> tuple[Started, dict[Rung, Result], str]:
    """Follow a run with a progress bar; its start, the result of every rung, the first thought."""
    started: Started | None = None
    ends: dict[Rung, Result] = {}
    thought: list[str] = []
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    with progress:
        answers = progress.add_task("answers", total=None)
        tokens = progress.add_task("thinking tokens", total=None)
        async for event in run:
            match event:
                case Started():
                    started = event
                    progress.update(answers, total=len(event.rungs) * event.samples)
                    if event.rungs[-1] is not None:
                        progress.update(tokens, total=event.rungs[-1] * event.samples)
                case Thought():
                    progress.advance(tokens, len(event.ids))
                    if event.sample == 0 and event.rung in ("all", run.rungs[-1]):
                        thought.append(event.text)
                case Checkpoint(probe=False):
                    progress.advance(answers)
                case End():
                    ends[event.rung] = event.result
    assert started is not None
    return started, ends, "".join(thought)


def show_answer(
    console: Console, problem: Problem, started: Started, result: Result, thought: str
) -> None:
    """One result, the thought above it."""
    if thought:
        console.print(
            Panel(Text(thought.strip(), style="dim"), title="thought", title_align="left")
        )
    console.print(Panel(_answer(problem, result), title="answer", title_align="left"))
    if len(result.samples) > 1:
        console.print(_votes(result))
    if result.reason:
        console.print(Text(result.reason, style="yellow"))
    spent = result.thinking_tokens
    asked = rung_name(spent.requested)
    parts = [
        ENDINGS[result.end],
        f"thinking {spent.spent} of {asked} tokens",
        f"answer {result.answer_tokens}",
        f"{result.seconds:.2f} s",
        f"{started.model}@{started.revision}",
    ]
    if result.correct is not None:
        parts.insert(1, "right" if result.correct else "wrong")
    if result.confidence is not None:
        kind = "confidence" if result.calibrated else "confidence (not calibrated)"
        parts.append(f"{kind} {result.confidence:.0%}")
    if result.saved_tokens is not None:
        parts.append(f"saved {result.saved_tokens} tokens against {asked}")
    if result.approximate:
        parts.append("counts approximate")
    console.print(Text(" · ".join(parts), style="dim"))


def _answer(problem: Problem, result: Result) -> Group | Text:
    text = result.text or "(no answer)"
    if result.answer is not None and result.answer in problem.options:
        option = f"{result.answer}) {problem.options[result.answer]}"
        return Text(option if text in option else f"{text}\n→ {option}")
    if problem.answer_type is not AnswerType.DDX:
        return Text(text)
    differential = read_differential(text)
    if differential is None:
        return Text(f"{text}\n\n(not in the expected form)" if result.text else text)
    return _differential(differential)


def _differential(found: Differential) -> Group:
    table = Table("diagnosis", "share", "for", "against", expand=True)
    for diagnosis in found.diagnoses:
        table.add_row(
            escape(diagnosis.name),
            "" if diagnosis.share is None else f"{diagnosis.share:.0%}",
            escape(", ".join(diagnosis.evidence_for)),
            escape(", ".join(diagnosis.evidence_against)),
        )
    return Group(
        Text("Red flags: " + ("; ".join(found.red_flags) or "none"), style="bold red"),
        table,
        Text(f"Would change the ranking: {found.would_change or '-'}"),
        Text(f"Next test: {found.next_test or '-'}"),
    )


def _votes(result: Result) -> Table:
    table = Table("answer", "votes", "share")
    for vote in result.votes:
        table.add_row(escape(vote.answer), str(vote.count), f"{vote.share:.0%}")
    return table


def show_curve(console: Console, results: Mapping[Rung, Result], tokens_generated: int) -> None:
    """A row a budget."""
    table = Table("budget", "spent", "answer", "", "confidence", "end", "seconds")
    for rung, result in results.items():
        mark = {True: "right", False: "wrong", None: ""}[result.correct]
        confidence = "" if result.confidence is None else f"{result.confidence:.0%}"
        table.add_row(
            rung_name(rung),
            str(result.thinking_tokens.spent),
            escape(result.answer or "-"),
            mark,
            confidence,
            ENDINGS[result.end],
            f"{result.seconds:.2f}",
        )
    console.print(table)
    reasons = {r.reason for r in results.values() if r.reason}
    for reason in sorted(reasons):
        console.print(Text(reason, style="yellow"))
    console.print(Text(f"{tokens_generated} tokens generated in all", style="dim"))

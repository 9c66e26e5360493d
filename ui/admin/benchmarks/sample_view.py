"""One sample laid out for reading: question, thought with the budgets marked in it, answers.

All of it may have been written by a model or by whoever made the questions, so all is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.graded import Graded
from benchmarks.statistics.clusters import rung_order
from reasoning.errors import ProblemError
from reasoning.events import Ending, Rung
from reasoning.problem import Problem, from_record
from ui import budgets
from ui.admin.benchmarks import words
from ui.admin.benchmarks.answers import Chain
from ui.admin.benchmarks.marks import Mark, marked
from ui.images import decode
from ui.language import phrase, say
from ui.language.lines import say_line
from ui.render import error, escape, html_table, in_full

NO_TRACE = phrase("this sample has no trace: it could not be asked, or its trace was deleted")
NOT_KNOWN = phrase("not known here")

#: How a thought can have been closed by the budget.
_CLOSED = (Ending.CUT, Ending.ESCAPED)


@dataclass(frozen=True, slots=True)
class _Rung:
    """A budget's answer: as it was graded, and as the trace has it, with the letters as asked."""

    graded: Graded
    answer: str | None
    text: str


def sample(chain: Chain, trace: Mapping[str, Any] | None, budget: Rung) -> str:
    """A sample as the page's own HTML; its answer in full is the one at `budget`."""
    rungs = _rungs(chain, trace)
    chosen = next((one for one in rungs if one.graded.budget == budget), rungs[-1])
    problem = _problem(trace)
    parts = [_head(chain)]
    if trace is None:
        parts.append(error(say(NO_TRACE)))
    else:
        parts += [_question(trace, problem), _thought(trace, rungs, chosen)]
        parts.append(_part(say("Answer ({budget})", budget=_named(chosen.graded)), chosen.text))
    gold = None if trace is None else trace.get("problem", {}).get("answer")
    parts += [_facts(chosen, gold, problem), _table(rungs, problem)]
    return f'<div class="benchmark-sample">{"".join(parts)}</div>'


def _head(chain: Chain) -> str:
    one = chain.one
    told = [one.subject, one.difficulty, one.language, one.answer_type]
    told.append(say("sample {number}", number=one.sample + 1))
    if one.order:
        told.append(say("options in another order ({number})", number=one.order))
    return f"<h3>{escape(one.item)}</h3><p>{escape(' · '.join(filter(None, told)))}</p>"


def _rungs(chain: Chain, trace: Mapping[str, Any] | None) -> list[_Rung]:
    """Every budget's answer, from small to none."""
    traced = {} if trace is None else {one["rung"]: one for one in trace.get("rungs", ())}
    found = []
    for one in sorted(chain.answers, key=lambda answer: rung_order(answer.budget)):
        as_asked = traced.get(one.budget)
        if as_asked is None:
            found.append(_Rung(one, one.answer, ""))
        else:
            found.append(_Rung(one, as_asked.get("answer"), as_asked.get("text") or ""))
    return found


def _problem(trace: Mapping[str, Any] | None) -> Problem | None:
    """The question as it was asked; None where its record is of another version."""
    if trace is None:
        return None
    try:
        return from_record(trace.get("problem", {}))
    except ProblemError:
        return None


def _question(trace: Mapping[str, Any], problem: Problem | None) -> str:
    """The question as it is stored, whatever that is, with its options and its images."""
    if problem is None:
        return _part(say("Question"), str(trace.get("problem", {}).get("question", "")))
    options = "".join(
        f"<li>{escape(letter)}) {escape(text)}</li>" for letter, text in problem.options.items()
    )
    shown = _part(say("Question"), problem.question)
    return (
        shown
        + (f'<ul class="benchmark-options">{options}</ul>' if options else "")
        + "".join(_image(image) for image in problem.images)
    )


def _image(image: str) -> str:
    """An image that is one by its content; else only that it is there."""
    if decode(image) is None:
        return f"<p>{escape(say('(an image that cannot be shown)'))}</p>"
    return f'<img src="{escape(image)}" alt="{escape(say("Attached image"))}">'


def _part(title: str, text: str) -> str:
    shown = escape(text) if text else escape(words.NONE)
    return f'<h4>{escape(title)}</h4><div class="benchmark-text">{shown}</div>'


def _thought(trace: Mapping[str, Any], rungs: Sequence[_Rung], chosen: _Rung) -> str:
    """The chain that all budgets share, each marked where it cut it; or the chosen budget's own."""
    thoughts = {one["rung"]: one for one in trace.get("thoughts", ())}
    title = escape(say("Thought"))
    if (shared := thoughts.get("all")) is not None:
        text, tokens = shared.get("text", ""), shared.get("tokens", [])
        shown = marked(text, tokens, list(_marks(rungs, len(tokens))))
    elif (own := thoughts.get(chosen.graded.budget)) is not None:
        title = escape(say("Thought ({budget})", budget=_named(chosen.graded)))
        shown = escape(own.get("text", ""))
    else:
        shown = ""
    return f'<h4>{title}</h4><div class="benchmark-text">{shown or escape(words.NONE)}</div>'


def _marks(rungs: Sequence[_Rung], tokens: int) -> Iterator[Mark]:
    """Where each budget cut the chain; one that the model did not need has no mark."""
    for one in rungs:
        graded = one.graded
        if graded.thinking_tokens < tokens or graded.end in _CLOSED:
            line = say(
                "{budget}: {answer}, {verdict}",
                budget=_named(graded),
                answer=one.answer or say("no answer"),
                verdict=words.verdict(graded),
            )
            yield Mark(graded.thinking_tokens, line)


def _facts(chosen: _Rung, gold: str | None, problem: Problem | None) -> str:
    """What became of the answer at the chosen budget."""
    one = chosen.graded
    rows = (
        (say("Right answer"), say(NOT_KNOWN) if gold is None else _in_full(problem, gold)),
        (say("Answer as read"), _in_full(problem, chosen.answer)),
        (say("Right?"), words.verdict(one)),
        (say("The grader's reason"), say_line(one.reason) or words.NONE),
        (say("How it ended"), words.end(one.end)),
        (say("Thinking tokens"), f"{one.thinking_tokens:,}"),
        (say("Answer tokens"), f"{one.answer_tokens:,}"),
        (say("Seconds"), words.number(one.seconds, 2)),
        (say("Money"), words.dollars(one.dollars)),
        (say("Probability of the answer"), words.percent(one.probability)),
    )
    caption = say("What became of the answer ({budget})", budget=_named(one))
    table = html_table((say("What"), say("Value")), rows, caption)
    return f'<h4>{escape(caption)}</h4><div class="benchmark-facts">{table}</div>'


def _table(rungs: Sequence[_Rung], problem: Problem | None) -> str:
    """The answers at every budget."""
    head = (
        say("Budget"), say("Answer"), say("Right?"), say("How it ended"), say("Thinking tokens"),
        say("Answer tokens"), say("Seconds"), say("Probability of the answer"),
    )  # fmt: skip
    rows = (
        (
            _named(one.graded),
            _in_full(problem, one.answer),
            words.verdict(one.graded),
            words.end(one.graded.end),
            f"{one.graded.thinking_tokens:,}",
            f"{one.graded.answer_tokens:,}",
            words.number(one.graded.seconds, 2),
            words.percent(one.graded.probability),
        )
        for one in rungs
    )
    caption = say("Answers by budget")
    return f"<h4>{escape(caption)}</h4>{html_table(head, rows, caption)}"


def _in_full(problem: Problem | None, answer: str | None) -> str:
    return (answer or say("none")) if problem is None else in_full(problem, answer)


def _named(one: Graded) -> str:
    return budgets.words(one.budget)

"""A comparison's columns and what is below them, as the values of the tab's components."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ui import render, words
from ui.comparison import Comparison
from ui.language import phrase, say
from ui.plot import curve_svg
from ui.stream import Column, SampleView
from ui.tabs.compare.controls import Controls, Panel
from ui.tabs.compare.findings import findings_html
from ui.tabs.compare.kept import APP_ENDED, ELSEWHERE

#: What the events of one handler change: components and their new values.
Update = dict[Any, Any]

DONE, BROKEN_OFF = phrase("done"), phrase("broken off, for the app ended")
LEGEND = phrase(
    "Each mark is a column: its answer, how sure the model was, and the thinking it spent. Green "
    "disc: right; red cross: wrong; blue: no known answer; hollow: no confidence to show."
)


def no_columns(controls: Controls) -> Update:
    """Nothing to show."""
    update: Update = {panel.box: gr.update(visible=False) for panel in controls.panels}
    return update | below(controls, None)


def all_columns(controls: Controls, comparison: Comparison) -> Update:
    """Every column, and as many boxes as there are columns."""
    update: Update = {}
    for number, panel in enumerate(controls.panels):
        used = number < len(comparison.columns)
        update[panel.box] = gr.update(visible=used)
        if used:
            update |= one_column(panel, comparison, number)
    return update


def one_column(panel: Panel, comparison: Comparison, number: int) -> Update:
    """One column as it stands."""
    column, setting = comparison.columns[number], comparison.settings[number]
    over = column.phase == "done"
    return {
        panel.head: _head(comparison, number),
        panel.status: render.status(
            "done" if over else "working",
            words.progress(column, setting.thinking, comparison.elapsed()),
        ),
        panel.thought: render.escape(_thoughts(column)),
        panel.answer: _answer(comparison, column, over),
        panel.stop: gr.update(visible=not over and not comparison.one_chain),
    }


def _head(comparison: Comparison, number: int) -> str:
    """What the column was set to, and what its run itself says that it ran."""
    label = comparison.label(number)
    named = f"{number + 1}. {label[:1].upper()}{label[1:]}"
    ran = comparison.ran[number]
    told = say("Ran {what}", what=ran.told) if ran else ""
    return (
        f'<div class="column-head">{render.escape(named)}</div>'
        f'<div class="legend">{render.escape(told)}</div>'
    )


def _thoughts(column: Column) -> str:
    views = sorted(column.samples.items())
    if len(views) == 1:
        return _thought(views[0][1])
    return "\n\n".join(
        f"— {say('Sample {number}', number=number + 1)} —\n{_thought(view)}"
        for number, view in views
    )


def _thought(view: SampleView) -> str:
    if view.cut and view.thinking_tokens:
        cut = say("cut at {tokens}", tokens=words.count(view.thinking_tokens))
        return f"{view.thought}\n✂ {cut}"
    return view.thought


def _answer(comparison: Comparison, column: Column, over: bool) -> str:
    view = column.samples.get(0)
    text = column.result.text if column.result else (view.answer if view else "")
    shown = render.answer(comparison.problem, text, over=over, ranking=render.ranking_list)
    if column.started is not None and column.started.samples > 1 and column.votes:
        votes = _votes(comparison, column)
        # Until all have voted no one answer is the column's.
        return f"{shown}\n\n{votes}" if over else votes
    return shown


def _votes(comparison: Comparison, column: Column) -> str:
    """A list, since a table has no room in a column."""
    lines = [
        "- "
        + say(
            "{answer}: {count} vote ({share})" if vote.count == 1
            else "{answer}: {count} votes ({share})",
            answer=render.cell(render.in_full(comparison.problem, vote.answer)),
            count=vote.count, share=render.percent(vote.share),
        )
        for vote in column.votes
    ]  # fmt: skip
    if column.outstanding:
        lines.append("- " + say("{count} still to come", count=column.outstanding))
    return "\n".join(lines)


def progress(controls: Controls, comparison: Comparison) -> Update:
    """The line above the columns while it goes on."""
    generated = say("{tokens} generated", tokens=words.count(comparison.generated()))
    so_far = f"{generated} · {words.took(comparison.elapsed())}"
    return {controls.status: render.status("working", so_far)}


def elsewhere(controls: Controls) -> Update:
    """The line above the columns while it goes on in another process."""
    return {controls.status: render.status("working", say(ELSEWHERE))}


def ended(controls: Controls, comparison: Comparison, *, note: str = "") -> Update:
    """The line above the columns, and all that is below them, when it is over."""
    total = words.count(comparison.generated())
    broken_off = any(column.problem == APP_ENDED for column in comparison.columns)
    parts = [
        say(BROKEN_OFF if broken_off else DONE),
        say("{tokens} generated in all", tokens=total),
        words.took(comparison.elapsed()),
    ]
    if comparison.dollars is not None:
        parts.append(f"${comparison.dollars:.4f}")
    if note:
        parts.append(note)
    return {
        controls.status: render.status("done", " · ".join(parts)),
        **below(controls, comparison),
    }


def below(controls: Controls, comparison: Comparison | None) -> Update:
    """Findings, table and plot; empty while there is nothing to say."""
    if comparison is None:
        return dict.fromkeys((controls.findings, controls.table, controls.plot), "")
    points = comparison.points()
    return {
        controls.findings: findings_html(comparison),
        controls.table: render.html_table(
            comparison.head(), comparison.rows(), say("Results by column")
        ),
        controls.plot: f'{curve_svg(points)}<div class="legend">{say(LEGEND)}</div>'
        if points
        else "",
    }

"""Single samples of a run: looked for by what they are and how they came out, read one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, cast

import gradio as gr

from reasoning.errors import DeliberateError
from reasoning.events import Rung
from store import Store
from ui import budgets
from ui.accounts import require_admin
from ui.admin.benchmarks import answers, sample_view
from ui.admin.benchmarks.answers import RunAnswers, budget_key, budget_of
from ui.admin.benchmarks.sample_filter import Flip, Verdict, Wanted, matching
from ui.comparison import ENDS
from ui.language import phrase, say, static
from ui.render import error, status
from ui.services import Services

Update = dict[Any, Any]

ANY = phrase("any")
CHOOSE_RUN = phrase("Choose a run, and read its samples here.")
NO_MATCH = phrase("No sample of this run is as wanted; ask for less.")
VERDICTS = (
    (ANY, ""),
    (phrase("right"), "right"),
    (phrase("wrong"), "wrong"),
    (phrase("not graded"), "ungraded"),
)
FLIPS = (
    (ANY, ""),
    (phrase("right, then wrong"), "lost"),
    (phrase("wrong, then right"), "gained"),
)

ANY_BUDGET: Literal["any"] = "any"

#: Subjects as values: so that none told (an empty one) is not any.
_IS = "="


@dataclass(frozen=True)
class _Controls:
    """What is asked for, and what a handler may show."""

    run: gr.Dropdown
    task: gr.Dropdown
    subject: gr.Dropdown
    budget: gr.Dropdown
    end: gr.Dropdown
    verdict: gr.Dropdown
    flip: gr.Dropdown
    first: gr.Dropdown
    second: gr.Dropdown
    text: gr.Textbox
    position: gr.State
    said: gr.HTML
    view: gr.HTML

    def all(self) -> list[Any]:
        return list(vars(self).values())

    def asked(self) -> list[Any]:
        """What `show_sample` is given, but for the step."""
        return self.all()[:-2]

    def filters(self) -> list[Any]:
        """What narrows the samples down, the words apart."""
        return [
            self.task, self.subject, self.budget, self.end, self.verdict, self.flip, self.first,
            self.second,
        ]  # fmt: skip


def build(page: gr.Blocks, services: Services, *opened: Any) -> None:
    """The filters, a line that says which sample of how many, and the sample.

    `opened` are events at which the runs are listed anew, as when somebody comes here.
    """
    with gr.Row(elem_classes="admin-acts"):
        run = _choice("run", static("Benchmark run"), scale=4)
        refresh = gr.Button(static("Refresh"), elem_id="benchmarks-samples-refresh")
    with gr.Row():
        task = _choice("task", static("Task"))
        subject = _choice("subject", static("Subject"))
        budget = _choice("budget", static("At budget"))
        ends = [(static(ANY), ""), *((static(word), str(end)) for end, word in ENDS.items())]
        end = _choice("end", static("How it ended"), ends)
        verdict = _choice("verdict", static("Right?"), _said(VERDICTS))
    with gr.Row():
        flip = _choice("flip", static("Flipped between two budgets"), _said(FLIPS))
        first = _choice("flip-first", static("First budget"))
        second = _choice("flip-second", static("Second budget"))
        text = gr.Textbox(
            label=static("Words of the question, or of its id; Enter looks"), max_lines=1,
            elem_id="benchmarks-samples-text",
        )  # fmt: skip
    with gr.Row(elem_classes="admin-acts"):
        back = gr.Button(static("‹ Previous sample"), elem_id="benchmarks-samples-back")
        on = gr.Button(static("Next sample ›"), elem_id="benchmarks-samples-next")
        said = gr.HTML(elem_id="benchmarks-samples-said")
    view = gr.HTML(elem_id="benchmarks-samples-view")
    controls = _Controls(
        run, task, subject, budget, end, verdict, flip, first, second, text, gr.State(0), said, view
    )
    _connect(page, services.store, controls, refresh, back, on, opened)


def _choice(
    name: str, label: Any, choices: Sequence[tuple[Any, str]] = (), scale: int = 1
) -> gr.Dropdown:
    return gr.Dropdown(
        list(choices), value="" if choices else None, label=label, scale=scale, min_width=140,
        elem_id=f"benchmarks-samples-{name}",
    )  # fmt: skip


def _said(choices: Sequence[tuple[str, str]]) -> list[tuple[Any, str]]:
    return [(static(words), value) for words, value in choices]


def _connect(
    page: gr.Blocks,
    store: Store,
    controls: _Controls,
    refresh: gr.Button,
    back: gr.Button,
    on: gr.Button,
    opened: Sequence[Any],
) -> None:
    def list_sample_runs(run: str | None, request: gr.Request) -> Update:
        """Runs to choose from; the one that is chosen stays so, if it is there still."""
        require_admin(request)
        try:
            found = answers.choices(store.benchmarks)
        except DeliberateError as problem:
            return {controls.said: error(str(problem))}
        kept = run if run in [id for _, id in found] else None
        return {controls.run: gr.update(choices=found, value=kept)}

    def choose_sample_run(run: str | None, request: gr.Request) -> Update:
        """Offer what this run has to choose from; what was asked of another is asked no more."""
        require_admin(request)
        try:
            found = answers.read(store.benchmarks, run)
        except DeliberateError:
            return {controls.position: 0}  # `show_sample` says why
        return _offered(controls, found)

    def show_sample(
        run: str | None,
        task: str | None,
        subject: str | None,
        budget: str | None,
        end: str | None,
        verdict: str | None,
        flip: str | None,
        first: str | None,
        second: str | None,
        text: str | None,
        position: int | None,
        step: int,
        request: gr.Request,
    ) -> Update:
        """The sample a step further on; the first one for a step of 0."""
        require_admin(request)
        if not run:
            return {controls.said: status("ready", say(CHOOSE_RUN)), controls.view: ""}
        try:
            found = answers.read(store.benchmarks, run)
            wanted = Wanted(
                task=task or "",
                subject=subject.removeprefix(_IS) if subject else None,
                budget=budget_of(budget, found.budgets, ANY_BUDGET),
                end=end or "",
                verdict=cast(Verdict, verdict or ""),
                flip=_flip(flip, first, second, found),
                text=text or "",
            )
            return _shown(store, controls, found, wanted, (position or 0) + step if step else 0)
        except DeliberateError as problem:
            return {controls.said: error(str(problem)), controls.view: ""}

    # Not preprocessed: after a new start of the app Gradio would refuse every choice.
    quiet: dict[str, Any] = {
        "queue": False, "show_progress": "hidden", "api_visibility": "private",
        "preprocess": False,
    }  # fmt: skip
    # The first look into a large run takes seconds.
    slow = {**quiet, "show_progress": "minimal", "show_progress_on": controls.run}
    show = partial(_show, controls, show_sample, slow)
    listed = gr.on(
        [page.load, refresh.click], list_sample_runs, controls.run, controls.all(), **quiet
    )
    for event in opened:  # the sample that is being read stays
        event(list_sample_runs, controls.run, controls.all(), **quiet)
    chosen = gr.on([controls.run.input], choose_sample_run, controls.run, controls.all(), **slow)
    show(listed.then, 0)
    show(chosen.then, 0)
    show(partial(gr.on, [one.input for one in controls.filters()]), 0)
    show(controls.text.submit, 0)
    show(back.click, -1)
    show(on.click, 1)


def _show(controls: _Controls, handler: Any, named: dict[str, Any], event: Any, step: int) -> None:
    # Only the server says what a state is, so this is a constant.
    event(handler, [*controls.asked(), gr.State(step)], controls.all(), **named)


def _flip(
    flip: str | None, first: str | None, second: str | None, found: RunAnswers
) -> Flip | None:
    """From the smallest budget to the largest, where nothing else is asked for."""
    if not flip or not found.budgets:
        return None
    before = budget_of(first, found.budgets, found.budgets[0])
    after = budget_of(second, found.budgets, found.budgets[-1])
    return Flip(before, after) if flip == "lost" else Flip(after, before)


def _offered(controls: _Controls, found: RunAnswers) -> Update:
    anything = (say(ANY), "")
    rungs = [(budgets.words(one), budget_key(one)) for one in found.budgets]
    subjects = [(name or say("not told"), f"{_IS}{name}") for name in found.named("subject")]
    tasks = [(name, name) for name in found.named("task")]
    ends = rungs[:1], rungs[-1:]
    return {
        controls.task: gr.update(choices=[anything, *tasks], value=""),
        controls.subject: gr.update(choices=[anything, *subjects], value=""),
        controls.budget: gr.update(choices=[anything, *rungs], value=""),
        controls.first: gr.update(choices=rungs, value=ends[0][0][1] if rungs else None),
        controls.second: gr.update(choices=rungs, value=ends[1][0][1] if rungs else None),
        controls.end: "",
        controls.verdict: "",
        controls.flip: "",
        controls.text: "",
        controls.position: 0,
    }


def _shown(
    store: Store, controls: _Controls, found: RunAnswers, wanted: Wanted, position: int
) -> Update:
    """One trace is loaded, whatever the run's size."""
    texts = partial(answers.folded_questions, store.benchmarks, *found.state)
    chains = matching(found.chains, wanted, texts)
    if not chains:
        return {controls.said: status("ready", say(NO_MATCH)), controls.view: "",
                controls.position: 0}  # fmt: skip
    position = min(max(0, position), len(chains) - 1)
    chain = chains[position]
    trace = store.trace(chain.one.trace_id) if chain.one.trace_id else None
    budget = _budget_to_show(found, wanted)
    where = say(
        "sample {number:,} of {count:,}; the run has {all:,}",
        number=position + 1,
        count=len(chains),
        all=len(found.chains),
    )
    return {
        controls.said: status("done", where),
        controls.view: sample_view.sample(chain, trace, budget),
        controls.position: position,
    }


def _budget_to_show(found: RunAnswers, wanted: Wanted) -> Rung:
    """The budget whose answer is shown in full: the one that is asked for, else the largest."""
    if wanted.budget != "any":
        return wanted.budget
    return found.budgets[-1]

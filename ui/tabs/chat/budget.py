"""The thinking budget: a slider over the steps of the chosen model, in words, presets, Auto."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from reasoning.events import Rung
from ui import budgets, models
from ui.language import in_all, say, static
from ui.services import Services

_PRIVATE: dict[str, Any] = {"api_visibility": "private"}


@dataclass(frozen=True, slots=True)
class BudgetBox:
    """The model, and how long it may think."""

    model: gr.Dropdown
    step: gr.Slider
    auto: gr.Checkbox


def budget_box(services: Services) -> BudgetBox:
    """Lay it out. The slider's value is an index into the chosen model's steps."""
    steps = {model: services.steps(model) for model in services.engines}
    first = services.default
    start = dict(budgets.presets(steps[first])).get("Medium", len(steps[first]) - 1)
    model = models.chooser(services, "chat-model")
    if len(steps) > 1:
        about = gr.HTML(
            static.of(lambda: models.about(services, first)),
            elem_id="chat-about",
            elem_classes="legend",
        )
    fitted = gr.State(first)  # the model whose steps the slider has
    with gr.Group(elem_id="chat-budget-box"):
        step = gr.Slider(
            0, len(steps[first]) - 1, value=start, step=1, elem_id="chat-budget", buttons=[],
            label=static("Thinking budget"),
            info=static("For each thought; the answer has a limit of its own"),
        )  # fmt: skip
        said = gr.HTML(
            static.of(lambda: budgets.words(steps[first][start])), elem_id="chat-budget-words"
        )
        with gr.Row(elem_classes="chips"):
            chips = _presets(steps, first, model, step)
        auto = gr.Checkbox(
            False, label=static("Auto"), info=static("Stops thinking when the answer has settled"),
            elem_id="chat-auto",
        )  # fmt: skip
    in_words = json.dumps(
        in_all(
            lambda: {
                name: [
                    [named, say("Auto, at most {budget}", budget=named)]
                    for named in map(budgets.words, of)
                ]
                for name, of in steps.items()
            }
        ),
        ensure_ascii=False,
    )
    tell = (
        f"(step, auto, model) => {{"
        f" const words = ({in_words})[document.documentElement.lang][model];"
        " return words[Math.min(step, words.length - 1)][Number(auto)]; }"
    )
    gr.on([step.change, auto.change, model.change], None, [step, auto, model], said, js=tell,
          **_PRIVATE)  # fmt: skip
    if len(steps) > 1:

        def fit(chosen: str, step: float, before: str) -> list[Any]:
            """Give the slider the steps of another model, at the budget that it had."""
            now = steps[chosen]
            at = fitting(steps[before], now, int(step))
            named = dict(budgets.presets(now))
            return [
                gr.update(maximum=len(now) - 1, value=at),
                chosen,
                models.about(services, chosen),
                *(gr.update(visible=name in named) for name in chips),
            ]

        model.change(
            fit, [model, step, fitted], [step, fitted, about, *chips.values()],
            queue=False, show_progress="hidden", **_PRIVATE,
        )  # fmt: skip
    return BudgetBox(model, step, auto)


def fitting(before: Sequence[Rung], now: Sequence[Rung], step: int) -> int:
    """The step of other steps that means the same, or the largest number of tokens there is.

    All steps begin alike, and end with "as long as it wants".
    """
    return len(now) - 1 if step >= len(before) - 1 else min(step, len(now) - 2)


def _presets(
    steps: dict[str, tuple[Rung, ...]], first: str, model: gr.Dropdown, step: gr.Slider
) -> dict[str, gr.Button]:
    """A button a preset; those that the chosen model has no room for are not shown."""
    places: dict[str, dict[str, int]] = {}
    for name, of in steps.items():
        for title, at in budgets.presets(of):
            places.setdefault(title, {})[name] = at
    chips = {}
    for title in sorted(places, key=budgets.PRESETS.index):
        chip = gr.Button(static(title), size="sm", min_width=0, visible=first in places[title])
        chip.click(
            None, [model], step, js=f"(model) => ({json.dumps(places[title])})[model]", **_PRIVATE
        )
        chips[title] = chip
    return chips

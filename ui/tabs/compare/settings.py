"""Between the tab's controls and what is asked: read when it runs, filled in when one is opened."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import gradio as gr

from reasoning.domains import question_text
from reasoning.errors import BudgetError
from ui import budgets, question, render
from ui.comparison import Setting
from ui.language import say
from ui.language.lines import say_line
from ui.services import NotOffered, Services
from ui.tabs.compare.controls import (
    AUTO,
    BUDGETS,
    INDEPENDENT,
    ONE_CHAIN,
    OWN,
    PLAIN,
    Asking,
    Controls,
    Own,
    budget_names,
)
from ui.tabs.compare.kept import Asked


def read_problem(asking: Asking, values: Mapping[Any, Any]) -> dict[str, Any]:
    """The record of the problem that is asked.

    Raises:
        ProblemError: nothing was asked, or it does not fit together.
    """
    # A text box that nobody has touched sends None.
    listed = question.read_options(values[asking.options] or "")
    problem = question.make_problem(
        values[asking.question] or "", listed, values[asking.domain], gold=values[asking.gold]
    )
    return problem.to_record()


def read_asked(
    asking: Asking, values: Mapping[Any, Any], problem: dict[str, Any], services: Services
) -> Asked:
    """The problem with its columns.

    Raises:
        NotOffered: a model is gone.
        BudgetError: the columns, the temperature or the seed are impossible.
    """
    by_budgets = values[asking.way] == BUDGETS
    if by_budgets:
        model = values[asking.model]
        rungs = budgets.read_columns(values[asking.chosen] or (), services.steps(model))
        columns = tuple(Setting(thinking=rung, model=model) for rung in rungs)
    else:
        columns = _own_columns(asking, values, services)
    return Asked(
        problem=problem,
        one_chain=by_budgets and values[asking.method] == ONE_CHAIN,
        columns=columns,
        temperature=_read_temperature(values[asking.temperature]),
        seed=budgets.read_seed(values[asking.seed]),
    )


def _read_temperature(temperature: Any) -> float | None:
    if temperature is not None and not isinstance(temperature, (int, float)):
        raise BudgetError(say("the temperature must be a number from 0 to 2, or empty"))
    return temperature


def _own_columns(
    asking: Asking, values: Mapping[Any, Any], services: Services
) -> tuple[Setting, ...]:
    count = values[asking.count]
    if count not in range(budgets.FEWEST_COLUMNS, budgets.MOST_COLUMNS + 1):
        raise BudgetError(
            say(
                "{count} columns are asked for; choose {fewest} to {most}",
                count=count,
                fewest=budgets.FEWEST_COLUMNS,
                most=budgets.MOST_COLUMNS,
            )
        )
    columns = []
    for number, own in enumerate(asking.own[: int(count)], 1):
        model = values[own.model]
        named = {budgets.key(rung): rung for rung in services.steps(model)}
        thinking, samples = values[own.thinking], values[own.samples]
        if thinking not in named:
            raise BudgetError(say("column {number}: choose a thinking budget", number=number))
        if not isinstance(samples, int) or not 1 <= samples <= services.most_samples:
            raise BudgetError(
                say(
                    "column {number}: choose 1 to {most} samples",
                    number=number,
                    most=services.most_samples,
                )
            )
        auto = values[own.strategy] == AUTO
        columns.append(Setting(thinking=named[thinking], samples=samples, auto=auto, model=model))
    return tuple(columns)


def fill_in(controls: Controls, asked: Asked, services: Services) -> dict[Any, Any]:
    """The controls as they were when this was asked; columns that are not on offer stay as set.

    A model that is not offered any more is named in a line beside the columns.
    """
    asking, problem = controls.asking, asked.stated()
    update: dict[Any, Any] = {
        asking.question: question_text(problem),
        asking.domain: problem.domain,
        asking.options: "",
        asking.gold: problem.gold or "",
        asking.temperature: asked.temperature,
        asking.seed: asked.seed,
    }
    for number, column in enumerate(asked.columns, 1):
        try:
            if column.thinking not in services.steps(column.model):
                return update
        except NotOffered as error:
            line = say("column {number}: {error}", number=number, error=say_line(error))
            return update | {controls.budget_error: render.error(line)}
    by_budgets = asked.one_chain or _budgets_alone(asked)
    update[asking.way] = BUDGETS if by_budgets else OWN
    update[asking.own_box] = gr.update(visible=not by_budgets)
    for part in (asking.model, asking.chosen, asking.method):
        update[part] = gr.update(visible=by_budgets)
    if by_budgets:
        return update | _fill_in_budgets(asking, asked, services)
    update[asking.count] = len(asked.columns)
    for number, own in enumerate(asking.own):
        shown = number < len(asked.columns)
        update[own.box] = gr.update(visible=shown)
        if shown:
            update |= _fill_in_own(own, asked.columns[number], services)
    return update


def _budgets_alone(asked: Asked) -> bool:
    """Whether the columns could have been set by their budgets."""
    sizes = [math.inf if one.thinking is None else one.thinking for one in asked.columns]
    plain = all(one.samples == 1 and not one.auto for one in asked.columns)
    one_model = len({one.model for one in asked.columns}) == 1
    return plain and one_model and sizes == sorted(set(sizes))


def _fill_in_budgets(asking: Asking, asked: Asked, services: Services) -> dict[Any, Any]:
    model = asked.columns[0].model or services.default
    named = [budgets.key(one.thinking) for one in asked.columns]
    choices = budget_names(services, model)
    method = ONE_CHAIN if asked.one_chain else INDEPENDENT
    return {
        asking.model: gr.update(value=model, visible=True),
        asking.chosen: gr.update(choices=choices, value=named, visible=True),
        asking.method: gr.update(value=method, visible=True),
    }


def _fill_in_own(own: Own, setting: Setting, services: Services) -> dict[Any, Any]:
    model = setting.model or services.default
    return {
        own.model: model,
        own.thinking: gr.update(
            choices=budget_names(services, model), value=budgets.key(setting.thinking)
        ),
        own.samples: setting.samples,
        own.strategy: AUTO if setting.auto else PLAIN,
    }

"""How a run can be had again: the command that makes it."""

from __future__ import annotations

import shlex
from dataclasses import fields

from benchmarks.runner.plan import Plan
from benchmarks.runner.request import Request
from reasoning.terminal import rung_name


def command_of(request: Request, plan: Plan) -> str:
    """The command that makes this run again, quoted for a shell.

    Engine, model and temperature are those that the run had, also where the settings chose them.
    """
    words = ["python", "-m", "benchmarks", "run", *request.tasks]
    words += ["--engine", plan.engine, "--model", request.model or plan.model]
    words += ["--budgets", ",".join(map(rung_name, plan.budgets))]
    words += ["--samples", str(plan.samples), "--seed", str(plan.seed)]
    words += ["--temperature", repr(plan.temperature)]
    if plan.mode != "single":
        words.append(f"--{plan.mode}")
    if plan.mode == "ladder":
        words += ["--self-check", str(plan.self_check)]
    # Tasks that need answers of different lengths have their own, and no option says that.
    if len(lengths := {task.answer_tokens for task in plan.tasks}) == 1:
        words += ["--answer-tokens", str(*lengths)]
    words += _options(request)
    return shlex.join(words)


def _options(request: Request) -> list[str]:
    """Those options that are not as they are by default."""
    default = {field.name: field.default for field in fields(Request)}
    words: list[str] = []
    for name, option in (
        ("limit", "--limit"),
        ("data", "--data"),
        ("shuffle", "--shuffle-options"),
        ("judge", "--judge"),
        ("executor", "--executor"),
        ("concurrency", "--concurrency"),
        ("retries", "--retries"),
    ):
        if (value := getattr(request, name)) != default[name]:
            words += [option, str(value)]
    if request.skip_images:
        words.append("--skip-images")
    if request.approximate:
        words.append("--approximate")
    if not request.cache:
        words.append("--no-cache")
    return words

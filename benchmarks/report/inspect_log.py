"""A run as logs that `inspect view` shows: an EvalLog (version 2, JSON) a task and budget.

Inspect knows neither budgets nor orders of options: a task at a budget is a task of its own, and a
question in another order of its options another sample ("...#order1"). Samples of one question are
its epochs. Epochs count from 1. The form is that of Inspect's release 0.3.285.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from benchmarks.report.asked import Said, Variant, only_variant, said, variants
from benchmarks.report.command import command_of
from benchmarks.report.exports import Traces
from benchmarks.report.record import json_bytes
from benchmarks.report.run_data import RunData
from benchmarks.report.zipped import Zipped
from benchmarks.runner.request import from_record
from benchmarks.statistics import AtBudget
from reasoning.events import Ending
from reasoning.terminal import rung_name
from store import Status

SCORER = "deliberate"
_NOT_IN_NAMES = re.compile(r"[^\w.-]+|_+")
_STATUS = {Status.DONE: "success", Status.FAILED: "error", Status.RUNNING: "started",
           Status.QUEUED: "started"}  # fmt: skip
#: Why a model stopped, of those that did not do so by themselves.
_STOPS = {Ending.CUT: "max_tokens", Ending.FAILED: "unknown"}


def write_inspect(data: RunData, traces: Traces, file: BinaryIO) -> None:
    """Write a zip of logs; unpacked, `inspect view --log-dir FOLDER` shows them."""
    with Zipped(file) as packed:
        for variant in variants(data.graded):
            with packed.file(_file_name(data, variant)) as log:
                for part in _log(data, variant, traces):
                    log.write(part)


def write_one(data: RunData, traces: Traces, file: BinaryIO) -> None:
    """Write the one log of a run of one task at one budget.

    Raises:
        ExportError: the run has several.
    """
    for part in _log(data, only_variant(data), traces):
        file.write(part)


def _file_name(data: RunData, variant: Variant) -> str:
    """As Inspect names its logs, by which it knows them: time, task, id."""
    stamp = data.run.created[:19].replace(":", "-")
    task = _NOT_IN_NAMES.sub("-", variant.name)
    return f"{stamp}+00-00_{task}_{_id(data, variant)}.json"


def _id(data: RunData, variant: Variant) -> str:
    return hashlib.sha256(f"{data.run.id} {variant.name}".encode()).hexdigest()[:22]


def _log(data: RunData, variant: Variant, traces: Traces) -> Iterator[bytes]:
    """The log in parts, a sample at a time: thoughts are long."""
    head = json_bytes(_head(data, variant)).rstrip()
    yield head[:-1] + b', "samples": [\n'
    ordered = sorted(variant.graded, key=lambda one: (one.sample, one.item, one.order))
    for number, one in enumerate(ordered):
        yield (b", " if number else b"") + json_bytes(_sample(data, said(one, traces)))
    yield b"]}\n"


def _head(data: RunData, variant: Variant) -> dict[str, Any]:
    run, plan = data.run, data.plan
    (at,) = (
        at
        for summary in data.summaries
        if summary.task == variant.task
        for at in summary.budgets
        if at.budget == variant.budget
    )
    status = _STATUS.get(run.status, "cancelled")
    options = {"temperature": plan.temperature, "seed": plan.seed}
    head: dict[str, Any] = {
        "version": 2,
        "status": status,
        "eval": {
            "run_id": run.id,
            "eval_id": _id(data, variant),
            "task_id": _id(data, variant),
            "created": run.created,
            "task": variant.name,
            "task_version": 0,
            "task_args": {"thinking_tokens": rung_name(variant.budget)},
            "dataset": _dataset(variant),
            "model": f"{plan.engine}/{plan.model}",
            "model_generate_config": options,
            "model_args": {"revision": plan.revision},
            "config": {"epochs": plan.samples, "limit": run.request.get("limit")},
            "packages": data.run.versions[-1] if data.run.versions else {},
            "metadata": _about(data),
            "scorers": [{"name": SCORER}],
        },
        "plan": {
            "name": "plan",
            "steps": [{"solver": SCORER, "params": {"thinking_tokens": rung_name(variant.budget)}}],
            "config": options,
        },
        "results": _results(variant, at),
        "stats": {
            "started_at": run.started or run.created,
            "completed_at": run.ended or "",
            "model_usage": {f"{plan.engine}/{plan.model}": _total(variant)},
        },
    }
    if status == "error":
        head["error"] = _error(run.message)
    return head


def _about(data: RunData) -> dict[str, Any]:
    return {
        "run": data.run.id,
        "key": data.run.key,
        "command": command_of(from_record(data.run.request), data.plan),
        "unfinished": data.unfinished,
        "mode": data.plan.mode,
        "self_check_p": (data.run.self_check or {}).get("p_value"),
    }


def _dataset(variant: Variant) -> dict[str, Any]:
    ids = sorted({_sample_id(one.item, one.order) for one in variant.graded})
    return {"name": variant.task, "samples": len(ids), "sample_ids": ids, "shuffled": False}


def _results(variant: Variant, at: AtBudget) -> dict[str, Any]:
    measured = {"accuracy": at.accuracy.mean, "stderr": at.accuracy.stderr}
    scored = sum(one.score is not None for one in variant.graded)
    return {
        "total_samples": len(variant.graded),
        "completed_samples": sum(one.end is not Ending.FAILED for one in variant.graded),
        "scores": [
            {
                "name": SCORER,
                "scorer": SCORER,
                "scored_samples": scored,
                "unscored_samples": len(variant.graded) - scored,
                "metrics": {
                    name: {"name": name, "value": value}
                    for name, value in measured.items()
                    if value is not None
                },
            }
        ],
    }


def _total(variant: Variant) -> dict[str, Any]:
    """What was generated; rungs of one chain have its beginning in common."""
    thinking = sum(one.thinking_tokens for one in variant.graded)
    output = thinking + sum(one.answer_tokens for one in variant.graded)
    return {"output_tokens": output, "total_tokens": output, "reasoning_tokens": thinking}


def _sample(data: RunData, one: Said) -> dict[str, Any]:
    graded = one.graded
    model = f"{data.plan.engine}/{data.plan.model}"
    asked = [
        {"id": f"asked-{number}", "role": message["role"], "content": message["content"]}
        for number, message in enumerate(one.messages)
    ]
    answer = {
        "id": "answer",
        "role": "assistant",
        "source": "generate",
        "model": model,
        "content": [
            *([{"type": "reasoning", "reasoning": one.thought}] if one.thought else []),
            {"type": "text", "text": one.text},
        ],
    }
    usage = _usage(one)
    sample: dict[str, Any] = {
        "id": _sample_id(graded.item, graded.order),
        "epoch": graded.sample + 1,
        "input": asked or graded.item,
        "choices": list((one.problem.get("options") or {}).values()) or None,
        "target": one.gold,
        "messages": [*asked, answer],
        "output": {
            "model": model,
            "choices": [{"message": answer, "stop_reason": _STOPS.get(graded.end, "stop")}],
            "completion": one.text,
            "usage": usage,
            "time": graded.seconds,
        },
        "scores": _scores(one),
        "metadata": _told(one),
        "model_usage": {model: usage},
        "total_time": graded.seconds,
    }
    if graded.end is Ending.FAILED:
        sample["error"] = _error(graded.reason)
    return sample


def _sample_id(item: str, order: int) -> str:
    return f"{item}#order{order}" if order else item


def _scores(one: Said) -> dict[str, Any] | None:
    """None where nothing could be graded: such a sample is unscored there, too."""
    if one.graded.score is None:
        return None
    reason = one.graded.reason or None
    return {SCORER: {"value": one.graded.score, "answer": one.answer, "explanation": reason}}


def _usage(one: Said) -> dict[str, Any]:
    output = one.graded.thinking_tokens + one.graded.answer_tokens
    return {
        "input_tokens": one.prompt_tokens,
        "output_tokens": output,
        "total_tokens": one.prompt_tokens + output,
        "reasoning_tokens": one.graded.thinking_tokens,
        "total_cost": one.graded.dollars,
    }


def _told(one: Said) -> dict[str, Any]:
    names = ("order", "budget", "subject", "difficulty", "language", "modality", "answer_type")
    told = {name: getattr(one.graded, name) for name in (*names, "probability", "trace_id")}
    return told | {"end": str(one.graded.end)}


def _error(message: str) -> dict[str, str]:
    return {"message": message, "traceback": "", "traceback_ansi": ""}

"""A run in the layout of lm-evaluation-harness: results_*.json and a samples_*.jsonl a task.

It knows neither budgets nor orders of options: a task at a budget is a task of its own
("gsm8k_budget_256"), and a question in another order of its options another document. What else it
has no place for stands under "deliberate" in each sample. The layout is that of its release 0.4.13.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, BinaryIO

from benchmarks.report.asked import Said, Variant, prompts, said, variants
from benchmarks.report.command import command_of
from benchmarks.report.exports import Traces
from benchmarks.report.record import json_bytes
from benchmarks.report.run_data import RunData
from benchmarks.report.zipped import Zipped
from benchmarks.runner.request import from_record
from benchmarks.statistics import AtBudget

METRIC, FILTER = "acc", "none"
_NOT_IN_NAMES = re.compile(r"[\"<>:/|\\?*\[\]\s]+")
_OF_A_DOCUMENT = ("question", "options", "answer", "answer_type", "unit", "subject", "difficulty",
                  "language", "source", "license")  # fmt: skip


def write_lm_eval(data: RunData, traces: Traces, file: BinaryIO) -> None:
    """Write a zip with one folder, named after the model."""
    folder = _name(data.plan.model)
    stamp = data.run.created[:19].replace(":", "-")
    hashes: dict[str, str] = {}
    with Zipped(file) as packed:
        for variant in variants(data.graded):
            name = _name(variant.name)
            seen = hashlib.sha256()
            with packed.file(f"{folder}/samples_{name}_{stamp}.jsonl") as samples:
                for number, (_, _, graded) in enumerate(prompts(variant)):
                    row = _sample(data, number, [said(one, traces) for one in graded])
                    for what in ("doc", "prompt", "target"):
                        seen.update(row[f"{what}_hash"].encode())
                    samples.write(json_bytes(row))
            hashes[name] = seen.hexdigest()
        with packed.file(f"{folder}/results_{stamp}.json") as results:
            results.write(json_bytes(_results(data, hashes), indent=2))


def _sample(data: RunData, number: int, samples: Sequence[Said]) -> dict[str, Any]:
    """One document: K answers to it are K repeats of one request."""
    first = samples[0]
    order = first.graded.order
    doc: dict[str, Any] = {"id": first.graded.item, "order": order}
    doc |= {name: first.problem[name] for name in _OF_A_DOCUMENT if name in first.problem}
    prompt = json.dumps([{"role": m["role"], "content": m["content"]} for m in first.messages])
    answers = ["" if one.answer is None else one.answer for one in samples]
    scores = [one.graded.score for one in samples if one.graded.score is not None]
    row: dict[str, Any] = {
        "doc_id": number,
        "doc": doc,
        "target": first.gold,
        "arguments": {"gen_args_0": {"arg_0": prompt, "arg_1": _generation(data, first)}},
        "resps": [[one.text for one in samples]],
        "filtered_resps": answers if len(answers) == 1 else [answers],
        "filter": FILTER,
        "metrics": [METRIC] if scores else [],
        "doc_hash": _hash(json.dumps(doc, ensure_ascii=False, indent=2)),
        "prompt_hash": _hash(prompt),
        "target_hash": _hash(first.gold),
    }
    if scores:
        row[METRIC] = sum(scores) / len(scores)
    told = ("sample", "score", "thinking_tokens", "answer_tokens", "reason", "trace_id")
    row["deliberate"] = [
        {name: getattr(one.graded, name) for name in told}
        | {"end": str(one.graded.end), "thought": one.thought}
        for one in samples
    ]
    return row


def _generation(data: RunData, one: Said) -> dict[str, Any]:
    lengths = {task.name: task.answer_tokens for task in data.plan.tasks}
    return {
        "until": [],
        "do_sample": data.plan.temperature > 0,
        "temperature": data.plan.temperature,
        "max_gen_toks": lengths.get(one.graded.task),
        "thinking_tokens": one.graded.budget,
    }


def _results(data: RunData, hashes: dict[str, str]) -> dict[str, Any]:
    found = {
        _name(Variant(summary.task, at.budget, ()).name): (summary.task, at)
        for summary in data.summaries
        for at in summary.budgets
    }
    plan, run = data.plan, data.run
    sizes = {task.name: task.items for task in plan.tasks}
    return {
        "results": {name: _metrics(name, at) for name, (_, at) in found.items()},
        "group_subtasks": {name: [] for name in found},
        "configs": {name: _config(data, name, task, at) for name, (task, at) in found.items()},
        "versions": dict.fromkeys(found, 1),
        "n-shot": dict.fromkeys(found, 0),
        "higher_is_better": {name: {METRIC: True} for name in found},
        "n-samples": {
            name: {"original": sizes.get(task, at.questions), "effective": at.questions}
            for name, (task, at) in found.items()
        },
        "config": {
            "model": plan.engine,
            "model_args": {"model": plan.model, "revision": plan.revision},
            "model_revision": plan.revision,
            "batch_size": None,
            "device": None,
            "use_cache": None,
            "limit": run.request.get("limit"),
            "gen_kwargs": {"temperature": plan.temperature},
            "random_seed": plan.seed,
        },
        "git_hash": None,
        "date": datetime.fromisoformat(run.created).timestamp(),
        "task_hashes": hashes,
        "model_source": plan.engine,
        "model_name": plan.model,
        "model_name_sanitized": _name(plan.model),
        "system_instruction": None,
        "system_instruction_sha": None,
        "fewshot_as_multiturn": False,
        "chat_template": None,
        "chat_template_sha": None,
        "total_evaluation_time_seconds": str(run.seconds),
        "deliberate": {
            "run": run.id,
            "key": run.key,
            "unfinished": data.unfinished,
            "command": command_of(from_record(run.request), plan),
        },
    }


def _metrics(name: str, at: AtBudget) -> dict[str, Any]:
    """Metrics as "name,filter"; what is not known is "N/A", as it writes it."""
    found: dict[str, Any] = {"name": name, "alias": name, "sample_len": at.questions}
    measured = {METRIC: (at.accuracy.mean, at.accuracy.stderr)}
    for label, points in (("pass", at.pass_at_k), ("maj", at.majority_at_k)):
        measured |= {f"{label}@{one.k}": (one.value, one.stderr) for one in points if one.k > 1}
    for metric, (value, error) in measured.items():
        found[f"{metric},{FILTER}"] = "N/A" if value is None else value
        found[f"{metric}_stderr,{FILTER}"] = "N/A" if error is None else error
    return found


def _config(data: RunData, name: str, task: str, at: AtBudget) -> dict[str, Any]:
    return {
        "task": name,
        "tag": [task],
        "output_type": "generate_until",
        "num_fewshot": 0,
        "repeats": data.plan.samples,
        "metric_list": [{"metric": METRIC, "aggregation": "mean", "higher_is_better": True}],
        "generation_kwargs": {"temperature": data.plan.temperature, "until": []},
        "should_decontaminate": False,
        "metadata": {"version": 1, "thinking_budget": at.budget},
    }


def _name(text: str) -> str:
    """Fit for the name of a file."""
    return _NOT_IN_NAMES.sub("__", text).strip(".") or "_"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()

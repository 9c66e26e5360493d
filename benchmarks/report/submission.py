"""A run as the file that OlympicArena's test set is handed in with: an answer to each problem's id.

The form is that of the set's authors: a string each, for programs a list of up to five sources, and
null where there is no answer. Of several samples the most frequent answer is taken, the earliest of
those where several are; options are named by the letters as they came.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import BinaryIO

from benchmarks.graded import Graded
from benchmarks.report.asked import only_variant, variants
from benchmarks.report.exports import Traces
from benchmarks.report.run_data import RunData
from benchmarks.report.zipped import Zipped
from reasoning.problem import AnswerType

MOST_PROGRAMS = 5


def write_submission(data: RunData, traces: Traces, file: BinaryIO) -> None:
    """Write a zip with a file for each task and budget."""
    with Zipped(file) as packed:
        for variant in variants(data.graded):
            with packed.file(f"{variant.name}.json") as one:
                one.write(_written(variant.graded))


def write_one(data: RunData, traces: Traces, file: BinaryIO) -> None:
    """Write the one file of a run of one task at one budget.

    Raises:
        ExportError: the run has several.
    """
    file.write(_written(only_variant(data).graded))


def submission(graded: Iterable[Graded]) -> dict[str, str | list[str] | None]:
    """What is handed in of one task at one budget, by the ids that the set gives its problems."""
    by_item = defaultdict[str, list[Graded]](list)
    for one in sorted(graded, key=lambda one: (one.item, one.order, one.sample)):
        by_item[one.item.partition("/")[2]].append(one)
    return {item: _of_item(samples) for item, samples in by_item.items()}


def _of_item(samples: list[Graded]) -> str | list[str] | None:
    said = [(one.vote or one.answer, one.answer) for one in samples if one.answer is not None]
    if not said:
        return None
    if samples[0].answer_type == AnswerType.CODE:
        return [answer for _, answer in said[:MOST_PROGRAMS]]
    most = Counter(vote for vote, _ in said).most_common(1)[0][0]
    return next(answer for vote, answer in said if vote == most)


def _written(graded: Iterable[Graded]) -> bytes:
    return json.dumps(submission(graded), ensure_ascii=False, indent=1).encode() + b"\n"

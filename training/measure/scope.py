"""Does the model notice what it was not taught? The question's words and its likelihood say."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from data.clinical import load
from data.generators import DIFFICULTIES, TASKS, examples
from data.generators.medical.phrasing import sayings
from reasoning.errors import DeliberateError
from reasoning.problem import AnswerType, Problem
from reasoning.scope import unknown_words, words_of
from training.bundled import corpus
from training.measure.bench import BUDGETS, Bench, gathered, problems_of, rate
from training.probes import (
    MEDICAL,
    OTHER,
    free_text,
    with_known_finding,
    with_unknown_finding,
)

WINDOWS = (4, 6, 8, 12)
#: Of each of the two tests, so that both together have twice that.
FALSE_ALARMS = 0.005
#: Of the texts whose words count as taught.
SEED = 0
KNOWS = (
    "the findings, diagnoses, tests and treatments of its teaching knowledge base, and short"
    " problems of school mathematics in the forms that it was taught"
)
#: A row that is no probe: what is caught of it is a false alarm, to read the row of the unknown
#: findings beside.
CONTROL = "the same vignettes with a known finding instead (false alarms)"
#: Vignettes with one finding more, known or unknown.
VIGNETTES = 200
#: Most questions that are taken of one exam.
EXAM_QUESTIONS = 300
#: Real exam questions, of which none ships: files of common records in a folder.
EXAMS: Mapping[str, str] = {
    "MedQA (USMLE)": "medqa_usmle_4opt.jsonl",
    "MedMCQA": "medmcqa_validation.jsonl",
    "MMLU, medical subjects": "mmlu_med_test.jsonl",
    "GSM8K": "gsm8k_test.jsonl",
    "MATH-500": "math500.jsonl",
}


class ExamError(DeliberateError):
    """A folder of exam questions does not fit; one line."""


def exams_in(folder: Path) -> dict[str, list[Problem]]:
    """Questions of each exam whose file is in the folder, by chance.

    Raises:
        ExamError: no file of `EXAMS` is there, or a line is no record.
    """
    found = {name: folder / file for name, file in EXAMS.items() if (folder / file).is_file()}
    if not found:
        raise ExamError(f"{folder} has no exam; name a file there {' or '.join(EXAMS.values())}")
    return {name: exam_questions(path) for name, path in found.items()}


def exam_questions(path: Path) -> list[Problem]:
    """Questions of one file of common records (question, options, answer), by chance."""
    problems = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            record = json.loads(line)
            question, options, answer = (record[k] for k in ("question", "options", "answer"))
        except (ValueError, KeyError, TypeError):
            raise ExamError(
                f'{path}, line {number}: a line is {{"question": text, "options": {{"A": text, …}}'
                ' or null, "answer": letter or number}'
            ) from None
        problems.append(
            Problem(
                question,
                domain="medical" if options else "maths",
                options=options or {},
                answer_type=AnswerType.SC if options else AnswerType.NV,
                gold=str(answer),
            )
        )
    return random.Random(0).sample(problems, min(EXAM_QUESTIONS, len(problems)))


async def measure_exams(bench: Bench, folder: Path) -> dict[str, Any]:
    """Accuracy on real choices when nothing refuses them, beside what guessing gives."""
    return {
        name: await bench.draft.once(f"exams/{name}", partial(_exam, bench, problems))
        for name, problems in exams_in(folder).items()
        if problems and all(problem.options for problem in problems)
    }


async def _exam(bench: Bench, problems: Sequence[Problem]) -> dict[str, Any]:
    largest = BUDGETS[-1]
    results = await bench.curves(problems, (largest,))
    chosen = await gathered(bench.likeliest(problem) for problem in problems)
    chance = sum(1 / len(p.options) for p in problems) / len(problems)
    return {
        **rate([bool(r[largest].correct) for r in results]),
        "named": rate([r[largest].answer is not None for r in results])["accuracy"],
        "made": rate([c == p.gold for c, p in zip(chosen, problems, strict=True)]),
        "chance": round(chance, 4),
    }


def taught_words(bench: Bench) -> list[str]:
    """Every word of the texts that the model was taught, and of the form that it is asked in."""
    words = {word for text in corpus(SEED) for word in words_of(text)}
    for finding in load().findings:
        said = sayings(finding, "train")
        for phrase in (*said.nouns, *said.verbs, *said.notes, *said.absent):
            words.update(words_of(phrase))
    for task in TASKS:
        for example in examples(task, 1, SEED, "easy", "train"):
            words.update(words_of(bench.asked(example.problem)))
    return sorted(words)


async def measure_scope(
    bench: Bench, n: int, exams: Path | None, words: Collection[str]
) -> dict[str, Any]:
    """Both thresholds at the in-domain 99.5th percentile, false alarms on others, what is caught.

    The window is chosen on one half of each set of probes, and what is told is of the other half.
    Exams and the control have no part in the choice, so that it is the same without them. `words`
    are those that were taught; that threshold, their share, has nothing to choose.
    """
    known = [p for t in TASKS for d in DIFFICULTIES for p in problems_of(t, d, n, "scope")]
    fresh = [p for t in TASKS for d in DIFFICULTIES for p in problems_of(t, d, n, "scope check")]
    vignettes = [p for p in fresh if p.task in ("vignettes", "cases")]
    drawn = random.Random(0).sample(vignettes, min(VIGNETTES, len(vignettes)))
    unknown, known_too = [
        # The same seed for both, so that the same sentence tells either.
        [with_finding(p, random.Random(seed)) for seed, p in enumerate(drawn)]
        for with_finding in (with_unknown_finding, with_known_finding)
    ]
    outside = {
        "vignettes with one unknown finding": unknown,
        "medical questions in free words": free_text(MEDICAL, "medical"),
        "other subjects": free_text(OTHER, "general"),
    }
    real = exams_in(exams) if exams else {}
    taught = frozenset(words)

    async def scores(problems: Sequence[Problem]) -> list[list[float]]:
        """The surprise at each window, and last the share of unknown words."""
        shares = [unknown_words(bench.asked(p), taught)[0] for p in problems]
        surprises = await bench.surprises(problems, WINDOWS)
        return [[*row, share] for row, share in zip(surprises, shares, strict=True)]

    inside, check = await scores(known), await scores(fresh)
    probes = {name: await scores(ps) for name, ps in outside.items()}
    told = {name: rows[1::2] for name, rows in probes.items()}
    told[CONTROL] = await scores(known_too[1::2])
    told |= {name: await scores(ps) for name, ps in real.items()}
    thresholds = [_threshold(inside, index) for index in range(len(WINDOWS) + 1)]

    def caught(rows: Sequence[Sequence[float]], index: int) -> float:
        """The share of rows that one of the two tells."""
        return sum(
            row[index] > thresholds[index] or row[-1] > thresholds[-1] for row in rows
        ) / len(rows)

    best = max(
        range(len(WINDOWS)), key=lambda index: sum(caught(r[::2], index) for r in probes.values())
    )
    return {
        "window": WINDOWS[best],
        "threshold": round(thresholds[best], 4),
        "share": round(thresholds[-1], 4),
        "false_alarm_rate": round(caught(check, best), 4),
        "in_domain": len(check),
        "detected": {
            name: {"rate": round(caught(rows, best), 4), "n": len(rows)}
            for name, rows in told.items()
        },
        "knows": KNOWS,
        "windows_tried": list(WINDOWS),
    }


def _threshold(rows: Sequence[Sequence[float]], index: int) -> float:
    scores = sorted(row[index] for row in rows)
    return scores[min(len(scores) - 1, math.ceil((1 - FALSE_ALARMS) * len(scores)))]

"""The questions, written down once for ours and once for the others, with the very same prompts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.perf.measure import BenchmarkError, hard
from benchmarks.tasks import load, task_of
from reasoning.domains import domain_of, messages
from reasoning.engines.base import Tokenizer

#: The file that the others read, in the folder that they run in.
THEIRS = "questions.jsonl"
OURS = "records.jsonl"
#: The task that reads records.
TASK = "records"


@dataclass(frozen=True, slots=True)
class Questions:
    """Written questions: the options of each by its id. `longest`: tokens of the longest prompt."""

    folder: Path
    options: Mapping[str, Mapping[str, str]]
    longest: int

    def letter(self, id: str, answer: str | None) -> str | None:
        """The letter of the option with this text, in whatever case; None where there is none."""
        wanted = (answer or "").strip().casefold()
        options = self.options[id].items()
        return next((letter for letter, text in options if text.casefold() == wanted), None)

    @property
    def records(self) -> Path:
        """The file that our runner reads."""
        return self.folder / OURS


def write_questions(folder: Path, count: int, tokenizer: Tokenizer) -> Questions:
    """Hard generated vignettes that lie beside the bundled model, the first so many.

    The others get the prompt as a text (lm_eval) and as messages (inspect_ai); that both become the
    token ids which our runner sends is checked here for the text, and is the chat template's work
    for the messages.

    Raises:
        BenchmarkError: there are not so many, or a prompt's text becomes other tokens.
    """
    problems = hard("vignettes")[:count]
    if len(problems) < count:
        raise BenchmarkError(f"there are {len(problems)} vignettes beside the model, not {count}")
    records = folder / OURS
    _write(records, [problem.to_record() for problem in problems])
    lines, options, longest = [], {}, 0
    # From what our runner will ask, not from what was written: the two must not differ.
    for item in load(task_of(TASK), records):
        problem = item.problem
        turns = messages(domain_of(problem), problem)
        prompt = tokenizer.prompt(turns)
        text = tokenizer.decode(prompt)
        if tokenizer.encode(text) != list(prompt):
            raise BenchmarkError(f"the prompt of {problem.id} becomes other tokens as a text")
        lines.append(
            {
                "id": problem.id,
                "prompt": text,
                "input": [{"role": turn.role, "content": turn.content} for turn in turns],
                # The option's text: the model may leave out its letter.
                "target": problem.options[problem.gold or ""],
            }
        )
        options[problem.id] = problem.options
        longest = max(longest, len(prompt))
    _write(folder / THEIRS, lines)
    return Questions(folder, options, longest)


def _write(file: Path, lines: Sequence[Mapping[str, object]]) -> None:
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")

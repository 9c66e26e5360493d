"""The process behind `guard`: a row a line comes in, a verdict a line goes out."""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from reasoning.errors import GradingError
from reasoning.grading.guard import MAX_MEMORY
from reasoning.grading.units import registry
from reasoning.grading.verdict import Verdict, compared, grade_row


def limit_memory(extra: int = MAX_MEMORY) -> None:
    """Let this process have so many bytes more than it has now."""
    status = Path("/proc/self/statm")
    if not status.exists():  # not Linux: the limits of `reasoning.grading` alone have to do
        return
    now = int(status.read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + extra, now + extra))


def main() -> None:
    """Grade until the input ends; running out of memory or of stack ends the process."""
    registry()  # on a busy machine it takes longer than a verdict may
    limit_memory()
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(asdict(_verdict(json.loads(line)))), flush=True)


def _verdict(row: dict[str, Any]) -> Verdict:
    """Of a row with a prediction, as of the command; or with an answer that is `read` already."""
    if "read" not in row:
        return grade_row(row)
    try:
        return compared(row["read"], row["answer"], row["answer_type"], row["options"], row["unit"])
    except GradingError as error:
        return Verdict(None, str(error))


if __name__ == "__main__":
    main()

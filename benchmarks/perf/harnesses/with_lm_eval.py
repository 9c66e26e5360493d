"""Asks the questions with lm-evaluation-harness; run by the interpreter that has it.

    python with_lm_eval.py ADDRESS MODEL CONCURRENCY FOLDER_OF_TASKS

In the folder that holds questions.jsonl. Every line of standard input is an order, {"max_tokens":
..., "thinking_token_budget": ... or null}; the answer is a line with the seconds that the
evaluation took and what came of every question. Nothing of this project is imported.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

CLOSE = "</think>"


def sample(found: dict[str, Any]) -> dict[str, Any]:
    """One logged sample, as the comparison reads it."""
    thought, closed, answer = found["resps"][0][0].partition(CLOSE)
    said = found["filtered_resps"][0]
    return {
        "id": found["doc"]["id"],
        "thought": thought,
        "closed": bool(closed),
        "text": answer,
        "answer": None if said == "[invalid]" else said,
        "right": bool(found["exact_match"]),  # it is one of numpy
    }


def main() -> None:
    """Work through the orders."""
    # Whatever the harness prints goes to standard error, so that the answers stand alone.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    address, model, concurrency, tasks = sys.argv[1:]

    from lm_eval import simple_evaluate  # type: ignore[import-not-found]
    from lm_eval.api.registry import get_model  # type: ignore[import-not-found]
    from lm_eval.tasks import TaskManager  # type: ignore[import-not-found]

    manager = TaskManager(include_path=tasks, include_defaults=False)
    served = get_model("local-completions").create_from_arg_obj(
        {
            "model": model,
            "base_url": f"{address}/v1/completions",
            # Text goes to the server as it is, and no tokenizer (nor torch) is needed here.
            "tokenizer_backend": None,
            "num_concurrent": int(concurrency),
        }
    )
    for line in sys.stdin:
        order = {name: value for name, value in json.loads(line).items() if value is not None}
        begin = time.perf_counter()
        results = simple_evaluate(
            model=served,
            tasks=["vignettes_by_budget"],
            task_manager=manager,
            gen_kwargs=order,
            bootstrap_iters=0,
            log_samples=True,
        )
        seconds = time.perf_counter() - begin
        samples = [sample(found) for found in results["samples"]["vignettes_by_budget"]]
        print(json.dumps({"seconds": seconds, "samples": samples}), file=answers, flush=True)


if __name__ == "__main__":
    main()

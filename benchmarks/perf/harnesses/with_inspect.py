"""Asks the questions with inspect_ai; run by the interpreter that has it.

    python with_inspect.py ADDRESS MODEL CONCURRENCY

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

#: An option's text, with or without its letter before it.
ANSWER = r"^\s*(?:\(?[A-J]\)\s*)?(.+?)\.?\s*$"


def sample(found: Any) -> dict[str, Any]:
    """One logged sample, as the comparison reads it."""
    content = found.output.message.content
    parts = [] if isinstance(content, str) else content
    answer = found.output.completion
    score = found.scores["pattern"]
    return {
        "id": found.id,
        "thought": "".join(part.reasoning for part in parts if part.type == "reasoning"),
        # Without an answer the server gives no text at all, and says that the limit was met.
        "closed": bool(answer) or found.output.stop_reason != "max_tokens",
        "text": answer,
        "answer": score.answer,
        "right": score.value == "C",
    }


def main() -> None:
    """Work through the orders."""
    # Whatever the harness prints goes to standard error, so that the answers stand alone.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    address, model, concurrency = sys.argv[1:]

    from inspect_ai import Task  # type: ignore[import-not-found]
    from inspect_ai import eval as evaluate
    from inspect_ai.dataset import json_dataset  # type: ignore[import-not-found]
    from inspect_ai.model import GenerateConfig, get_model  # type: ignore[import-not-found]
    from inspect_ai.scorer import pattern  # type: ignore[import-not-found]
    from inspect_ai.solver import generate  # type: ignore[import-not-found]

    served = get_model(
        f"openai-api/served/{model}",
        base_url=f"{address}/v1",
        api_key="none",
        config=GenerateConfig(max_connections=int(concurrency)),
    )
    for line in sys.stdin:
        order = json.loads(line)
        budget = order["thinking_token_budget"]
        begin = time.perf_counter()
        task = Task(
            dataset=json_dataset("questions.jsonl"),
            solver=generate(),
            scorer=pattern(ANSWER),
            config=GenerateConfig(
                temperature=0.0,
                max_tokens=order["max_tokens"],
                extra_body=None if budget is None else {"thinking_token_budget": budget},
            ),
        )
        (log,) = evaluate(
            task,
            model=served,
            display="none",
            log_dir="logs",
            max_samples=int(concurrency),
        )
        seconds = time.perf_counter() - begin
        if log.status != "success":
            sys.exit(f"inspect_ai ended with {log.status}: {log.error}")
        samples = [sample(found) for found in log.samples]
        print(json.dumps({"seconds": seconds, "samples": samples}), file=answers, flush=True)


if __name__ == "__main__":
    main()

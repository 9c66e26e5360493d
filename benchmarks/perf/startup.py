"""(e) From the start of the app to the first answer, and the memory that it then holds.

The app is started as `make run` starts it. "Ready" is the first 200 of /healthz; the first answer
is one asked for through the command line's own path (`python -m reasoning ask`), a process that
starts cold too. Both are set against the start of an empty Gradio app in the same run.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence

from benchmarks.perf.measure import Figure
from benchmarks.perf.served import ROOT, running

REPEATS = 3
_EMPTY = """
import gradio as gr, uvicorn, sys
from fastapi import FastAPI
api = FastAPI()
api.get("/healthz")(lambda: "ok")
with gr.Blocks() as page:
    gr.Textbox()
uvicorn.run(gr.mount_gradio_app(api, page, "/"), port=int(sys.argv[1]), log_level="error")
"""
_QUESTION = (
    "A girl counts 52 cows in a field at first. 11 young cows are brought by a neighbour. "
    "36 young cows are brought by a friend. Work out how many cows are counted in the end."
)
_ASK = ("-m", "reasoning", "ask", _QUESTION, "--domain", "maths", "--json")


async def measure() -> list[Figure]:
    """Seconds to ready and to a first answer, megabytes then, and both against an empty app."""
    return await asyncio.to_thread(_measure)


def _measure() -> list[Figure]:
    app = [_start(["app.py"]) for _ in range(REPEATS)]
    empty = [_start(["-c", _EMPTY]) for _ in range(REPEATS)]
    ready = statistics.median(seconds for seconds, _ in app)
    bare = statistics.median(seconds for seconds, _ in empty)
    memory = statistics.median(megabytes for _, megabytes in app)
    bare_memory = statistics.median(megabytes for _, megabytes in empty)
    ask = statistics.median(_ask() for _ in range(REPEATS))
    return [
        Figure(
            "startup",
            "start of the app until it can answer, against an empty Gradio app",
            ready / bare,
            "x",
            detail=f"{ready:.1f} s against {bare:.1f} s",
        ),
        Figure("startup", "cold command line to its first answer", ask, "s"),
        Figure(
            "startup",
            "resident memory when ready, against an empty Gradio app",
            memory / bare_memory,
            "x",
            detail=f"{memory:.0f} MB (all processes) against {bare_memory:.0f} MB",
        ),
    ]


def _start(arguments: Sequence[str]) -> tuple[float, float]:
    """Seconds until /healthz answers 200, and megabytes resident then, over all processes."""
    with running(arguments) as served:
        return served.ready_seconds, served.resident_megabytes()


def _ask() -> float:
    with tempfile.TemporaryDirectory() as home:
        begin = time.perf_counter()
        subprocess.run(
            [sys.executable, *_ASK],
            cwd=ROOT,
            env={**os.environ, "DELIBERATE_HOME": home},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        return time.perf_counter() - begin

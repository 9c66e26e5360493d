"""(e) From the start of the app to the first answer, and the memory that it then holds.

The app is started as `make run` starts it. "Ready" is the first 200 of /healthz; the first answer
is one asked for through the command line's own path (`python -m reasoning ask`), a process that
starts cold too. Both are set against the start of an empty Gradio app in the same run.
"""

from __future__ import annotations

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from benchmarks.perf.measure import Figure

ROOT = Path(__file__).resolve().parents[2]
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
    "Mia has 12 apples. Mia buys 7 more. Mia gives away 5. A friend brings 4 apples. "
    "How many are left?"
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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(arguments: Sequence[str]) -> tuple[float, float]:
    """Seconds until /healthz answers 200, and megabytes resident then, over all processes."""
    port = _free_port()
    with tempfile.TemporaryDirectory() as home:
        begin = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *arguments, str(port)],
            cwd=ROOT,
            env={**os.environ, "DELIBERATE_PORT": str(port), "DELIBERATE_HOME": home},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            while not _healthy(port):
                if process.poll() is not None:
                    raise RuntimeError(f"{arguments[0]} ended with {process.returncode}")
                time.sleep(0.05)
            seconds = time.perf_counter() - begin
            return seconds, _resident_megabytes(process.pid)
        finally:
            process.terminate()
            process.wait()


def _healthy(port: int) -> bool:
    address = f"http://127.0.0.1:{port}/healthz"
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _resident_megabytes(pid: int) -> float:
    """Resident memory of a process and its children (Linux), shared pages counted once each."""
    total = 0.0
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        rollup = Path(f"/proc/{one}/smaps_rollup").read_text("utf-8")
        total += next(int(line.split()[1]) for line in rollup.splitlines() if "Pss:" in line)
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            waiting.extend(map(int, children.read_text("utf-8").split()))
    return total / 1024


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

"""(d) The embedded engine against CPU runtimes driven directly, with the same model.

The embedded engine draws through its protocol, streaming, in float32 on processes of one thread, so
that the page never stalls and batches never change a token; the runtimes generate the same number
of tokens from the same file in their fastest plain call. openvino-genai is what the engine runs on:
in float32, as the engine needs it, and at its own bfloat16, with which tokens come to depend on the
batch. llama.cpp (xllamacpp) is measured where it is installed, in an environment of its own
(XLLAMACPP_PYTHON names its interpreter).
"""

from __future__ import annotations

import asyncio
import functools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from benchmarks.perf.measure import MODEL, Figure, bundled, drain, hard_vignettes, paired, rate
from reasoning.domains import domain_of, messages
from reasoning.engines.base import Sampling
from reasoning.engines.embedded import EmbeddedEngine
from reasoning.engines.gguf_export import export

NEW_TOKENS = 256
GOAL = 0.8
REPEATS = 5
_DIRECT = Path(__file__).with_name("direct_runtime.py")


class Direct:
    """A runtime in a process of its own, told how many streams to draw; answers tokens per second.

    `threads` is the number of cores that the embedded engine has for as many streams.
    """

    def __init__(self, python: str, runtime: str, model: Path, threads: int) -> None:
        self._process = subprocess.Popen(
            [python, str(_DIRECT), runtime, str(model), str(threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    async def rate(self, prompts: Sequence[Sequence[int]]) -> float:
        """Tokens per second over all prompts at once."""
        return await asyncio.to_thread(self._ask, prompts)

    def _ask(self, prompts: Sequence[Sequence[int]]) -> float:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps([list(map(list, prompts)), NEW_TOKENS]) + "\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def runtimes() -> dict[str, str]:
    """Name of every runtime that can be measured here, and the interpreter that has it."""
    found = {"openvino-genai-f32": sys.executable, "openvino-genai": sys.executable}
    if other := os.environ.get("XLLAMACPP_PYTHON"):
        found["xllamacpp"] = other
    return found


async def measure() -> list[Figure]:
    """A ratio for each runtime at 1 and at 32 streams, on as many cores as the engine has."""
    figures = []
    cores = min(2, os.cpu_count() or 1)
    with tempfile.TemporaryDirectory() as folder:
        gguf = export(MODEL, Path(folder))
        async with bundled() as engine:
            for name, python in runtimes().items():
                with closing(Direct(python, name, gguf, cores)) as direct:
                    figures += await _against(engine, name, direct)
    return figures


async def _against(engine: EmbeddedEngine, name: str, direct: Direct) -> list[Figure]:
    assert engine.tokenizer is not None
    problems = await hard_vignettes(engine, 32)
    prompts = [engine.tokenizer.prompt(messages(domain_of(p), p)) for p in problems]
    drawing = Sampling(NEW_TOKENS, logprobs=False)
    figures = []
    for streams in (1, 32):
        asked = prompts[:streams]
        pieces = [functools.partial(drain, engine, prompt, drawing) for prompt in asked]
        ours, theirs, ratio = await paired(
            functools.partial(rate, pieces), functools.partial(direct.rate, asked), REPEATS
        )
        figures.append(
            Figure(
                "runtimes",
                f"embedded engine against {name} alone, streams: {streams}",
                ratio,
                "x",
                GOAL,
                detail=f"{ours:.0f} against {theirs:.0f} tokens/s",
            )
        )
    return figures

"""vLLM for a base that is too large for the embedded engine: the command, and a server of our own.

Written for one machine with a GPU and `vllm` on PATH; tested here with a stand-in for `vllm`, and
never yet run on a GPU.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import signal
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import torch

from training.pairs import SFTError
from training.recipes.part3.plan import Plan

LOG = "vllm.log"
#: Seconds that weights may take to be fetched and loaded, between two looks, and for the end.
START_LIMIT = 1800.0
LOOK_EVERY = 1.0
END_LIMIT = 30.0


def serve_arguments(plan: Plan, out: Path) -> list[str]:
    """The vLLM command that serves base and adapters under the names that are asked for."""
    adapters = sorted((out / "adapters").glob("*/adapter_config.json"))
    modules = [f"{path.parent.name}={path.parent}" for path in adapters]
    return [
        *("vllm", "serve", plan.base, "--served-model-name", "base", "--enable-lora"),
        *("--max-lora-rank", str(plan.recipe.rank), "--lora-modules", *modules),
    ]


def serve_command(plan: Plan, out: Path) -> str:
    """That command as a line for a shell."""
    return shlex.join(serve_arguments(plan, out))


def check_serving(plan: Plan) -> None:
    """Before any work: can this machine serve the base?

    Raises:
        SFTError: what is missing, and the way in three steps.
    """
    missing = ["`vllm` program on PATH"] if shutil.which("vllm") is None else []
    missing += [] if torch.cuda.is_available() else ["CUDA GPU"]
    if missing:
        raise SFTError(
            f"{plan.base} is not tiny, so vLLM has to serve it, and here is no"
            f" {' and no '.join(missing)}; where there is, run the same, or take three steps:"
            " `train`, the `vllm serve` line that it prints, `run` with --server ADDRESS"
        )
    if plan.recipe.rank == 0:
        raise SFTError(
            "--rank 0 makes a whole model of every training, and one server serves a base with"
            " adapters; name a rank from 1 up"
        )


@asynccontextmanager
async def served(plan: Plan, out: Path) -> AsyncIterator[str]:
    """Base and adapters on a server of our own, by its address; it ends with the block.

    What it prints is in `OUT/vllm.log`.

    Raises:
        SFTError: it ended by itself, or did not answer within `START_LIMIT`.
    """
    address = f"http://127.0.0.1:{_free_port()}"
    host, port = address.removeprefix("http://").split(":")
    command = [*serve_arguments(plan, out), "--host", host, "--port", port]
    print(shlex.join(command), flush=True)
    with (out / LOG).open("wb") as log:
        # A session of its own, so that its workers end with it and nothing else does.
        process = subprocess.Popen(
            command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        await _answers(process, f"{address}/health", out / LOG)
        yield f"{address}/v1"
    finally:
        await asyncio.to_thread(_end, process)


async def _answers(process: subprocess.Popen[bytes], health: str, log: Path) -> None:
    # Straight to this machine, whatever proxy the environment names.
    async with httpx.AsyncClient(trust_env=False) as client:
        with suppress(TimeoutError):
            async with asyncio.timeout(START_LIMIT):
                while process.poll() is None:
                    with suppress(httpx.TransportError):
                        if (await client.get(health)).is_success:
                            return
                    await asyncio.sleep(LOOK_EVERY)
    ended = process.returncode is not None
    how = f"ended with {process.returncode}" if ended else f"gave no answer in {START_LIMIT:g} s"
    raise SFTError(f"vllm {how}; what it said is in {log}")


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(END_LIMIT)
    # Workers that are left, or all of them.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port

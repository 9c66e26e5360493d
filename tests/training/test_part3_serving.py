"""A base that is not tiny: vLLM is started, asked and stopped; a few lines stand for it."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import torch
from typer.testing import CliRunner

from training.pairs import SFTError
from training.recipes.part3 import __main__ as command
from training.recipes.part3 import serving
from training.recipes.part3.plan import ModelRun
from training.recipes.part3.results import Results

BASE = "someone/large-base"
#: Answers 503 while it loads, then that it is well; or ends before that.
VLLM = """\
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

print("asked to", *sys.argv[1:], flush=True)
if {fails}:
    sys.exit("no memory left")
looks = []

class Health(BaseHTTPRequestHandler):
    def do_GET(self):
        looks.append(self.path)
        well = self.path == "/health" and len(looks) > 2
        self.send_response(200 if well else 503)
        self.end_headers()

port = int(sys.argv[sys.argv.index("--port") + 1])
HTTPServer(("127.0.0.1", port), Health).serve_forever()
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """One with a GPU, as it says, and a place for a `vllm`; trainings and answers left out."""
    programs = tmp_path / "programs"
    programs.mkdir()
    state = SimpleNamespace(programs=programs, out=tmp_path / "out", breaks=False, servers=[])

    def install(fails: bool) -> None:
        program = programs / "vllm"
        program.write_text(f"#!{sys.executable}\n{VLLM.format(fails=fails)}")
        program.chmod(0o755)

    @asynccontextmanager
    async def engine_for(*arguments: Any) -> AsyncIterator[Any]:
        address: str = arguments[3]
        health = f"{address.removesuffix('/v1')}/health"
        assert httpx.get(health, trust_env=False).status_code == 200
        state.servers.append(health)
        yield SimpleNamespace(model=SimpleNamespace(revision="r"))

    async def measure(plan: Any, cell: Any, engine: Any) -> dict[str, Any]:
        if state.breaks:
            raise SFTError("the engine broke off")
        found = {"correct": [1, 0, 1, 0], "thinking_tokens": [3, 5, 3, 5], "ends": {"answered": 4}}
        votes = {"groups": [[0, 1, 1, 1]] * 2}
        return {**(found if cell.measure == "greedy" else votes), "seconds": 0.1}

    def train_all(plan: Any, out: Path, models: list[ModelRun], at_once: int) -> Any:
        for model in models:
            if model.style:
                folder = out / "adapters" / model.name
                folder.mkdir(parents=True, exist_ok=True)
                (folder / "adapter_config.json").write_text("{}")
                yield model, serving_outcome()

    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(serving, "LOOK_EVERY", 0)
    monkeypatch.setattr(command, "engine_for", engine_for)
    monkeypatch.setattr(command, "measure", measure)
    monkeypatch.setattr(command, "train_all", train_all)
    monkeypatch.setattr(command, "asdict", vars)
    state.install = install
    return state


def serving_outcome() -> Any:
    return SimpleNamespace(steps=1, seconds=1.0)


def run(machine: SimpleNamespace, *options: str) -> Any:
    arguments = ["run", "--base", BASE, "--out", str(machine.out), "--smoke", *options]
    return CliRunner().invoke(command.app, arguments)


def is_gone(health: str) -> bool:
    try:
        httpx.get(health, trust_env=False)
    except httpx.ConnectError:
        return True
    return False


def test_one_command_trains_serves_measures_and_stops_the_server(machine) -> None:
    machine.install(fails=False)
    done = run(machine)
    assert done.exit_code == 0, done.output
    said = (machine.out / serving.LOG).read_text()
    assert f"asked to serve {BASE} --served-model-name base" in said
    for style in ("short", "step", "journey"):
        assert f"{style}-16-0={machine.out}/adapters/{style}-16-0" in said
    assert len(set(machine.servers)) == 1
    assert is_gone(machine.servers[0])
    assert len(Results.read(machine.out).cells) == 30
    assert (machine.out / "report.md").exists()


def test_the_server_is_stopped_when_a_measurement_breaks_off(machine) -> None:
    machine.install(fails=False)
    machine.breaks = True
    done = run(machine)
    assert done.exit_code == 1
    assert "the engine broke off" in done.output
    assert is_gone(machine.servers[0])


def test_a_server_that_ends_by_itself_is_told_with_its_log(machine) -> None:
    machine.install(fails=True)
    done = run(machine)
    assert done.exit_code == 1
    log = machine.out / serving.LOG
    assert f"vllm ended with 1; what it said is in {log}" in done.output
    assert "no memory left" in log.read_text()
    assert machine.servers == []


def test_a_server_that_never_answers_is_given_up(machine, monkeypatch) -> None:
    machine.install(fails=False)
    monkeypatch.setattr(serving, "START_LIMIT", 0)
    done = run(machine)
    assert done.exit_code == 1
    assert "vllm gave no answer in 0 s" in done.output


@pytest.mark.parametrize(
    ("has_vllm", "has_gpu", "said"),
    [
        (False, True, "here is no `vllm` program on PATH; where"),
        (True, False, "here is no CUDA GPU; where"),
        (False, False, "here is no `vllm` program on PATH and no CUDA GPU; where"),
    ],
)
def test_what_is_missing_is_said_in_one_line_before_any_work(
    machine, monkeypatch, has_vllm, has_gpu, said
) -> None:
    if has_vllm:
        machine.install(fails=False)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: has_gpu)
    done = run(machine)
    assert done.exit_code == 1
    assert said in done.output
    assert "`run` with --server ADDRESS" in done.output
    assert done.output.count("\n") == 1
    assert not machine.out.exists()


def test_whole_models_cannot_be_served_beside_one_another(machine) -> None:
    machine.install(fails=False)
    done = run(machine, "--rank", "0")
    assert done.exit_code == 1
    assert done.output.startswith("--rank 0 makes a whole model")
    assert not machine.out.exists()


def test_a_base_that_was_never_made_is_named(machine, monkeypatch) -> None:
    monkeypatch.chdir(machine.programs)
    done = CliRunner().invoke(command.app, ["run", "--out", str(machine.out)])
    assert done.exit_code == 1
    assert done.output.startswith("there is no data/model-base; `python -m training.bundled`")
    assert done.output.count("\n") == 1


@pytest.mark.parametrize("step", ["run", "train"])
@pytest.mark.parametrize("base", ["/nonexistent", "./mine", "../a/b", "mine", "a/b/c"])
def test_a_folder_that_is_not_there_is_no_base(machine, monkeypatch, step, base) -> None:
    monkeypatch.chdir(machine.programs)
    done = CliRunner().invoke(command.app, [step, "--base", base, "--out", str(machine.out)])
    assert done.exit_code == 1
    assert done.output == (
        f"--base {base}: there is no such folder, and it is no hub id (OWNER/NAME);"
        " name a folder with a model, or a hub id\n"
    )
    assert not machine.out.exists()

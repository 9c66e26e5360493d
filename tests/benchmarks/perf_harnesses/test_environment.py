"""The environment of the others: found where it is named, refused in one line elsewhere."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.perf.harnesses import environment
from benchmarks.perf.measure import BenchmarkError


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache that is empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_an_interpreter_that_is_named_is_taken() -> None:
    assert environment.find(Path(sys.executable)) == str(Path(sys.executable).absolute())


def test_without_any_the_way_to_one_is_told(cache: Path) -> None:
    with pytest.raises(BenchmarkError, match="harnesses --prepare") as error:
        environment.find(None)
    assert str(cache) in str(error.value)


def test_one_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match="name an interpreter that exists"):
        environment.find(tmp_path / "python")


def test_an_environment_without_the_harnesses_is_refused() -> None:
    with pytest.raises(BenchmarkError, match="does not have both harnesses") as error:
        environment.versions(sys.executable)
    assert "\n" not in str(error.value)


class Pip:
    """Counts what is asked of pip, and says how it went."""

    def __init__(self, code: int) -> None:
        self.code = code
        self.asked: list[list[str]] = []

    def __call__(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        self.asked.append(command)
        return subprocess.CompletedProcess(command, self.code)


def test_it_is_made_once_with_the_pinned_versions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pip = Pip(0)
    monkeypatch.setattr(subprocess, "run", pip)
    made: list[Path] = []

    def create(folder: Path, **_: object) -> None:
        made.append(folder)
        folder.mkdir()

    monkeypatch.setattr(environment.venv, "create", create)
    home = tmp_path / "harnesses"
    for _ in range(2):
        assert environment.prepare(home) == home / "bin" / "python"
    assert made == [home]
    (command,) = pip.asked
    assert command[-len(environment.PINS) :] == list(environment.PINS)
    assert all("==" in pin for pin in environment.PINS)


def test_a_half_made_one_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", Pip(1))
    monkeypatch.setattr(environment.venv, "create", lambda folder, **_: folder.mkdir())
    with pytest.raises(BenchmarkError, match="pip could not install"):
        environment.prepare(tmp_path / "harnesses")
    assert not (tmp_path / "harnesses" / ".ready").exists()


def test_other_versions_get_another_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    before = environment.folder()
    monkeypatch.setattr(environment, "PINS", ("lm_eval[api]==9",))
    assert environment.folder() != before

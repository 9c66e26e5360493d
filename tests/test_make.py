"""`make` on a machine of our making; pins that agree with each other and with the code."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BUILD_FILES = ("Makefile", "requirements.txt", "requirements-gpu.txt", "requirements-dev.txt")
PACKAGES = ("reasoning", "store", "data", "training", "benchmarks", "ui")

# Stands in for python3: says which version it is, and as .venv's Python notes what it was asked.
PYTHON = """#!/bin/sh
case "$*" in
  --version) echo "Python {version}" ;;
  *version_info*) exit {too_old} ;;
  "-m venv .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python && touch .venv/has-pip ;;
  "-m pip --version") test -e .venv/has-pip ;;
  *) echo "$*" >> calls; ! grep -qxF -e "$*" fails 2>/dev/null ;;
esac
"""


class Machine:
    """A folder with the build files, and a PATH on which `python3` and `nvidia-smi` are scripts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / "bin"
        self.bin.mkdir(parents=True)
        for name in BUILD_FILES:
            shutil.copy(ROOT / name, folder)
        self.has_python("3.11.2", too_old=False)
        self.has("nvidia-smi", "#!/bin/sh\nexit 9\n")

    def has(self, name: str, script: str) -> None:
        (self.bin / name).write_text(script)
        (self.bin / name).chmod(0o755)

    def has_python(self, version: str, too_old: bool) -> None:
        self.has("python3", PYTHON.format(version=version, too_old=int(too_old)))

    def make(self, *words: str) -> subprocess.CompletedProcess[str]:
        path = f"{self.bin}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            ["make", *words],
            cwd=self.folder,
            # Not what an outer make says to its children.
            env={"PATH": path, "HOME": str(self.folder)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def installs(self) -> list[str]:
        """What pip was asked to install, in order."""
        file = self.folder / "calls"
        calls = file.read_text().splitlines() if file.exists() else []
        return [call.rpartition("install --quiet ")[2] for call in calls if " install " in call]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    if shutil.which("make") is None:
        pytest.skip("there is no make on this machine")
    return Machine(tmp_path / "machine")


def torch_pin(file: str = "requirements.txt") -> str:
    return next(line for line in (ROOT / file).read_text().splitlines() if "torch==" in line)


def test_setup_installs_torch_first_and_no_gpu_package_without_a_gpu(machine: Machine) -> None:
    run = machine.make("setup")
    assert run.returncode == 0, run.stderr
    assert machine.installs() == [torch_pin(), "-r requirements.txt"]


def test_setup_adds_the_gpu_packages_where_nvidia_smi_answers(machine: Machine) -> None:
    machine.has("nvidia-smi", "#!/bin/sh\nexit 0\n")
    assert machine.make("setup").returncode == 0
    assert machine.installs()[-1] == "-r requirements-gpu.txt"


def test_a_second_setup_does_nothing(machine: Machine) -> None:
    machine.make("setup")
    before = machine.installs()
    assert machine.make("setup").returncode == 0
    assert machine.installs() == before


def test_setup_that_failed_is_tried_again(machine: Machine) -> None:
    fails = machine.folder / "fails"
    fails.write_text(
        "-m pip --disable-pip-version-check --no-input install --quiet -r requirements.txt\n"
    )
    assert machine.make("setup").returncode != 0
    fails.unlink()
    assert machine.make("setup").returncode == 0
    assert machine.installs().count("-r requirements.txt") == 2


def test_a_python_that_is_too_old_gets_one_clear_line(machine: Machine) -> None:
    machine.has_python("3.10.9", too_old=True)
    run = machine.make("setup")
    assert run.returncode != 0
    line = run.stderr.splitlines()[0]
    assert "3.11 or newer" in line
    assert "Python 3.10.9" in line
    assert not (machine.folder / ".venv").exists()


def test_a_python_that_is_missing_gets_one_clear_line(machine: Machine) -> None:
    run = machine.make("setup", "PYTHON=python-nowhere")
    assert run.returncode != 0
    assert "python-nowhere is not there" in run.stderr.splitlines()[0]


def test_run_starts_the_app_and_test_stops_at_the_first_failure(machine: Machine) -> None:
    machine.has("chromium", "#!/bin/sh\n")
    assert machine.make("run").returncode == 0
    calls = machine.folder / "calls"
    assert calls.read_text().splitlines()[-1] == "app.py"
    (machine.folder / "fails").write_text("-m mypy\n")
    assert machine.make("test").returncode != 0
    assert calls.read_text().splitlines()[-1] == "-m mypy"


def test_test_runs_everything_once_and_without_a_browser_says_so(machine: Machine) -> None:
    machine.has("apt-get", "#!/bin/sh\nexit 1\n")
    path = os.pathsep.join([str(machine.bin), *_path_without("chromium", machine.folder)])
    run = machine.make("test", f"PATH={path}")
    assert run.returncode == 0, run.stderr
    assert "browser tests will be skipped" in run.stdout
    calls = (machine.folder / "calls").read_text().splitlines()
    assert calls[-5:] == [
        "-m ruff check .",
        "-m ruff format --check .",
        "-m mypy",
        "-m pytest -q -n 2 --dist worksteal --ignore tests/e2e",
        "-m pytest -q -n 2 --dist loadfile --max-worker-restart 0 tests/e2e",
    ]


def _path_without(name: str, folder: Path) -> list[str]:
    """The machine's PATH with one program gone: links to all the others."""
    links = folder / "links"
    links.mkdir()
    for program in ("sh", "grep", "touch", "mkdir", "cp", "id", "env"):
        found = shutil.which(program)
        assert found, program
        (links / program).symlink_to(found)
    assert shutil.which(name, path=str(links)) is None
    return [str(links)]


def test_the_build_server_runs_make_test() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().splitlines()[-1] == "exec make test"


def pins(file: str) -> dict[str, str]:
    """Every "name==version" of a requirements file, and of the files that it includes."""
    found = {}
    for raw in (ROOT / file).read_text("utf-8").splitlines():
        line = raw.partition("#")[0].strip()
        if line.startswith("-r "):
            found.update(pins(line.removeprefix("-r ")))
        elif line:
            name, exact, number = line.partition("==")
            name = re.sub(r"\[[a-z]+\]$", "", name)  # what comes with it is not a name of its own
            assert exact, f"{file}: {line} is not pinned"
            assert re.fullmatch(r"[a-z0-9-]+", name), f"{file}: write {name} in lower case"
            assert name not in found, f"{file}: {name} is there twice"
            found[name] = number
    return found


@pytest.mark.parametrize("file", ["requirements-dev.txt", "requirements-gpu.txt"])
def test_every_requirement_is_pinned_and_builds_on_the_first_list(file: str) -> None:
    assert pins("requirements.txt").items() < pins(file).items()


def test_torch_is_the_first_requirement() -> None:
    assert next(iter(pins("requirements.txt"))) == "torch"


def test_what_is_installed_is_what_is_pinned() -> None:
    for name, number in pins("requirements-dev.txt").items():
        assert version(name).partition("+")[0] == number, name


def test_every_package_that_the_code_imports_is_pinned() -> None:
    names = packages_distributions()
    pinned = pins("requirements.txt")
    ours = {*PACKAGES, "app", "settings", *sys.stdlib_module_names}
    # Peers that benchmarks measure against, in environments of their own, and an option.
    ours |= {"xllamacpp", "lm_eval", "inspect_ai", "ray"}
    # The page's speed is measured in the browser of the tests; a line says so where it is missing.
    ours.add("playwright")
    for file in _sources():
        for module in _imports(file) - ours:
            offered = {name.lower().replace("_", "-") for name in names.get(module, [])}
            assert offered & pinned.keys(), f"{file}: {module} is not in requirements.txt"


def _sources() -> list[Path]:
    inside = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    return [*inside, *ROOT.glob("*.py")]


def _imports(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_the_licence_and_the_project_file_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text("utf-8")[:200]
    assert project["requires-python"] == ">=3.11"

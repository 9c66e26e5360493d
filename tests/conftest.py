"""What every test gets: a home of its own, and settings that nobody's environment changes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# Before anything imports torch: two test processes with two threads each wait for one another most
# of the time on two cores that do something else besides.
os.environ.setdefault("OMP_NUM_THREADS", "1")

ROOT = Path(__file__).resolve().parents[1]
END_TO_END = ROOT / "tests" / "e2e"

# A busy machine is slow now and then: only a test that is about time sets a deadline.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary DELIBERATE_HOME; no other DELIBERATE_ variable, and no settings file."""
    for variable in list(os.environ):
        if variable.upper().startswith("DELIBERATE_"):
            monkeypatch.delenv(variable)
    folder = tmp_path / "home"
    monkeypatch.setenv("DELIBERATE_HOME", str(folder))
    # The working folder may hold a person's own deliberate.toml.
    empty = tmp_path / "no-settings.toml"
    empty.touch()
    monkeypatch.setenv("DELIBERATE_CONFIG", str(empty))
    return folder


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of evaluation sets beside the repository, which not every machine has."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"there is no folder {folder}, which holds the evaluation sets")
    return folder


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests run on asyncio only, as the application does."""
    return "asyncio"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser tests last, where they run with others.

    Playwright's synchronous interface keeps an event loop running in its process from then on,
    where no async test could start another.
    """
    items.sort(key=lambda item: item.path.is_relative_to(END_TO_END))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Say how a test process ended that died, which pytest-xdist leaves out."""
    if not error:
        return
    try:
        ended = f"with {node.gateway._io.popen.wait(timeout=10)}"
    except subprocess.TimeoutExpired:
        ended = "its connection only, and still runs"
    print(f"\nThe test process {node.gateway.id} ended {ended}.", file=sys.stderr)

"""The README is true: its figures come from results files, its links exist, its program runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.readme import PAGES, README, ROOT, filled

TEXT = README.read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_its_figures_are_those_of_the_results_files(page: Path) -> None:
    text = page.read_text("utf-8")
    assert all(f"<!-- {name} -->" in text for name in PAGES[page])
    assert filled(page) == text, "run `python -m scripts.readme`"


def test_its_links_and_those_of_the_docs_lead_somewhere() -> None:
    for page in (README, *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_its_program_runs_on_the_bundled_model(tmp_path: Path) -> None:
    program = re.search(r"```python\n(.*?)```", TEXT, re.DOTALL)
    assert program
    done = subprocess.run(
        [sys.executable, "-c", program[1]],
        cwd=ROOT,
        env={**os.environ, "DELIBERATE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "answered 91" in done.stdout

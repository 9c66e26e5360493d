"""Lines of the runner on the page: no flag of the command line that the form has a field for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.runner import Request, RequestError
from tests.conftest import ROOT
from tests.ui.accounts import store_at
from tests.ui.benchmark_part import Part
from tests.ui.test_languages import CHINESE, LINES
from ui.admin.benchmarks import start
from ui.admin.benchmarks.flags import LABELS, in_fields
from ui.language import say, speaking

#: What only a terminal shows, and where the lines are of requests that the form cannot make.
NO_FORM = (
    "benchmarks/runner/commands.py", "benchmarks/runner/executors/ray.py",
    "benchmarks/tasks/commands.py",
)  # fmt: skip
#: Why an answer has no score, which refuses nothing.
NO_REFUSAL = "needs a judge: --judge ENGINE"
FLAG = re.compile(r"--([a-z][a-z-]*)")
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def texts(place: Path) -> Iterator[str]:
    """Every text of a source but for docstrings."""
    tree = ast.parse(place.read_text("utf-8"))
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, DOCUMENTED) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def named() -> set[str]:
    """The flags in the texts of what loads, prepares and runs what the form asks for."""
    found: set[str] = set()
    for package in ("runner", "tasks"):
        for file in (ROOT / "benchmarks" / package).rglob("*.py"):
            if file.relative_to(ROOT).as_posix() not in NO_FORM:
                found.update(*map(FLAG.findall, texts(file)))
    return found


def test_every_flag_that_such_a_line_can_name_has_a_label() -> None:
    assert {"budgets", "judge", "data", "limit", "skip-images", "approximate"} <= named()
    assert named() <= LABELS.keys()


def test_every_label_is_one_of_the_form(tmp_path: Path) -> None:
    with store_at(tmp_path) as store:
        page = Part(start.build, store, tmp_path / "home").page
    shown = str([(block.label, getattr(block, "value", "")) for block in page.blocks.values()
                 if hasattr(block, "label")])  # fmt: skip
    for label in LABELS.values():
        assert label in shown


@pytest.mark.parametrize("line", [e for e in LINES if FLAG.search(e) and "--executor" not in e])
def test_a_line_names_fields_in_place_of_flags_in_both_languages(line: str) -> None:
    if line == NO_REFUSAL:
        return
    plain = re.sub(r"\{[^}]*\}", "7", line)
    for tag in ("en", CHINESE):
        with speaking(tag):
            said = in_fields(plain)
            assert "--" not in said
            for name in FLAG.findall(line):
                assert f"“{say(LABELS[name])}”" in said
            if "shuffle-options" in line:
                for name in ("samples", "shuffle-options"):
                    assert f"“{say(LABELS[name])}”" in said
    assert "ENGINE" not in said
    assert "FILE" not in said


@pytest.mark.parametrize(
    ("field", "flag"),
    [
        ("samples", "samples"), ("limit", "limit"), ("shuffle", "shuffle-options"),
        ("answer_tokens", "answer-tokens"), ("self_check", "self-check"),
    ],
)  # fmt: skip
def test_a_number_that_is_not_allowed_is_named_by_its_field(field: str, flag: str) -> None:
    with pytest.raises(RequestError) as refused:
        Request(("gsm8k",), **{field: -1})
    assert str(refused.value).startswith(f"{flag} is -1; allowed: ")  # as a terminal shows it
    assert in_fields(refused.value).startswith(f"“{LABELS[flag]}” is -1; allowed: ")
    with speaking(CHINESE):
        said = in_fields(refused.value)
        assert said.startswith(f"“{say(LABELS[flag])}”为 -1；允许：")


@pytest.mark.parametrize(
    "line",
    [
        "use --executor local",
        "the rate limit is 60 a minute; wait",
        "http://a answered: limit 4096, samples 3",
        "another run than 06c6ead1: samples is 1 (was 0)",
        "--limits and --data-file",
    ],
)
def test_what_is_no_flag_of_the_forms_stays(line: str) -> None:
    assert in_fields(line) == line

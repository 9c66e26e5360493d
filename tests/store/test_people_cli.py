"""`python -m store`: accounts from the terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import store.__main__ as cli
from store import Store
from tests.conftest import ROOT

OLD, NEW = "the old password", "quite another one"


@pytest.fixture
def kept(home: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{home / 'deliberate.db'}") as opened:
        yield opened


def call(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli.app, list(arguments), input=typed)


def refused(result: Result) -> str:
    """The one line of a refusal."""
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    return line


def test_people_are_listed_with_their_roles(kept: Store) -> None:
    assert "nobody has an account yet" in call("people").stdout
    kept.people.add("Ada", OLD, "admin")
    uma = kept.people.add("Uma Umber", OLD, "user")
    kept.people.set_disabled(uma.id, True)
    listed = call("people")
    assert listed.exit_code == 0
    assert listed.stdout.splitlines() == ["Ada        admin", "Uma Umber  user  (disabled)"]


def test_a_new_password_takes_the_old_ones_place_and_ends_every_session(kept: Store) -> None:
    ada = kept.people.add("Ada", OLD, "admin")
    bob = kept.people.add("Bob", OLD, "admin")
    hers, his = kept.people.open_session(ada.id, 60), kept.people.open_session(bob.id, 60)
    done = call("password", "ADA", typed=f"{NEW}\nmore\n")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "Ada has a new password, and is signed out everywhere\n"
    assert kept.people.check("Ada", NEW) == ada
    assert kept.people.check("Ada", OLD) is None
    assert kept.people.session(hers) is None
    assert kept.people.session(his) == bob


def test_a_disabled_persons_new_password_says_that_it_opens_nothing(kept: Store) -> None:
    ada = kept.people.add("Ada", OLD, "user")
    kept.people.set_disabled(ada.id, True)
    assert "disabled still" in call("password", "Ada", typed=f"{NEW}\n").stdout


@pytest.mark.parametrize(
    ("name", "typed", "line"),
    [
        ("Eve", NEW, "error: nobody is called 'Eve'; `python -m store people` lists the names"),
        ("A\nda", NEW, "nobody is called 'A\\nda'"),
        ("Ada", "short\n", "8 to 1024 characters"),
        ("Ada", "", "8 to 1024 characters"),
    ],
)
def test_what_does_not_fit_is_one_line_and_changes_nothing(
    kept: Store, name: str, typed: str, line: str
) -> None:
    ada = kept.people.add("Ada", OLD, "admin")
    token = kept.people.open_session(ada.id, 60)
    assert line in refused(call("password", name, typed=typed))
    assert kept.people.check("Ada", OLD) == ada
    assert kept.people.session(token) == ada


@pytest.mark.parametrize("arguments", [["people"], ["password", "Ada"]])
def test_a_store_that_is_not_there_is_not_made(home: Path, arguments: list[str]) -> None:
    line = refused(call(*arguments, typed=NEW))
    assert f"there is no store {home / 'deliberate.db'}" in line
    assert "DELIBERATE_HOME" in line
    assert not home.exists()


def test_a_wrong_setting_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DELIBERATE_PORT", "many")
    assert "setting port" in refused(call("people"))


def at_a_terminal(*lines: str) -> tuple[int, str]:
    """Runs the command in a terminal of its own; its exit code, and what the terminal showed."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "store", "password", "Ada"],
        cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
    ) as process:  # fmt: skip
        os.close(theirs)
        shown = ""
        waiting = list(lines)
        # Typed once it is asked for, or the terminal would throw it away with what it hides.
        while chunk := _read(ours):
            shown += chunk
            if waiting and shown.endswith(": "):
                os.write(ours, f"{waiting.pop(0)}\n".encode())
                shown += "|"
    os.close(ours)
    return process.returncode, shown


def _read(terminal: int) -> str:
    try:
        return os.read(terminal, 4096).decode()
    except OSError:  # the other end is closed
        return ""


def test_at_a_terminal_it_is_asked_for_twice_and_not_shown(kept: Store) -> None:
    ada = kept.people.add("Ada", OLD, "admin")
    code, shown = at_a_terminal(NEW, "not the same")
    assert code == 2
    assert "the two passwords are not the same; nothing was changed" in shown
    assert kept.people.check("Ada", OLD) == ada
    code, shown = at_a_terminal(NEW, NEW)
    assert code == 0
    assert "New password for Ada: " in shown
    assert NEW not in shown
    assert kept.people.check("Ada", NEW) == ada

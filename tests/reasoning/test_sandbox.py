"""The sandbox: what a program can reach and use in it, and that nothing runs without it."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass

import pytest

from reasoning import sandbox
from reasoning.sandbox import Limits, SandboxError, SandboxResult, require_sandbox, run_tests

#: A busy machine starts a process slowly; what is about time sets its own.
PATIENT = Limits(seconds=60)


@dataclass(frozen=True)
class Case:
    given: str
    expected: str


@pytest.fixture(scope="module")
def sandboxed() -> None:
    try:
        require_sandbox()
    except SandboxError as error:
        pytest.skip(str(error))


def printed(program: str, expected: str, given: str = "", limits: Limits = PATIENT) -> str:
    """Why the one test is not passed; empty where it is."""
    result = run_tests(program, [Case(given, expected)], limits)
    return "" if result.passed else result.reason


@pytest.mark.usefixtures("sandboxed")
def test_a_program_reads_its_input_and_is_compared_by_its_output() -> None:
    add = "print(sum(map(int, input().split())))"
    tests = [Case("1 2\n", "3\n"), Case("-5 5", "0"), Case("1 1", "3")]
    assert run_tests(add, tests, PATIENT) == SandboxResult(
        2, 3, "test 3 of 3: it printed '2', not '3'"
    )
    assert run_tests(add, tests[:2], PATIENT) == SandboxResult(2, 2, "all tests passed")
    assert run_tests(add, [], PATIENT) == SandboxResult(0, 0, "all tests passed")


@pytest.mark.usefixtures("sandboxed")
def test_white_space_at_the_ends_of_lines_does_not_count() -> None:
    assert printed("print('1 ')\nprint(2)\nprint()", "1\n2") == ""
    assert "not '1\\n2'" in printed("print('1 2')", "1\n2")


@pytest.mark.usefixtures("sandboxed")
@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("1/0", "ended with code 1: ZeroDivisionError: division by zero"),
        ("print(", "SyntaxError"),
        ("raise SystemExit(3)", "ended with code 3: silent"),
        ("x = bytearray(2**30)", "MemoryError"),
        ("while True: print('x' * 1000)", "printed more than 1048576 bytes"),
        ("import os\nos.kill(os.getpid(), 9)", "ended with code"),
        ("import sys\nsys.stderr.write('x' * 10**7)\nprint(2)", "not '1'"),
    ],
)
def test_a_program_that_fails_says_why(program: str, reason: str) -> None:
    assert reason in printed(program, "1")


@pytest.mark.usefixtures("sandboxed")
@pytest.mark.parametrize(
    "program",
    ["while True: pass", "import time\ntime.sleep(600)", "import os\nos.close(1)\nos.close(2)\n"
     "while True: pass", "import os\nos.fork()\nwhile True: pass"],
)  # fmt: skip
def test_a_program_that_does_not_end_is_ended(program: str) -> None:
    before = time.monotonic()
    assert "took longer than 1 s" in printed(program, "1", limits=Limits(seconds=1))
    assert time.monotonic() - before < 60


@pytest.mark.usefixtures("sandboxed")
def test_all_tests_together_have_a_limit_too() -> None:
    tests = [Case("", "1")] * 50
    result = run_tests("while True: pass", tests, Limits(seconds=1, all_seconds=1.5))
    assert (result.passed, result.total) == (0, 50)


OUTSIDE = {
    "the network": "import socket\nsocket.create_connection(('1.1.1.1', 53), 5)",
    "an interface": "import socket\nassert {n for _, n in socket.if_nameindex()} - {'lo'}",
    "this project": f"open({__file__!r})",
    "the environment": "import os\nassert set(os.environ) - {'PATH', 'HOME', 'LANG', 'PWD', "
    "'LC_CTYPE'}",
    "the system": "open('/usr/x', 'w')",
    "the root": "open('/x', 'w')",
    "its own file": "open('/program.py', 'w')",
    "shared memory": "open('/dev/shm/x', 'w')",
    "the first process": "import os\nos.kill(1, 9)",
    "root": "import os\nos.setuid(0)",
    "other processes": "import os\nassert len([p for p in os.listdir('/proc') if p.isdigit()]) > 3",
}


@pytest.mark.usefixtures("sandboxed")
@pytest.mark.parametrize("what", OUTSIDE)
def test_a_program_cannot_reach(what: str) -> None:
    assert "Error" in printed(OUTSIDE[what] + "\nprint('reached')", "reached")


@pytest.mark.usefixtures("sandboxed")
def test_a_program_has_a_small_folder_of_its_own_that_is_new_for_every_test() -> None:
    program = "import os\nprint(os.listdir('.'))\nopen('/tmp/x', 'w').write('x')"
    assert run_tests(program, [Case("", "[]")] * 2, PATIENT).passed == 2
    full = "for n in range(99):\n    open(f'/tmp/{n}', 'wb').write(b'x' * 2**20)"
    assert "No space left" in printed(full, "")


@pytest.mark.usefixtures("sandboxed")
def test_a_program_may_start_few_processes() -> None:
    bomb = (
        "import os, time\nstarted = 0\ntry:\n    while started < 100:\n"
        "        if os.fork() == 0:\n            time.sleep(600)\n        started += 1\n"
        "except OSError:\n    print(started < 20, flush=True)\nos._exit(0)"
    )
    assert printed(bomb, "True") == ""
    child = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'print(5)'])"
    assert printed(child, "5") == ""


@pytest.mark.usefixtures("sandboxed")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may start processes of another user")
def test_the_processes_of_a_server_are_not_counted() -> None:
    few = Limits(seconds=60).processes
    servers = [subprocess.Popen(["cat"], stdin=subprocess.PIPE, user=65534) for _ in range(few + 2)]
    try:
        assert printed("import os\nif os.fork() == 0:\n    print('two', flush=True)", "two") == ""
    finally:
        for server in servers:
            server.communicate()


def test_a_program_that_is_too_long_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "require_sandbox", lambda: None)
    result = run_tests("#" * (sandbox.MAX_PROGRAM + 1), [Case("", "")])
    assert result.passed == 0
    assert "allowed: 100000" in result.reason


def test_without_bubblewrap_programs_are_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SandboxError) as error:
        run_tests("print(1)", [Case("", "1")])
    assert "bubblewrap (bwrap) is not installed" in str(error.value)
    assert "apt-get install bubblewrap" in str(error.value)
    assert "\n" not in str(error.value)


def test_where_namespaces_are_forbidden_programs_are_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    fault = "it ended with code 1: bwrap: No permissions to create a new namespace"
    monkeypatch.setattr(sandbox, "_run", lambda *_: sandbox._Outcome("", fault))
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: f"{tmp_path}/bwrap")
    with pytest.raises(SandboxError) as error:
        run_tests("print(1)", [Case("", "1")])
    assert "No permissions to create a new namespace" in str(error.value)
    assert "\n" not in str(error.value)

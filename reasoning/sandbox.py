"""Running a model's program against its tests, in a fresh process under bubblewrap.

What it is: Linux namespaces without network, other processes, environment or home; a read-only
system with nothing of this project or its user in it, and a small /tmp in memory that is new for
every test; limits of memory, processor time, wall-clock time, processes, files and output.

What it is not: a virtual machine. The program runs on the same kernel, so it is as strong as that
kernel's namespaces; there is no filter of system calls; the limit of memory is for each process, of
which there may be `Limits.processes`. For programs by somebody who means harm, run the whole
project in a virtual machine of its own.

Where there is no bubblewrap, or namespaces are forbidden, nothing is run: `SandboxError`.
"""

from __future__ import annotations

import os
import secrets
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from reasoning.errors import DeliberateError


class SandboxError(DeliberateError):
    """There is no sandbox here, so no program is run."""


class ProgramTest(Protocol):
    """One test of a program: what it reads, and what it has to print."""

    @property
    def given(self) -> str:
        """The standard input."""

    @property
    def expected(self) -> str:
        """The standard output, but for white space at the ends of lines."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a program may use for one test; `all_seconds` is for all its tests together.

    seconds: wall-clock time, which also bounds its processor time (5 s as in OlympicArena).
    memory, files, output: bytes, for each process, for /tmp, and for what it prints.
    processes: processes and threads, itself included.
    """

    seconds: float = 5.0
    all_seconds: float = 120.0
    memory: int = 512 * 2**20
    files: int = 32 * 2**20
    output: int = 2**20
    processes: int = 8


@dataclass(frozen=True, slots=True)
class SandboxResult:
    """How many tests a program passed; the reason tells of the first that it did not."""

    passed: int
    total: int
    reason: str


@dataclass(frozen=True, slots=True)
class _Outcome:
    output: str
    fault: str  # why the run does not count; empty where it ended by itself


#: Longest program that is run, in characters.
MAX_PROGRAM = 100_000

_NOBODY = 65534
#: Of the processes that are counted, two are bubblewrap's own.
_OWN_PROCESSES = 2
_NO_SANDBOX = (
    "programs are not run here: {}; on Debian and Ubuntu: apt-get install bubblewrap, on a system "
    "that lets its users make namespaces"
)
#: Ids that are nobody's, where the one who starts it is root: the system counts the processes of a
#: user, and those of the user `nobody` may be a server's.
_STRANGERS = range(2_000_000_000, 2_100_000_000)
#: Becomes a stranger where it is root, sets the limits, then becomes the program.
_LAUNCHER = """
import os, resource, sys
seconds, memory, files, processes, stranger = map(int, sys.argv[1:6])
if os.getuid() == 0:
    os.setgroups([])
    try:
        os.setgid(stranger)
        os.setuid(stranger)
    except OSError:  # this system has not that many ids
        os.setgid(65534)
        os.setuid(65534)
for name, limit in (("CORE", 0), ("CPU", seconds), ("AS", memory), ("FSIZE", files),
                    ("NOFILE", 64), ("NPROC", processes)):
    resource.setrlimit(getattr(resource, "RLIMIT_" + name), (limit, limit))
os.execv(sys.executable, [sys.executable, "-I", "-B", "/program.py"])
"""


def run_tests(
    program: str, tests: Sequence[ProgramTest], limits: Limits | None = None
) -> SandboxResult:
    """Run a Python program once for every test, and count those whose output is as expected.

    Raises:
        SandboxError: there is no sandbox.
    """
    require_sandbox()
    limits = limits or Limits()
    if len(program) > MAX_PROGRAM:
        reason = f"the program has {len(program)} characters; allowed: {MAX_PROGRAM}"
        return SandboxResult(0, len(tests), reason)
    passed, first_fault = 0, ""
    end = time.monotonic() + limits.all_seconds
    with tempfile.TemporaryDirectory(prefix="program-") as folder:
        Path(folder).chmod(0o755)
        file = Path(folder) / "program.py"
        file.write_bytes(program.encode("utf-8", "replace"))
        file.chmod(0o644)
        for number, test in enumerate(tests, start=1):
            left = end - time.monotonic()
            if left <= 0:
                fault = f"no time was left of {limits.all_seconds:g} s for all tests"
            else:
                fault = _fault(file, test, limits, min(left, limits.seconds))
            passed += not fault
            first_fault = first_fault or (fault and f"test {number} of {len(tests)}: {fault}")
    return SandboxResult(passed, len(tests), first_fault or "all tests passed")


def _fault(file: Path, test: ProgramTest, limits: Limits, seconds: float) -> str:
    """Why a test is not passed; empty where it is."""
    outcome = _run(file, test.given, limits, seconds)
    if outcome.fault:
        return outcome.fault
    printed, expected = _lines(outcome.output), _lines(test.expected)
    if printed == expected:
        return ""
    return f"it printed {_quoted(printed)}, not {_quoted(expected)}"


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def _quoted(lines: Sequence[str]) -> str:
    text = "\n".join(lines)
    return repr(text if len(text) <= 60 else f"{text[:59]}…")


def require_sandbox() -> None:
    """Make sure that programs can be run here.

    Raises:
        SandboxError: there is no bubblewrap, or it may not make namespaces.
    """
    if missing := _missing(shutil.which("bwrap")):
        raise SandboxError(_NO_SANDBOX.format(missing))


@cache
def _missing(bwrap: str | None) -> str:
    """What is missing for a sandbox; it is tried once."""
    if sys.platform != "linux":
        return "bubblewrap works on Linux only"
    if bwrap is None:
        return "bubblewrap (bwrap) is not installed"
    with tempfile.TemporaryDirectory(prefix="program-") as folder:
        Path(folder).chmod(0o755)
        file = Path(folder) / "program.py"
        file.write_text("print('ready')\n")
        file.chmod(0o644)
        tried = _run(file, "", Limits(), 60.0)
    if tried.output.strip() == "ready":
        return ""
    return f"bubblewrap cannot make a sandbox ({tried.fault or 'it printed nothing'})"


def _command(file: Path, limits: Limits, seconds: float) -> list[str]:
    python = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
    command = [
        "bwrap", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts",
        "--unshare-cgroup-try", "--die-with-parent", "--new-session", "--cap-drop", "ALL",
        "--hostname", "sandbox", "--clearenv", "--setenv", "PATH", "/usr/bin:/bin",
        "--setenv", "HOME", "/tmp", "--setenv", "LANG", "C.UTF-8",
    ]  # fmt: skip
    if os.geteuid() == 0:
        # Root's number of processes has no limit even in a namespace of users, so the launcher
        # becomes somebody else for good; it may do nothing else.
        command += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        command += ["--unshare-user", "--uid", str(_NOBODY), "--gid", str(_NOBODY)]
    for name in ("/usr", "/bin", "/lib", "/lib32", "/lib64"):
        path = Path(name)
        if path.is_symlink():
            command += ["--symlink", str(path.readlink()), name]
        elif path.is_dir():
            command += ["--ro-bind", name, name]
    prefix = Path(sys.base_prefix).resolve()
    if not prefix.is_relative_to("/usr"):
        for parent in list(prefix.parents)[-2::-1]:  # else closed to all but their owner
            command += ["--perms", "0755", "--dir", str(parent)]
        command += ["--ro-bind", str(prefix), str(prefix)]
    whole = max(1, -int(-seconds // 1))
    counted = limits.processes + _OWN_PROCESSES
    return [
        *command,
        "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache",
        "--ro-bind", str(file), "/program.py",
        "--proc", "/proc", "--dev", "/dev",
        "--perms", "1777", "--size", str(limits.files), "--tmpfs", "/tmp",
        "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp",
        str(python), "-I", "-S", "-B", "-c", _LAUNCHER,
        str(whole), str(limits.memory), str(limits.files), str(counted),
        str(secrets.choice(_STRANGERS)),
    ]  # fmt: skip


def _run(file: Path, given: str, limits: Limits, seconds: float) -> _Outcome:
    """One fresh process, from its input to its end."""
    with tempfile.TemporaryFile() as stdin:
        stdin.write(given.encode("utf-8", "replace"))
        stdin.seek(0)
        process = subprocess.Popen(
            _command(file, limits, seconds),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd="/",
            env={"PATH": os.environ.get("PATH", "/usr/bin:/bin")},
            start_new_session=True,
        )
    try:
        return _followed(process, limits, seconds)
    finally:
        process.kill()  # bubblewrap takes everything in the sandbox with it
        process.communicate()


def _followed(process: subprocess.Popen[bytes], limits: Limits, seconds: float) -> _Outcome:
    """What a process prints until it ends, or has printed or taken too much."""
    assert process.stdout is not None and process.stderr is not None
    end = time.monotonic() + seconds
    printed, said = bytearray(), bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ, printed)
        selector.register(process.stderr, selectors.EVENT_READ, said)
        while selector.get_map():
            ready = selector.select(max(0.0, end - time.monotonic()))
            if not ready:
                return _Outcome("", f"it took longer than {seconds:.3g} s")
            for key, _ in ready:
                part = os.read(key.fd, 65_536)
                if not part:
                    selector.unregister(key.fileobj)
                key.data.extend(part)
                if key.data is said:
                    del said[:-10_000]  # of a traceback the end tells what went wrong
            if len(printed) > limits.output:
                return _Outcome("", f"it printed more than {limits.output} bytes")
    try:
        code = process.wait(max(0.1, end - time.monotonic()))
    except subprocess.TimeoutExpired:
        return _Outcome("", f"it took longer than {seconds:.3g} s")
    output = printed.decode("utf-8", "replace")
    if code == 0:
        return _Outcome(output, "")
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return _Outcome(output, f"it ended with code {code}: {lines[-1][:200] if lines else 'silent'}")

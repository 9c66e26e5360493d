"""The environment of the other harnesses: made on request, found again, asked for its versions."""

from __future__ import annotations

import json
import subprocess
import venv
from hashlib import sha256
from pathlib import Path

import platformdirs

from benchmarks.perf.measure import BenchmarkError

#: Names the interpreter of an environment that has both.
VARIABLE = "HARNESSES_PYTHON"
#: What is installed. lm_eval's models of an address need its `api` extra and no torch; inspect_ai
#: asks for openai itself, and says which it needs only when it is used.
PINS = ("lm_eval[api]==0.4.13", "inspect_ai==0.3.285", "openai==3.54.0")
NAMES = ("lm_eval", "inspect_ai")
_ASK = (
    "import json, importlib.metadata as m\n"
    f"print(json.dumps({{n: m.version(n) for n in {NAMES!r}}}))"
)
_PREPARE = "python -m benchmarks.perf.harnesses --prepare"


def folder() -> Path:
    """Where `prepare` makes the environment: a folder of the cache for these very versions."""
    key = sha256(" ".join(PINS).encode()).hexdigest()[:8]
    return Path(platformdirs.user_cache_dir("deliberate", appauthor=False)) / f"harnesses-{key}"


def python_of(environment: Path) -> Path:
    """Its interpreter."""
    return environment / "bin" / "python"


def prepare(environment: Path) -> Path:
    """Make the environment, unless it is there whole; its interpreter.

    Raises:
        BenchmarkError: pip could not install the harnesses.
    """
    # Written last, so that its existence means that everything before it is there.
    ready = environment / ".ready"
    python = python_of(environment)
    if ready.exists():
        return python
    venv.create(environment, clear=True, with_pip=True)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run([*pip, "install", "--quiet", *PINS])
    if done.returncode:
        raise BenchmarkError(
            f"pip could not install {', '.join(PINS)}; what it said is above; install them into an"
            f" environment of your own and name its interpreter in {VARIABLE}"
        )
    ready.touch()
    return python


def find(given: Path | None) -> str:
    """The interpreter that was named, or that of `prepare`.

    Raises:
        BenchmarkError: there is none.
    """
    python = given or python_of(folder())
    if not python.is_file():
        how = f"run: {_PREPARE}" if given is None else "name an interpreter that exists"
        raise BenchmarkError(f"there is no {python}; {how}")
    # Not resolved: the link is what tells an environment from the Python that it was made with.
    return str(python.absolute())


def versions(python: str) -> dict[str, str]:
    """The harnesses' versions in an environment.

    Raises:
        BenchmarkError: one is missing.
    """
    done = subprocess.run([python, "-c", _ASK], capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise BenchmarkError(f"{python} does not have both harnesses ({last}); run: {_PREPARE}")
    found: dict[str, str] = json.loads(done.stdout)
    return found

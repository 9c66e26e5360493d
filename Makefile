# make setup   a virtual environment in .venv with everything that the app needs
# make run     setup, then the app in the foreground (Ctrl-C stops it)
# make test    setup, then the whole test suite, lint, format and types
#
# PYTHON=python3.12 picks another Python for the environment.

PYTHON ?= python3
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input
# Written last, so that its existence means that everything before it is there.
READY := .venv/.ready
READY_DEV := .venv/.ready-dev

.PHONY: setup run test system
.DELETE_ON_ERROR:

setup: $(READY)
	@:

$(READY): requirements.txt requirements-gpu.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Deliberate needs Python 3.11 or newer, and $(PYTHON) is" \
	    "$$($(PYTHON) --version 2>/dev/null || echo not there);" \
	    "install one and run: make setup PYTHON=python3.11" >&2; exit 1; }
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv .venv >/dev/null || { \
	  echo "$(PYTHON) cannot make a virtual environment;" \
	    "on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing packages into .venv; the first time this takes some minutes."
	@$(PIP) install --quiet "$$(grep '^torch==' requirements.txt)"
	@$(PIP) install --quiet -r requirements.txt
	@if nvidia-smi >/dev/null 2>&1; then \
	  echo "There is a GPU: installing vLLM."; \
	  $(PIP) install --quiet -r requirements-gpu.txt; fi
	@touch $@

$(READY_DEV): $(READY) requirements-dev.txt
	@$(PIP) install --quiet -r requirements-dev.txt
	@touch $@

run: setup
	@exec $(PY) app.py

# The browser tests run after the others, because Playwright leaves an event loop running in its
# process; a file of them stays in one process, because they share a server and a browser. A process
# that dies is not replaced there: pytest-xdist 3.8 can wait for ever for the one in its place.
test: $(READY_DEV) system
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m pytest -q -n 2 --dist worksteal --ignore tests/e2e
	$(PY) -m pytest -q -n 2 --dist loadfile --max-worker-restart 0 tests/e2e

system:
	@command -v chromium >/dev/null 2>&1 && command -v bwrap >/dev/null 2>&1 || { \
	  test "$$(id -u)" = 0 && command -v apt-get >/dev/null 2>&1 && \
	  apt-get -qq -o Acquire::Retries=0 update >/dev/null 2>&1 && \
	  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
	    chromium fonts-dejavu-core bubblewrap >/dev/null 2>&1; } || \
	  echo "There is no chromium or no bubblewrap: the browser tests will be skipped, or those of programs;" \
	    "on Debian: apt-get install chromium bubblewrap"

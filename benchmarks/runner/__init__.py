"""The runner: benchmark tasks at thinking budgets, each sample kept the moment it is finished.

    prepared = prepare(Request(("vignettes",), budgets=(0, 64), limit=20), engine, None, ...)
    run = open_run(store.benchmarks, prepared)       # the same request is the same run
    await go_on(store.benchmarks, await claimed(...), ...)
    rows(graded_of(store.benchmarks, run.id))

`python -m benchmarks run` is this on the command line, `python -m benchmarks work` the queue's
worker.
"""

from benchmarks.runner.estimate import Forecast, forecast
from benchmarks.runner.plan import Plan
from benchmarks.runner.preparing import Prepared, prepare
from benchmarks.runner.progress import Progress
from benchmarks.runner.request import Request, RequestError
from benchmarks.runner.results import graded_of
from benchmarks.runner.session import ask_run, open_run, results

__all__ = [
    "Forecast",
    "Plan",
    "Prepared",
    "Progress",
    "Request",
    "RequestError",
    "ask_run",
    "forecast",
    "graded_of",
    "open_run",
    "prepare",
    "results",
]

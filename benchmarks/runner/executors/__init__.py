"""Where units are asked: in this process, or over a Ray cluster."""

from benchmarks.runner.executors.base import Executor
from benchmarks.runner.executors.local import LocalExecutor

__all__ = ["Executor", "LocalExecutor"]

"""Figures of graded answers: pure functions, the same for the same answers in any order.

for row in rows(graded): ...                      # one a budget: accuracy, interval, ends, cost
for summary in summaries(graded): ...             # everything, task by task
show_comparison(compare_runs(first, second), console)
"""

from benchmarks.statistics.comparison import (
    Compared,
    Comparison,
    ComparisonError,
    compare_runs,
    correct_together,
)
from benchmarks.statistics.intervals import Estimate
from benchmarks.statistics.paired import Paired, pair
from benchmarks.statistics.summary import AtBudget, Summary, rows, summaries, summarise
from benchmarks.statistics.terminal import show_comparison

__all__ = [
    "AtBudget",
    "Compared",
    "Comparison",
    "ComparisonError",
    "Estimate",
    "Paired",
    "Summary",
    "compare_runs",
    "correct_together",
    "pair",
    "rows",
    "show_comparison",
    "summaries",
    "summarise",
]

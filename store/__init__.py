"""What is kept: a database, its tables and the few queries, behind one class."""

from store.benchmark_rows import BenchmarkRun, RunLost, Sample, Status
from store.benchmarks import Benchmarks
from store.comparisons import Comparison, Comparisons
from store.conversations import Conversation, Conversations, Held
from store.people import People, Person, Role
from store.store import Store
from store.traces import TraceSummary
from store.turns import Turn

__all__ = [
    "BenchmarkRun",
    "Benchmarks",
    "Comparison",
    "Comparisons",
    "Conversation",
    "Conversations",
    "Held",
    "People",
    "Person",
    "Role",
    "RunLost",
    "Sample",
    "Status",
    "Store",
    "TraceSummary",
    "Turn",
]

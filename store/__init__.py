"""Where runs are kept: an SQLite file, its tables and the few queries, behind one class."""

from store.database import Store, TraceSummary

__all__ = ["Store", "TraceSummary"]

"""What is kept: runs and people; a database, its tables and the few queries, behind one class."""

from store.people import People, Person, Role
from store.store import Store, TraceSummary

__all__ = ["People", "Person", "Role", "Store", "TraceSummary"]

"""What is kept: a database, its tables and the few queries, behind one class."""

from store.comparisons import Comparison, Comparisons
from store.conversations import Conversation, Conversations, Held
from store.people import People, Person, Role
from store.store import Store, TraceSummary
from store.turns import Turn

__all__ = [
    "Comparison",
    "Comparisons",
    "Conversation",
    "Conversations",
    "Held",
    "People",
    "Person",
    "Role",
    "Store",
    "TraceSummary",
    "Turn",
]

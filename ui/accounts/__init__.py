"""Accounts: signing in by a session cookie of our own, and the guard before everything else."""

from ui.accounts.accounts import Accounts, new_account
from ui.accounts.asker import person_of, require_admin
from ui.accounts.errors import Refused
from ui.accounts.guard import Guard
from ui.accounts.routes import COOKIE, routes

__all__ = [
    "COOKIE",
    "Accounts",
    "Guard",
    "Refused",
    "new_account",
    "person_of",
    "require_admin",
    "routes",
]

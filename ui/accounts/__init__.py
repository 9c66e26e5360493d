"""Accounts: signing in by a session cookie of our own, and the guard before everything else."""

from ui.accounts.accounts import Accounts, cookie_name, new_account
from ui.accounts.asker import person_of, require_admin, uploads_of
from ui.accounts.errors import Refused
from ui.accounts.gate import Gate
from ui.accounts.guard import LARGEST_FILE, Guard
from ui.accounts.headers import SafeHeaders
from ui.accounts.routes import routes
from ui.accounts.uploads import Uploads

__all__ = [
    "LARGEST_FILE",
    "Accounts",
    "Gate",
    "Guard",
    "Refused",
    "SafeHeaders",
    "Uploads",
    "cookie_name",
    "new_account",
    "person_of",
    "require_admin",
    "routes",
    "uploads_of",
]

"""Who may use the app: the first administrator's one-time link, signing in, sessions."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from anyio import CapacityLimiter, to_thread

from store import People, Person, Role
from ui.accounts import words
from ui.accounts.attempts import Attempts
from ui.accounts.errors import Refused

#: How long somebody stays signed in, in seconds.
SESSION_SECONDS = 14 * 24 * 3600

#: Passwords that are checked at the same time: each check is meant to take long.
CHECKS_AT_ONCE = 2


def cookie_name(address: str) -> str:
    """The name of the session's cookie at an address ("http://127.0.0.1:7860").

    A browser sends a host's cookies to all of its ports, where another copy may be.
    """
    return f"deliberate_session_{urlsplit(address).port}"


_Args = ParamSpec("_Args")
_T = TypeVar("_T")


class Accounts:
    """The accounts of one app at `address` ("http://127.0.0.1:7860"), to people at `public`.

    While there are no people there is a key, in memory only, that makes one person the
    administrator. `cookie` is the name of the cookie that holds a session's token. Every method
    that reads or writes people may raise `StoreError`.
    """

    def __init__(
        self,
        people: People,
        address: str,
        public: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.people = people
        self._address = public or address
        self.cookie = cookie_name(address)
        self._attempts = Attempts(clock)
        self._checks = CapacityLimiter(CHECKS_AT_ONCE)
        self._key = None if people.any() else secrets.token_urlsafe(24)

    @property
    def link(self) -> str:
        """What the owner opens first: the one-time link, or the plain address."""
        return self._address if self._key is None else f"{self._address}/welcome?key={self._key}"

    async def waits_for_first(self) -> bool:
        """Whether nobody has an account yet. The key is void as soon as somebody has one."""
        if self._key is not None and await to_thread.run_sync(self.people.any):
            self._key = None
        return self._key is not None

    def fits(self, key: str) -> bool:
        """Whether this is the one-time key (compared in constant time)."""
        held = self._key
        return held is not None and secrets.compare_digest(key.encode(), held.encode())

    async def make_first(self, key: str, name: str, password: str) -> str:
        """Make the first person, an administrator, and return their session's token.

        Raises:
            Refused: the key is wrong, or was used already.
            StoreError: the name or the password does not fit; the key stays good.
        """
        if not self.fits(key):
            raise Refused(403, words.LINK_WRONG)
        # Taken before anything waits: two requests at once cannot both have it.
        held, self._key = self._key, None
        try:
            person = await self._slowly(self._add_first, name, password)
        except BaseException:
            self._key = held
            raise
        return await self._open(person)

    def _add_first(self, name: str, password: str) -> Person:
        if self.people.any():
            raise Refused(403, words.LINK_USED)
        return self.people.add(name, password, "admin")

    async def sign_in(self, name: str, password: str, address: str) -> str:
        """A new session's token for the right name and password.

        Raises:
            Refused: either is wrong (401), or there were too many attempts (429).
        """
        return await self._open(await self._checked(name, password, address, words.WRONG_LOGIN))

    async def change_password(self, person: Person, current: str, new: str, address: str) -> str:
        """Set one's own password, and return a new session's token.

        Raises:
            Refused: the current one is wrong, or there were too many attempts.
            StoreError: the new one does not fit.
        """
        await self._checked(person.name, current, address, words.WRONG_PASSWORD)
        await self._slowly(self.people.set_password, person.id, new)
        return await self._open(person)

    async def person(self, token: str | None) -> Person | None:
        """Whose session this is; None for no session, one that ended, or a disabled person."""
        if not token or len(token) > 200:
            return None
        return await to_thread.run_sync(self.people.session, token)

    async def sign_out(self, token: str) -> None:
        """End a session."""
        await to_thread.run_sync(self.people.close_session, token)

    async def _checked(self, name: str, password: str, address: str, wrong: str) -> Person:
        wait = self._attempts.begin(name, address)
        if wait:
            raise Refused(429, words.try_again(wait))
        person = await self._slowly(self.people.check, name, password)
        if person is None:
            raise Refused(401, wrong)
        self._attempts.succeeded(name, address)
        return person

    async def _open(self, person: Person) -> str:
        return await to_thread.run_sync(self.people.open_session, person.id, SESSION_SECONDS)

    async def _slowly(
        self, call: Callable[_Args, _T], *args: _Args.args, **kwargs: _Args.kwargs
    ) -> _T:
        return await to_thread.run_sync(lambda: call(*args, **kwargs), limiter=self._checks)


def new_account(
    people: People, name: str, password: str, role: Role = "user"
) -> tuple[Person, str]:
    """A person and the token of a session of theirs, for a test's browser or a script.

    It goes through the store, as everything else does: whoever can call it has the store's file.
    """
    person = people.add(name, password, role)
    return person, people.open_session(person.id, SESSION_SECONDS)

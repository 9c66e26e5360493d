"""People: who may sign in, as what, and the sessions in which they are signed in."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, cast, get_args

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from reasoning.errors import StoreError
from store.database import Database
from store.ids import is_id, new_id, now
from store.tables import PersonRow, SignInRow, TraceRow
from store.text import fold

Role = Literal["admin", "user"]

NAME_CHARACTERS = (1, 64)
PASSWORD_CHARACTERS = (8, 1024)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in, unless `disabled`. `created` is ISO 8601 in UTC."""

    id: str
    name: str
    role: Role
    created: str
    disabled: bool


class People:
    """Accounts and sign-in sessions.

    Passwords are kept as argon2id hashes, tokens of sessions as SHA-256 hashes. To hash or check
    a password takes about 64 MiB and some tens of milliseconds; how often somebody may try is for
    the caller to limit.

    Raises:
        StoreError: from every method, one line: what was given is not allowed, there is no such
            person, no administrator would be left, or the store cannot be read or written.
    """

    def __init__(self, database: Database, hasher: PasswordHasher | None = None) -> None:
        self._database = database
        self._hasher = hasher or PasswordHasher()

    def any(self) -> bool:
        """Whether there is anybody yet."""
        with self._database.reading() as session:
            return session.exec(select(PersonRow.id).limit(1)).first() is not None

    def all(self) -> list[Person]:
        """Everybody, the oldest account first."""
        query = select(PersonRow).order_by(col(PersonRow.created), col(PersonRow.id))
        with self._database.reading() as session:
            return [_person(row) for row in session.exec(query)]

    def get(self, id: str) -> Person | None:
        """One person; None where there is none."""
        if not is_id(id):
            return None
        with self._database.reading() as session:
            row = session.get(PersonRow, id)
            return _person(row) if row else None

    def named(self, name: str) -> Person | None:
        """The person of that name in any spelling that counts as the same; None for nobody's."""
        if not _is_name(name):
            return None
        with self._database.reading() as session:
            row = session.exec(_named(name)).first()
            return _person(row) if row else None

    def add(self, name: str, password: str, role: Role) -> Person:
        """A new account. Names that differ only in case or in how a letter is encoded are the same.

        Args:
            name: 1 to 64 printable characters, no space at either end.
            password: 8 to 1024 characters.
        """
        _check_name(name)
        _check_role(role)
        row = PersonRow(
            id=new_id(),
            name=name,
            name_key=fold(name),
            role=role,
            created=now(),
            disabled=False,
            password=self._hash(password),
        )
        with self._database.writing() as session:
            session.add(row)
            try:
                session.flush()
            except IntegrityError:
                raise StoreError(f"the name {name!r} is taken; choose another") from None
            return _person(row)

    def check(self, name: str, password: str) -> Person | None:
        """The person with that name and password; None where either is wrong or it is disabled.

        It takes as long for a name that nobody has as for a wrong password.
        """
        decoy = self._decoy
        if not _is_password(password):
            return None
        with self._database.reading() as session:
            row = session.exec(_named(name)).first() if _is_name(name) else None
        try:
            self._hasher.verify(row.password if row else decoy, password)
        except VerificationError:
            return None
        return _person(row) if row and not row.disabled else None

    def set_password(self, id: str, password: str) -> None:
        """Change a password; ends that person's sessions."""
        hashed = self._hash(password)
        with self._database.writing() as session:
            row = _locked(session, id)
            row.password = hashed
            _end_sessions(session, id)

    def set_role(self, id: str, role: Role) -> None:
        """Make somebody an administrator or a user; the last enabled administrator stays one."""
        _check_role(role)
        with self._database.writing() as session:
            row = _locked(session, id) if role == "admin" else _spared(session, id, "demoted")
            row.role = role

    def set_disabled(self, id: str, disabled: bool) -> None:
        """Let somebody sign in or not; ends their sessions. Not for the last enabled admin."""
        with self._database.writing() as session:
            row = _spared(session, id, "disabled") if disabled else _locked(session, id)
            row.disabled = disabled
            _end_sessions(session, id)

    def remove(self, id: str) -> None:
        """Remove an account and all that it owns. Not for the last enabled administrator."""
        with self._database.writing() as session:
            row = _spared(session, id, "removed")
            session.execute(delete(TraceRow).where(col(TraceRow.owner) == id))
            session.delete(row)

    def open_session(self, person_id: str, seconds: float) -> str:
        """Sign somebody in for so many seconds; the token that proves it, which is kept nowhere."""
        token = secrets.token_urlsafe(32)
        with self._database.writing() as session:
            if _locked(session, person_id).disabled:
                raise StoreError("this account is disabled; an administrator can enable it")
            old = col(SignInRow.person) == person_id, col(SignInRow.expires) <= time.time()
            session.execute(delete(SignInRow).where(*old))
            session.add(
                SignInRow(
                    token_hash=_token_hash(token),
                    person=person_id,
                    expires=time.time() + seconds,
                )
            )
        return token

    def session(self, token: str) -> Person | None:
        """Who is signed in by a token; None where it is unknown, expired, or they are disabled."""
        query = (
            select(PersonRow)
            .join(SignInRow, col(SignInRow.person) == col(PersonRow.id))
            .where(SignInRow.token_hash == _token_hash(token))
            .where(SignInRow.expires > time.time())
            .where(col(PersonRow.disabled).is_(False))
        )
        with self._database.reading() as session:
            row = session.exec(query).first()
            return _person(row) if row else None

    def close_session(self, token: str) -> None:
        """Sign out; an unknown token is passed over."""
        with self._database.writing() as session:
            row = session.get(SignInRow, _token_hash(token))
            if row:
                session.delete(row)

    @cached_property
    def _decoy(self) -> str:
        """The hash of a password that nobody knows."""
        return self._hasher.hash(secrets.token_urlsafe(32))

    def _hash(self, password: str) -> str:
        low, high = PASSWORD_CHARACTERS
        if len(password) < low or not _is_password(password):
            raise StoreError(
                f"the password has {len(password)} characters or one that is no text; allowed: any"
                f" {low} to {high} characters"
            )
        return self._hasher.hash(password)


def _person(row: PersonRow) -> Person:
    return Person(row.id, row.name, cast(Role, row.role), row.created, row.disabled)


def _is_name(name: str) -> bool:
    low, high = NAME_CHARACTERS
    return low <= len(name) <= high and name.isprintable() and name == name.strip()


def _check_name(name: str) -> None:
    if not _is_name(name):
        low, high = NAME_CHARACTERS
        raise StoreError(
            f"the name {name[:high]!r} is not allowed; a name has {low} to {high} printable"
            f" characters and no space at either end"
        )


def _is_password(text: str) -> bool:
    """Whether `text` can be hashed: not too long to hash in good time, and no half characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return len(text) <= PASSWORD_CHARACTERS[1]


def _check_role(role: str) -> None:
    if role not in get_args(Role):
        raise StoreError(f"the role {role!r} is unknown; allowed: {', '.join(get_args(Role))}")


def _named(name: str) -> SelectOfScalar[PersonRow]:
    return select(PersonRow).where(PersonRow.name_key == fold(name))


def _locked(session: Session, id: str) -> PersonRow:
    """A person, whom no other transaction can change until this one ends."""
    row = session.get(PersonRow, id, with_for_update=True) if is_id(id) else None
    if row is None:
        raise StoreError("there is no such person; they may have been removed")
    return row


def _spared(session: Session, id: str, change: str) -> PersonRow:
    """A person, locked, without whom there is an administrator still.

    All enabled administrators are locked first, in one order, so that two changes at once neither
    count on each other's person nor wait for each other for ever.
    """
    query = (
        select(PersonRow.id)
        .where(PersonRow.role == "admin", col(PersonRow.disabled).is_(False))
        .order_by(col(PersonRow.id))
        .with_for_update()
    )
    admins = list(session.exec(query))
    row = _locked(session, id)
    if admins == [id]:
        raise StoreError(
            f"{row.name} is the only administrator and cannot be {change};"
            f" make somebody else an administrator first"
        )
    return row


def _end_sessions(session: Session, person_id: str) -> None:
    session.execute(delete(SignInRow).where(col(SignInRow.person) == person_id))


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()

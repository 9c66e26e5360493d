"""Accounts: names, passwords and sessions; somebody who can administer is always left."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from argon2.profiles import RFC_9106_LOW_MEMORY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from reasoning.errors import StoreError
from store import People, Store
from store.database import Database
from store.tables import PersonRow, SignInRow, TraceRow
from tests.store.examples import record

NOBODY = "0" * 32


@pytest.fixture
def people(store: Store) -> People:
    return store.people


def test_a_new_store_has_nobody(people: People) -> None:
    assert not people.any()
    assert people.all() == []
    assert people.get(NOBODY) is None


def test_an_account_that_was_added_is_found(people: People) -> None:
    ada = people.add("Ada", "long enough", "admin")
    bob = people.add("Bob", "long enough", "user")
    assert people.any()
    assert people.all() == [ada, bob]
    assert people.get(bob.id) == bob
    assert (ada.name, ada.role, ada.disabled) == ("Ada", "admin", False)
    assert len(ada.id) == 32


@pytest.mark.parametrize(
    "name", ["", " Ada", "Ada ", "A\nda", "A\0da", "\ud800", "a" * 65, "A\u200bb"]
)
def test_a_name_outside_the_rules_is_refused(people: People, name: str) -> None:
    with pytest.raises(StoreError, match=r"^the name .* 1 to 64 printable characters[^\n]*$"):
        people.add(name, "long enough", "user")
    assert not people.any()


@pytest.mark.parametrize("password", ["1234567", "x" * 1025, "", "long enough\ud800"])
def test_a_password_outside_the_rules_is_refused_and_not_shown(
    people: People, password: str
) -> None:
    with pytest.raises(StoreError, match=r"^[^\n]*8 to 1024 characters$") as caught:
        people.add("Ada", password, "user")
    assert not password or password not in str(caught.value)
    assert not people.any()


def test_an_unknown_role_is_refused(people: People) -> None:
    with pytest.raises(StoreError, match="'owner' is unknown; allowed: admin, user"):
        people.add("Ada", "long enough", "owner")  # type: ignore[arg-type]


@pytest.mark.parametrize("other", ["ada", "ADA", "Ａda"])
def test_a_name_that_is_taken_is_refused_in_any_spelling(people: People, other: str) -> None:
    people.add("Ada", "long enough", "user")
    with pytest.raises(StoreError, match="is taken"):
        people.add(other, "long enough", "user")
    assert len(people.all()) == 1


def test_one_of_two_threads_gets_a_name(people: People) -> None:
    def add(_: int) -> bool:
        try:
            people.add("Ada", "long enough", "user")
        except StoreError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(add, range(4))) == 1


def test_only_the_right_password_passes(people: People) -> None:
    ada = people.add("Ada", "correct horse", "user")
    assert people.check("Ada", "correct horse") == ada
    assert people.check("aDA", "correct horse") == ada
    assert people.check("Ada", "Correct horse") is None
    assert people.check("Bob", "correct horse") is None
    assert people.check("Ada", "") is None
    assert people.check("Ada\0", "correct horse") is None
    assert people.check("Ada", "correct horse\ud800") is None


def test_somebody_is_found_by_their_name_in_any_spelling(people: People) -> None:
    ada = people.add("Ada", "correct horse", "user")
    assert people.named("Ada") == people.named("ａDA") == ada
    assert [people.named(name) for name in ("Bob", "", "Ada\0", "\ud800")] == [None] * 4


def test_a_disabled_person_does_not_pass_until_enabled(people: People) -> None:
    ada = people.add("Ada", "correct horse", "user")
    people.set_disabled(ada.id, True)
    assert people.check("Ada", "correct horse") is None
    people.set_disabled(ada.id, False)
    assert people.check("Ada", "correct horse") == ada


@pytest.mark.parametrize("name", ["Ada", "Bob", "\0"])
@pytest.mark.parametrize("password", ["wrong password", "x" * 2000])
def test_a_name_that_nobody_has_costs_as_many_hashes_as_a_wrong_password(
    store: Store, name: str, password: str
) -> None:
    class Counting(PasswordHasher):
        verified = 0

        def verify(self, *args: object, **options: object) -> bool:  # type: ignore[override]
            Counting.verified += 1
            return super().verify(*args, **options)  # type: ignore[arg-type]

    people = People(store.people._database, Counting(1, 8, 1))
    people.add("Ada", "correct horse", "user")
    assert people.check(name, password) is None
    assert Counting.verified == (len(password) <= 1024)


def test_passwords_are_hashed_as_the_argon2_standard_recommends(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    people = People(store.people._database)
    people.add("Ada", "correct horse", "user")
    with store.people._database.reading() as session:
        hashed = session.exec(select(PersonRow.password)).one()
    assert not PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY).check_needs_rehash(hashed)


def test_neither_passwords_nor_tokens_are_kept(store: Store, people: People) -> None:
    ada = people.add("Ada", "correct horse", "user")
    token = people.open_session(ada.id, 60)
    with store.people._database.reading() as session:
        kept = str([session.exec(select(PersonRow)).all(), session.exec(select(SignInRow)).all()])
    assert "$argon2id$" in kept
    assert "correct horse" not in kept
    assert token not in kept


def test_a_token_names_its_person_until_closed(people: People) -> None:
    ada, bob = (people.add(name, "long enough", "user") for name in ("Ada", "Bob"))
    first, second, other = (people.open_session(id, 60) for id in (ada.id, ada.id, bob.id))
    assert len({first, second, other}) == 3
    assert people.session(first) == people.session(second) == ada
    people.close_session(first)
    people.close_session(first)
    assert people.session(first) is None
    assert people.session(second) == ada
    assert people.session(other) == bob


@pytest.mark.parametrize("token", ["", "x", "\0", "\ud800", "é" * 1000])
def test_an_unknown_token_names_nobody(people: People, token: str) -> None:
    people.open_session(people.add("Ada", "long enough", "user").id, 60)
    assert people.session(token) is None
    people.close_session(token)


def test_a_session_ends_after_its_time(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = people.add("Ada", "long enough", "user")
    token = people.open_session(ada.id, 60)
    started = time.time()
    monkeypatch.setattr("store.people.time.time", lambda: started + 59)
    assert people.session(token) == ada
    monkeypatch.setattr("store.people.time.time", lambda: started + 61)
    assert people.session(token) is None
    people.open_session(ada.id, 60)
    with people._database.reading() as session:
        assert len(session.exec(select(SignInRow)).all()) == 1


def test_a_new_password_ends_that_persons_sessions_only(people: People) -> None:
    ada, bob = (people.add(name, "long enough", "user") for name in ("Ada", "Bob"))
    tokens = [people.open_session(id, 60) for id in (ada.id, bob.id)]
    people.set_password(ada.id, "another one")
    assert [people.session(token) for token in tokens] == [None, bob]
    assert people.check("Ada", "long enough") is None
    assert people.check("Ada", "another one") == ada


def test_disabling_ends_sessions_for_good_and_opens_none(people: People) -> None:
    ada = people.add("Ada", "long enough", "user")
    token = people.open_session(ada.id, 60)
    people.set_disabled(ada.id, True)
    assert people.session(token) is None
    with pytest.raises(StoreError, match="disabled"):
        people.open_session(ada.id, 60)
    people.set_disabled(ada.id, False)
    assert people.session(token) is None


def test_a_removed_person_takes_sessions_and_runs_along(store: Store, people: People) -> None:
    ada, bob = (people.add(name, "long enough", "user") for name in ("Ada", "Bob"))
    token = people.open_session(ada.id, 60)
    for id, owner in (("t1", ada.id), ("t2", bob.id), ("t3", None)):
        store.save_trace(record(id, owner=owner))
    people.remove(ada.id)
    assert people.all() == [bob]
    assert people.session(token) is None
    assert people.check("Ada", "long enough") is None
    assert sorted(row.id for row in store.recent()) == ["t2", "t3"]


def test_a_run_that_ends_after_its_owner_was_removed_is_not_kept(store: Store) -> None:
    with pytest.raises(StoreError, match="no such person"):
        store.save_trace(record("t1", owner=NOBODY))
    assert store.recent() == []


def test_a_trace_keeps_its_owner(store: Store, people: People) -> None:
    ada = people.add("Ada", "long enough", "user").id
    store.save_trace(record("t1", owner=ada))
    store.save_trace(record("t2"))
    with store.people._database.reading() as session:
        rows = session.exec(select(TraceRow).order_by(TraceRow.id))
        assert [row.owner for row in rows] == [ada, None]


@pytest.mark.parametrize("change", ["demoted", "disabled", "removed"])
def test_the_last_enabled_administrator_stays(people: People, change: str) -> None:
    def make(id: str) -> None:
        if change == "demoted":
            people.set_role(id, "user")
        elif change == "disabled":
            people.set_disabled(id, True)
        else:
            people.remove(id)

    ada = people.add("Ada", "long enough", "admin")
    bob = people.add("Bob", "long enough", "admin")
    people.set_disabled(bob.id, True)
    token = people.open_session(ada.id, 60)
    before = people.all()
    with pytest.raises(StoreError, match=f"^Ada is the only administrator and cannot be {change};"):
        make(ada.id)
    assert people.all() == before
    assert people.session(token) == ada
    make(bob.id)
    people.set_role(ada.id, "admin")
    people.add("Cy", "long enough", "admin")
    make(ada.id)
    assert sum(p.role == "admin" and not p.disabled for p in people.all()) == 1


def test_of_two_administrators_who_demote_each_other_one_stays(people: People) -> None:
    ids = [people.add(f"Admin {n}", "long enough", "admin").id for n in range(6)]

    def demote(id: str) -> None:
        try:
            people.set_role(id, "user")
        except StoreError as error:
            assert "only administrator" in str(error)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(demote, ids))
    assert [person.role for person in people.all()].count("admin") == 1


@pytest.mark.parametrize("id", [NOBODY, "", "\0", "\ud800", "x" * 32])
def test_nobody_cannot_be_changed(people: People, id: str) -> None:
    people.add("Ada", "long enough", "admin")
    for call in (
        lambda: people.set_password(id, "long enough"),
        lambda: people.set_role(id, "user"),
        lambda: people.set_role(id, "admin"),
        lambda: people.set_disabled(id, True),
        lambda: people.set_disabled(id, False),
        lambda: people.remove(id),
        lambda: people.open_session(id, 60),
    ):
        with pytest.raises(StoreError, match=r"^there is no such person"):
            call()
    assert people.get(id) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    name=st.text(st.characters(exclude_categories=[]), max_size=70),
    password=st.text(st.characters(exclude_categories=[]), min_size=6, max_size=20),
)
def test_any_name_and_password_is_kept_as_given_or_refused_in_one_line(
    store: Store, name: str, password: str
) -> None:
    people = store.people
    try:
        person = people.add(name, password, "user")
    except StoreError as error:
        assert "\n" not in str(error)
        assert people.check(name, password) is None
    else:
        assert person.name == name
        assert people.check(name, password) == person
        people.remove(person.id)


def test_the_database_of_people_can_be_opened_alone(url: str) -> None:
    database = Database(url)
    assert not People(database).any()
    database.close()

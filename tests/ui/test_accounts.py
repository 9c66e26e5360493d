"""The account pages and the guard, over HTTP, before a page that says who asks."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient

from app import opened
from reasoning.errors import SettingsError
from settings import Settings
from store import Person, Store
from tests.ui.accounts import ADDRESS, HTML, OWN_SITE, PASSWORD, Site, asked_by, store_at
from ui.accounts import (
    Refused,
    cookie_name,
    new_account,
    pages,
    person_of,
    require_admin,
    words,
)
from ui.accounts.head import head_bar
from ui.theme import theme

COOKIE = cookie_name(ADDRESS)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with store_at(tmp_path) as store:
        yield store


@pytest.fixture
def fresh(store: Store) -> Site:
    """A site at its first start."""
    return Site(store)


@pytest.fixture
def admin(store: Store) -> tuple[Person, str]:
    return new_account(store.people, "Ada", PASSWORD, "admin")


@pytest.fixture
def user(store: Store, admin: object) -> tuple[Person, str]:
    return new_account(store.people, "Uma", PASSWORD)


@pytest.fixture
def site(store: Store, user: object) -> Site:
    """A site with an administrator and a user."""
    return Site(store)


def first(site: Site, **changes: str):
    key = site.accounts.link.partition("key=")[2]
    form = {"key": key, "name": "Ada", "password": PASSWORD, "again": PASSWORD, **changes}
    return site.client().post("/welcome", data=form, headers=OWN_SITE)


def test_the_one_time_link_makes_an_administrator_once(fresh: Site) -> None:
    link = fresh.accounts.link
    assert link.startswith(f"{ADDRESS}/welcome?key=")
    # To look at the form uses nothing up.
    for _ in range(2):
        assert 'name="again"' in fresh.client().get(link, headers=HTML).text
    made = first(fresh)
    assert (made.status_code, made.headers["location"]) == (303, "/")
    (person,) = fresh.people.all()
    assert (person.name, person.role) == ("Ada", "admin")
    assert fresh.client(made.cookies[COOKIE]).get("/").json() == {"name": "Ada"}
    assert fresh.client().get(link, headers=HTML).status_code == 410
    again = {"key": link.partition("key=")[2], "name": "Eve"}
    again |= {"password": PASSWORD, "again": PASSWORD}
    assert fresh.client().post("/welcome", data=again, headers=OWN_SITE).status_code == 410
    assert [p.name for p in fresh.people.all()] == ["Ada"]
    assert fresh.accounts.link == ADDRESS


def test_a_wrong_key_makes_nobody(fresh: Site) -> None:
    for key in ("", "x", "é", fresh.accounts.link[-31:]):
        assert fresh.client().get("/welcome", params={"key": key}).status_code == 403
        assert first(fresh, key=key).status_code == 403
    assert not fresh.people.any()


def test_a_form_that_does_not_fit_leaves_the_link_good(fresh: Site) -> None:
    refused = first(fresh, password="short", again="short")
    assert refused.status_code == 400
    assert "8 to 1024 characters" in refused.text
    assert words.NOT_THE_SAME in first(fresh, again="another password").text
    assert first(fresh, name=" \n ").status_code == 400
    assert first(fresh).status_code == 303


def test_the_key_is_void_as_soon_as_anybody_has_an_account(fresh: Site, store: Store) -> None:
    new_account(store.people, "Ada", PASSWORD, "admin")
    assert first(fresh, name="Eve").status_code == 410


async def test_two_who_use_the_link_at_once_cannot_both_be_first(fresh: Site, monkeypatch) -> None:
    key = fresh.accounts.link.partition("key=")[2]
    adding, go_on, add = threading.Event(), threading.Event(), fresh.people.add

    def slow_add(*args) -> Person:
        adding.set()
        go_on.wait(30)
        return add(*args)

    monkeypatch.setattr(fresh.people, "add", slow_add)
    ada = asyncio.create_task(fresh.accounts.make_first(key, "Ada", PASSWORD))
    await asyncio.to_thread(adding.wait, 30)
    with pytest.raises(Refused):
        await asyncio.wait_for(fresh.accounts.make_first(key, "Eve", PASSWORD), 5)
    go_on.set()
    assert (await fresh.accounts.person(await ada)) == fresh.people.all()[0]


def test_before_there_is_anybody_every_page_says_to_open_the_link(fresh: Site) -> None:
    for path in ("/", "/login", "/admin/", "/config"):
        page = fresh.client().get(path, headers=HTML)
        assert page.status_code == 401
        assert "the terminal shows" in page.text
        assert fresh.client().get(path).json() == {"detail": words.OPEN_THE_LINK}
    assert fresh.client().get(pages.STYLE_PATH).status_code == 200


def test_without_a_session_pages_lead_to_the_login_and_everything_else_is_refused(
    site: Site,
) -> None:
    client = site.client()
    for path in ("/", "/admin/", "/config", "/password", "//login", "/login/", "/welcome/x"):
        reply = client.get(path, headers=HTML)
        wanted = {"/": "", "//login": ""}.get(path, f"?next={path}")
        assert (reply.status_code, reply.headers["location"]) == (303, f"/login{wanted}")
    for path in ("/", "/gradio_api/queue/join", "/logout", "/healthz/x"):
        for reply in (client.get(path), client.post(path), client.post(path, headers=OWN_SITE)):
            assert reply.status_code == 401
    assert client.get("/").json() == {"detail": words.SIGN_IN_FIRST}
    assert site.client("no such token").get("/").status_code == 401
    assert client.get("/healthz").status_code == 200


def test_while_it_starts_only_its_health_is_told(site: Site, user: tuple[Person, str]) -> None:
    site.ready = False
    client = site.client(user[1])
    assert client.get("/healthz").status_code == 200
    for path in ("/", "/login"):
        assert client.get(path).status_code == 503
        assert words.STARTING in client.get(path, headers=HTML).text


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(site: Site) -> None:
    reply = site.sign_in(" uma ", PASSWORD)
    assert (reply.status_code, reply.headers["location"]) == (303, "/")
    name, *flags = reply.headers["set-cookie"].split("; ")
    assert name.startswith(f"{COOKIE}=")
    assert sorted(flags) == ["HttpOnly", "Max-Age=1209600", "Path=/", "SameSite=strict"]
    https = TestClient(site.app, "https://127.0.0.1:7860", follow_redirects=False)
    reply = https.post("/login", data={"name": "Uma", "password": PASSWORD})
    assert "Secure" in reply.headers["set-cookie"].split("; ")
    assert site.client(reply.cookies[COOKIE]).get("/login", headers=HTML).status_code == 303


def test_an_unknown_name_and_a_wrong_password_read_the_same(site: Site) -> None:
    wrong, unknown = site.sign_in("Uma", "not hers at all"), site.sign_in("Umo", PASSWORD)
    assert wrong.status_code == unknown.status_code == 401
    assert words.WRONG_LOGIN in wrong.text
    assert wrong.text == unknown.text.replace("Umo", "Uma")
    assert "set-cookie" not in wrong.headers


def test_a_disabled_person_reads_the_same(site: Site, user: tuple[Person, str]) -> None:
    site.people.set_disabled(user[0].id, True)
    assert words.WRONG_LOGIN in site.sign_in("Uma", PASSWORD).text


def test_five_wrong_passwords_make_the_next_wait_even_if_right(site: Site) -> None:
    for _ in range(5):
        assert site.sign_in("Uma", "wrong wrong").status_code == 401
    site.now = 61.0
    refused = site.sign_in("UMA", PASSWORD)
    assert refused.status_code == 429
    assert "try again in 9 min" in refused.text
    assert site.sign_in("Uma", PASSWORD, address="10.0.0.2").status_code == 303
    assert site.sign_in("Ada", PASSWORD).status_code == 303
    site.now = 600.0
    assert site.sign_in("Uma", PASSWORD).status_code == 303


def test_signing_out_ends_the_session(site: Site, user: tuple[Person, str]) -> None:
    client = site.client(user[1])
    reply = client.post("/logout", headers=OWN_SITE)
    assert (reply.status_code, reply.headers["location"]) == (303, "/login")
    assert "Max-Age=0" in reply.headers["set-cookie"]
    assert site.client(user[1]).get("/").status_code == 401


@pytest.mark.parametrize("end", ["remove", "disable", "set_password"])
def test_a_session_is_void_at_once(site: Site, user: tuple[Person, str], end: str) -> None:
    person, token = user
    client = site.client(token)
    assert client.get("/").json() == {"name": "Uma"}
    ends: dict[str, Callable[[], None]] = {
        "remove": lambda: site.people.remove(person.id),
        "disable": lambda: site.people.set_disabled(person.id, True),
        "set_password": lambda: site.people.set_password(person.id, "quite another one"),
    }
    ends[end]()
    assert client.get("/").status_code == 401


def change_password(site: Site, token: str, **changes: str):
    form = {"current": PASSWORD, "password": "quite another one", "again": "quite another one"}
    return site.client(token).post("/password", data=form | changes, headers=OWN_SITE)


def test_a_person_changes_their_own_password(site: Site, user: tuple[Person, str]) -> None:
    token = user[1]
    assert words.CURRENT_PASSWORD in site.client(token).get("/password", headers=HTML).text
    assert words.WRONG_PASSWORD in change_password(site, token, current="not it at all").text
    assert words.NOT_THE_SAME in change_password(site, token, again="yet another one").text
    assert change_password(site, token, password="a", again="a").status_code == 400
    done = change_password(site, token)
    assert words.PASSWORD_CHANGED in done.text
    assert site.client(token).get("/").status_code == 401
    assert site.client(done.cookies[COOKIE]).get("/").json() == {"name": "Uma"}
    assert site.sign_in("Uma", "quite another one").status_code == 303


def test_a_stolen_session_cannot_guess_the_password(site: Site, user: tuple[Person, str]) -> None:
    for _ in range(5):
        assert change_password(site, user[1], current="a wrong guess").status_code == 401
    assert change_password(site, user[1]).status_code == 429


@pytest.mark.parametrize("origin", ["http://evil.test", "http://127.0.0.1:9999", "null", ""])
def test_other_sites_are_refused_whatever_they_send(
    site: Site, user: tuple[Person, str], origin: str
) -> None:
    client = site.client(user[1])
    headers = {"origin": origin}
    for path in ("/login", "/logout", "/password", "/gradio_api/queue/join", "/admin/x"):
        assert client.post(path, headers=headers).status_code == 403
    assert client.get("/config", headers=headers).json() == {"detail": words.OTHER_SITE}
    assert client.get("/").json() == {"name": "Uma"}


def test_the_administration_is_for_administrators(
    site: Site, admin: tuple[Person, str], user: tuple[Person, str]
) -> None:
    for path in ("/admin", "/admin/", "/admin/config", "/admin/gradio_api/queue/join"):
        assert site.client(user[1]).get(path).json() == {"detail": words.ADMIN_ONLY}
        assert site.client(user[1]).post(path).status_code == 403
        page = site.client(user[1]).get(path, headers=HTML)
        assert page.status_code == 403
        assert words.ADMIN_ONLY in page.text.lower()
        assert site.client(admin[1]).get(path).json() == {"name": "Ada"}
    site.people.set_role(user[0].id, "admin")
    assert site.client(user[1]).get("/admin/").status_code == 200


def test_a_form_has_a_limit(site: Site) -> None:
    client = site.client()
    large = client.post("/login", content=b"name=" + b"a" * 30_000, headers=OWN_SITE)
    assert large.status_code == 413
    for body in (b"&".join(b"a=1" for _ in range(50)), b"name=\xff"):
        assert client.post("/login", content=body, headers=OWN_SITE).status_code == 400
    half = client.post("/login", content=b"name=%ED%A0%80&password=%ff", headers=OWN_SITE)
    assert half.status_code == 401


HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>&'${alert(1)}{{x}}"


def test_text_in_names_is_shown_as_text(site: Site) -> None:
    page = site.sign_in(HOSTILE, "wrong wrong").text
    assert "<script" not in page
    assert "<img" not in page
    assert "&quot;&gt;&lt;script&gt;" in page
    person, token = new_account(site.people, HOSTILE[:64], PASSWORD)
    for shown in (head_bar(person), site.client(token).get("/password", headers=HTML).text):
        assert "<script" not in shown
        assert "&lt;script&gt;" in shown


def test_the_pages_are_for_people_and_fetch_nothing_else(site: Site) -> None:
    reply = site.client().get("/login", headers=HTML)
    for part in ('<html lang="en">', 'for="name"', 'for="password"', 'autocomplete="username"'):
        assert part in reply.text
    assert 'autocomplete="current-password"' in reply.text
    assert "<script" not in reply.text
    assert "http" not in reply.text
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert reply.headers["cache-control"] == "no-store"


def test_the_pages_have_the_colours_of_the_theme() -> None:
    made = theme()
    sheet = pages.STYLE.read_text("utf-8")
    for name in ("body_text_color_subdued", "link_text_color", "body_background_fill"):
        for side in (name, f"{name}_dark"):
            where, colour = getattr(made, side).lstrip("*").rsplit("_", 1)
            assert getattr(made, f"{where}_{colour}") in sheet, side


def test_the_head_says_who_is_signed_in(
    admin: tuple[Person, str], user: tuple[Person, str]
) -> None:
    assert "/admin/" in head_bar(admin[0])
    assert "/admin" not in head_bar(user[0])
    for part in ("Uma", "/password", 'method="post" action="/logout"'):
        assert part in head_bar(user[0])


def test_a_handler_learns_who_asks(admin: tuple[Person, str], user: tuple[Person, str]) -> None:
    assert person_of(asked_by(user[0])) == user[0]
    assert require_admin(asked_by(admin[0])) == admin[0]
    for refused in (lambda: person_of(asked_by(None)), lambda: require_admin(asked_by(None))):
        with pytest.raises(Exception, match=words.SIGN_IN_FIRST):
            refused()
    with pytest.raises(Exception, match=words.ADMIN_ONLY):
        require_admin(asked_by(user[0]))
    with pytest.raises(Exception, match=words.SIGN_IN_FIRST):
        person_of(SimpleNamespace(request=None))  # type: ignore[arg-type]


async def test_the_network_waits_until_there_is_an_administrator(home: Path) -> None:
    settings = Settings(host="0.0.0.0")
    with pytest.raises(SettingsError, match=r"DELIBERATE_HOST=127\.0\.0\.1") as refused:
        async with opened(settings):
            pass
    assert "\n" not in str(refused.value)

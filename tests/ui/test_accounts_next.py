"""Where signing in leads: to what was asked for first, and never to another site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from store import Store
from tests.ui.accounts import ADDRESS, HTML, OWN_SITE, PASSWORD, Site, store_at
from ui.accounts import new_account
from ui.accounts.local import local

SHARED = "/?compare=0123456789abcdef&x=a%20b"

ELSEWHERE = (
    "//evil.test", "/\\evil.test", "\\\\evil.test", "/\\/evil.test", "///evil.test",
    "http://evil.test", "http:evil.test", "http:/evil.test", "HTTPS://evil.test", "evil.test",
    "javascript:alert(1)", "data:text/html,x", "", " ", " /x", "/\t/evil.test", "/\n/evil.test",
    "/\r\nSet-Cookie: a=b", "\t//evil.test", "/%2fevil.test", "/%2Fevil.test", "/%5cevil.test",
    "%2f%2fevil.test", "/%252fevil.test", "/%25252fevil.test", "/%09/evil.test", "/%0d%0aX: y",
    "/%E2%80%AE/x", "/" + "a" * 2000,
)  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with store_at(tmp_path) as store:
        new_account(store.people, "Ada", PASSWORD, "admin")
        yield Site(store)


@pytest.mark.parametrize("path", ["/", "/?c=1", SHARED, "/admin/", "/a%20b", "/x?next=/y", "/ä"])
def test_paths_of_this_site_stay_as_they_are(path: str) -> None:
    assert local(path) == path


@pytest.mark.parametrize("path", ELSEWHERE)
def test_everything_else_leads_to_the_first_page(site: Site, path: str) -> None:
    assert local(path) == "/"
    assert f'name="next" value="{local(path)}"' in sign_in_page(site, path)
    form = {"name": "Ada", "password": PASSWORD, "next": path}
    reply = site.client().post("/login", data=form, headers=OWN_SITE)
    assert (reply.status_code, reply.headers["location"]) == (303, "/")
    signed_in = site.client(reply.cookies[site.accounts.cookie])
    again = signed_in.get("/login", params={"next": path}, headers=HTML)
    assert (again.status_code, again.headers["location"]) == (303, "/")


@given(st.text(st.sampled_from("/\\.:@?#%25cfCFhtp \t\nevil0"), max_size=20))
def test_no_path_leads_to_another_site(path: str) -> None:
    there = urlsplit(urljoin(ADDRESS, local(path).replace("\\", "/")))
    assert f"{there.scheme}://{there.netloc}" == ADDRESS


def sign_in_page(site: Site, path: str) -> str:
    return site.client().get("/login", params={"next": path}, headers=HTML).text


def test_what_was_asked_for_first_is_shown_after_a_wrong_and_a_right_password(site: Site) -> None:
    browser = site.client()
    first = browser.get(SHARED, headers=HTML)
    assert first.status_code == 303
    assert first.headers["location"] == f"/login?next={quote(SHARED)}"
    page = browser.get(first.headers["location"], headers=HTML).text
    shown = SHARED.replace("&", "&amp;")
    assert f'name="next" value="{shown}"' in page
    form = {"name": "Ada", "password": "not hers at all", "next": SHARED}
    assert f'name="next" value="{shown}"' in browser.post("/login", data=form).text
    reply = browser.post("/login", data=form | {"password": PASSWORD}, headers=OWN_SITE)
    assert (reply.status_code, reply.headers["location"]) == (303, SHARED)


def test_the_address_that_was_asked_for_is_no_way_out_either(site: Site) -> None:
    for path in ("//evil.test", "/%5cevil.test", "/%2fevil.test", "/%252fevil.test"):
        reply = site.client().get(f"{ADDRESS}{path}", headers=HTML)
        assert (reply.status_code, reply.headers["location"]) == (303, "/login")


def test_a_link_on_another_site_does_not_sign_anybody_out(site: Site) -> None:
    """A browser keeps a SameSite=Strict cookie to itself on the first step from another site."""
    arriving = HTML | {"sec-fetch-site": "cross-site"}
    page = site.client().get(SHARED, headers=arriving)
    assert page.status_code == 200
    assert f'content="0; url={SHARED.replace("&", "&amp;")}"' in page.text
    again = site.client().get(SHARED, headers=HTML | {"sec-fetch-site": "same-origin"})
    assert again.status_code == 303
    for path in ("/%2f/evil.test", "/\\evil.test"):
        assert "evil" not in site.client().get(path, headers=arriving).text


def test_signing_in_ends_the_session_that_the_browser_had(site: Site, tmp_path: Path) -> None:
    first = sign_in(site.client()).cookies[site.accounts.cookie]
    second = sign_in(site.client(first)).cookies[site.accounts.cookie]
    assert site.client(first).get("/").status_code == 401
    assert site.client(second).get("/").json() == {"name": "Ada"}


def sign_in(browser: TestClient, name: str = "Ada"):
    return browser.post("/login", data={"name": name, "password": PASSWORD})


def test_two_copies_on_one_machine_leave_each_other_s_cookies_alone(tmp_path: Path) -> None:
    """Browsers send a host's cookies to all of its ports."""
    jar: dict[str, str] = {}
    stores, clients = [], []
    for name, port in (("Ada", 7860), ("Bob", 7861)):
        (tmp_path / name).mkdir()
        store: Store = store_at(tmp_path / name)
        new_account(store.people, name, PASSWORD, "admin")
        site = Site(store, f"http://127.0.0.1:{port}")
        jar |= dict(sign_in(site.client(), name).cookies)
        stores.append(store)
        clients.append(site.client())
    assert sorted(jar) == ["deliberate_session_7860", "deliberate_session_7861"]
    for client, name in zip(clients, ("Ada", "Bob"), strict=True):
        client.cookies.update(jar)
        assert client.get("/").json() == {"name": name}
    for store in stores:
        store.close()

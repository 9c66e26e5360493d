"""Columns of several models, and comparisons whose app was killed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import gradio as gr
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.reasoning.runs import thinker
from tests.reasoning.stand_in import StandIn
from tests.ui.accounts import asked_by
from tests.ui.comparing import Tab, by_pain, tab_at
from tests.ui.test_compare import Gated, kept
from ui.services import Services
from ui.tabs import compare
from ui.tabs.compare import compare_routes, live
from ui.tabs.compare.controls import View
from ui.tabs.compare.kept import APP_ENDED, ELSEWHERE, read_body
from ui.tending import one_round


def model(name: str, context: int) -> StandIn:
    engine = thinker("joint pain counts", by_pain, context=context)
    engine.model = replace(engine.model, name=name)
    return engine


@pytest.fixture
def tab(tmp_path: Path) -> Iterator[Tab]:
    tab = tab_at(tmp_path, model("small", 512), model("large", 4096))
    yield tab
    tab.store.close()


OWN = {
    "way": "own", "count": 2, "own_model_1": "large",
    "own_budget_0": "16 tokens", "own_budget_1": "2,048 tokens",
}  # fmt: skip


async def test_each_column_runs_its_own_model_with_the_budgets_of_that(tab: Tab) -> None:
    view = View()
    *_, last = await tab.run(view, **OWN)
    assert [
        f"Ran {name}, revision 1" in last[f"head-{n}"] for n, name in enumerate(("small", "large"))
    ] == [True, True]
    assert "1: 16 tokens, small" in last["table"]
    assert "2: 2,048 tokens, large" in last["table"]
    assert "more than their budget" in last["findings"]
    assert sorted(run.model for run in tab.store.recent()) == ["large", "small"]
    (shown,) = await tab.all("load", view.comparison, View())
    assert (shown["own-model-0"], shown["own-model-1"]) == ("small", "large")
    assert shown["own-budget-1"]["value"] == "2,048 tokens"
    assert shown["table"] == last["table"]


async def test_budgets_of_one_model_are_compared_on_that_model(tab: Tab) -> None:
    view = View()
    await tab.run(view, model="large", budgets=["at once (0)", "2,048 tokens"])
    assert [run.model for run in tab.store.recent()] == ["large"]
    (shown,) = await tab.all("load", view.comparison, View())
    assert shown["model"]["value"] == "large"
    assert shown["budgets"]["value"] == ["at once (0)", "2,048 tokens"]
    assert ("2,048 tokens", "2,048 tokens") in shown["budgets"]["choices"]


async def test_a_budget_of_another_model_is_refused_by_its_column(tab: Tab) -> None:
    (update,) = await tab.run(**{**OWN, "own_model_1": "small"})
    assert "Column 2: choose a thinking budget" in update["budget-error"]
    assert kept(tab) == []


async def test_the_budgets_on_offer_follow_the_model(tab: Tab) -> None:
    fits = [f.fn for f in tab.blocks.fns.values() if f.name == "fit"]
    assert len(fits) == 7
    several = fits[0]("small", ["64 tokens", "2,048 tokens"])
    assert several["value"] == ["64 tokens"]
    assert "2,048 tokens" not in several["choices"]
    assert fits[1]("large", "64 tokens")["value"] == "64 tokens"
    assert fits[1]("small", "2,048 tokens")["value"] == "as long as it wants"


async def test_a_kept_column_of_a_model_that_is_gone_is_named_with_those_that_are(
    tab: Tab,
) -> None:
    view = View()
    await tab.run(view, **OWN)
    del tab.services.engines["large"]  # type: ignore[attr-defined]  # as after another start
    (shown,) = await tab.all("load", view.comparison, View())
    line = "Column 2: the model large is not offered any more; choose one of: small"
    assert line in shown["budget-error"]
    assert "2,048 tokens, large" in shown["table"]
    (refused,) = await tab.run(**OWN)
    assert "the model large is not offered any more" in refused["budget-error"].lower()


async def test_a_record_from_before_there_was_a_choice_is_read_and_means_the_default(
    tab: Tab,
) -> None:
    view = View()
    await tab.run(view, **{**OWN, "own_model_1": "small", "own_budget_1": "64 tokens"})
    (stored,) = kept(tab)
    old = {**stored.body, "key": "0" * 32}
    del old["over"]
    for column in old["asked"]["columns"]:
        del column["model"]
    body = read_body(old)
    assert body is not None
    assert body.over
    assert [one.model for one in body.asked.columns] == [None, None]
    assert list(body.asked.comparison(tab.services, tab.ada.id).runs) == ["compare-0", "compare-1"]


@pytest.mark.parametrize("hold", [60, -1], ids=["running in another process", "killed"])
async def test_what_has_come_is_shown_elsewhere_with_what_became_of_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hold: float
) -> None:
    monkeypatch.setattr(live, "HOLD_SECONDS", hold)
    engine = Gated()
    tab, view = tab_at(tmp_path, engine), View()
    page = tab.call("run", tab.values(view, method="independent"))
    first = await anext(page)
    while engine.waiting < 3:
        await asyncio.sleep(0)
    await one_round(tab.services)
    # Another process, which knows nothing of this one but what the store says.
    after = tab_at_again(tab)
    (shown,) = await after.all("load", first["here"], View())
    line, above = (APP_ENDED, "broken off") if hold < 0 else (ELSEWHERE, ELSEWHERE)
    for number in range(3):
        assert line in shown[f"status-{number}"].lower()
        assert shown[f"stop-{number}"]["visible"] is False
    assert shown["thought-2"] == "j"
    assert above in shown["status"].lower()
    assert shown["keeping"]["visible"] is (hold < 0)
    assert bool(shown["export"]) is bool(shown["table"]) is (hold < 0)
    assert shown["question"].startswith("Which?")
    listed = shown["list"]["choices"][0][0]
    assert listed.endswith("Which?")
    assert listed.startswith("running") is (hold > 0)
    engine.gate.set()
    async for _ in page:
        pass
    (over,) = await after.all("load", first["here"], View())
    assert "done" in over["status"]
    assert [over[f"answer-{n}"] for n in range(3)].count("") == 0
    assert over["keeping"]["visible"] is True
    tab.store.close()


def tab_at_again(tab: Tab) -> Tab:
    services = Services(tab.services.engines, tab.store, 64, 8)
    with gr.Blocks(analytics_enabled=False) as blocks:
        compare.build(services)
    return replace(tab, blocks=blocks, services=services)


async def test_deleting_one_that_runs_stops_it_and_its_files_wait_for_its_end(
    tmp_path: Path,
) -> None:
    engine = Gated()
    tab, view = tab_at(tmp_path, engine), View()
    page = tab.call("run", tab.values(view, method="independent"))
    await anext(page)
    app = FastAPI(routes=compare_routes(tab.services))

    @app.middleware("http")
    async def who(request, call_next):
        request.state.person = tab.ada
        return await call_next(request)

    reply = TestClient(app).get(f"/comparisons/{view.comparison}.json")
    assert (reply.status_code, "still running" in reply.text) == (409, True)
    async for _ in tab.handler("delete")(View(view.comparison), asked_by(tab.ada)):
        pass
    await tab.services.close()
    assert engine.open == 0
    assert kept(tab) == []
    await page.aclose()
    tab.store.close()


async def test_what_cannot_be_kept_is_not_begun(tab: Tab) -> None:
    tab.store.people.add("Root", "a long password", "admin")
    tab.store.people.remove(tab.ada.id)
    (refused,) = await tab.run()
    assert "no such person" in refused["budget-error"].lower()
    assert not tab.engine.requests

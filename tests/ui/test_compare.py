from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from pathlib import Path

import pytest

from reasoning.engines.base import Chunk, Sampling
from reasoning.errors import EngineUnavailable
from tests.reasoning.stand_in import StandIn
from tests.ui.comparing import THOUGHT, Tab, by_pain, tab_at
from ui.tabs.compare.controls import View
from ui.tabs.compare.kept import read_body

HOSTILE = "<img src=//evil.test/a onerror=alert(1)>${alert(1)}"


@pytest.fixture
def tab(tmp_path: Path) -> Iterator[Tab]:
    tab = tab_at(tmp_path)
    yield tab
    tab.store.close()


class Gated(StandIn):
    """Draws nothing from the second token of a thought on until the gate is open."""

    def __init__(self) -> None:
        super().__init__(self._say, context=1024)
        self.gate = asyncio.Event()
        self.waiting = 0

    def _say(self, prefix: str, seed: int) -> str:
        so_far, closed, _ = prefix.partition("</think>")
        return by_pain(so_far, seed) if closed else THOUGHT[len(prefix) :] + "|"

    async def stream(
        self, prompt_ids: Sequence[int], sampling: Sampling
    ) -> AsyncGenerator[Chunk, None]:
        async for chunk in super().stream(prompt_ids, sampling):
            yield chunk
            self.waiting += 1
            await self.gate.wait()


class Breaking(StandIn):
    """Breaks every request that may think for 16 tokens."""

    async def stream(
        self, prompt_ids: Sequence[int], sampling: Sampling
    ) -> AsyncGenerator[Chunk, None]:
        if sampling.max_tokens == 16:
            raise EngineUnavailable("the server is gone")
        async for chunk in super().stream(prompt_ids, sampling):
            yield chunk


def kept(tab: Tab):
    return tab.store.comparisons.list(tab.ada.id)


@pytest.mark.parametrize(("method", "runs"), [("ladder", 1), ("independent", 3)])
async def test_comparing_fills_a_column_a_budget_and_is_kept(tab: Tab, method, runs) -> None:
    *_, last = await tab.run(method=method, gold="B")
    assert [last[f"column-{n}"]["visible"] for n in range(6)] == [True] * 3 + [False] * 3
    assert [last[f"answer-{n}"] for n in range(3)] == ["A) gout", "B) migraine", "B) migraine"]
    assert last["table"].count("<td>right</td>") == 2
    assert "<svg" in last["plot"]
    assert "Knee at 16 tokens" in last["findings"]
    assert 'data-state="done"' in last["status"]
    (stored,) = kept(tab)
    assert last["here"] == stored.id
    assert not stored.shared
    assert len(tab.store.recent()) == runs
    body = read_body(stored.body)
    assert body is not None
    traces = {column.ran.trace_id for column in body.columns if column.ran}
    assert traces == {summary.id for summary in tab.store.recent()}
    rows = [column.row for column in body.columns]
    assert [row["answer"] for row in rows if row] == ["A", "B", "B"]
    assert all(tab.store.trace(trace)["owner"] == tab.ada.id for trace in traces)


async def test_a_kept_comparison_is_shown_as_it_was_at_its_end(tab: Tab) -> None:
    view = View()
    *_, ended = await tab.run(view, method="independent", gold="B")
    (shown,) = await tab.all("load", view.comparison, View())
    same = [f"{part}-{n}" for part in ("head", "status", "thought", "answer") for n in range(3)]
    for part in [*same, "table", "plot", "findings", "status"]:
        assert shown[part] == ended[part], part
    assert shown["question"].startswith("Which?")
    assert shown["budgets"]["value"] == ["at once (0)", "16 tokens", "as long as it wants"]
    assert shown["method"]["value"] == "independent"
    assert shown["gold"] == "B"


async def test_columns_of_one_s_own_run_each_with_its_budget_samples_and_strategy(tab: Tab) -> None:
    own = {
        "way": "own", "count": 3,
        "own_budget_0": "at once (0)",
        "own_budget_1": "16 tokens", "own_samples_1": 4,
        "own_budget_2": "64 tokens", "own_strategy_2": "auto",
    }  # fmt: skip
    view = View()
    *_, last = await tab.run(view, **own)
    assert "1 sample · one thought · temperature 0 · seed 0" in last["head-0"]
    assert "4 samples · majority vote · temperature 0.7" in last["head-1"]
    assert "at most 64 tokens · 1 sample · Auto" in last["head-2"]
    assert "migraine: 4 votes (100%)" in last["answer-1"]
    assert "more than their budget" in last["findings"]
    (shown,) = await tab.all("load", view.comparison, View())
    assert (shown["way"], shown["count"]) == ("own", 3)
    assert (shown["own-samples-1"], shown["own-strategy-2"]) == (4, "auto")


async def test_a_page_that_opens_after_its_first_comparison_leaves_it_there(tab: Tab) -> None:
    """The browser lets one ask before it tells of the opening."""
    view = View()
    await tab.run(view)
    (update,) = await tab.all("load", None, view)  # none at all would empty the whole page
    assert len(update) == 1
    assert view.comparison is not None


async def test_one_failing_column_ends_alone(tmp_path: Path) -> None:
    tab = tab_at(tmp_path, Breaking(Gated()._say, context=1024))
    *_, last = await tab.run(method="independent")
    assert "failed: the server is gone" in last["status-1"]
    assert [last[f"answer-{n}"] for n in (0, 2)] == ["A) gout", "B) migraine"]
    assert "left out" in last["findings"]
    assert len(kept(tab)) == 1
    tab.store.close()


async def test_a_comparison_goes_on_without_its_page_and_the_next_page_shows_it(
    tmp_path: Path,
) -> None:
    engine = Gated()
    tab, view = tab_at(tmp_path, engine), View()
    page = tab.call("run", tab.values(view, method="independent"))
    first = await anext(page)
    await anext(page)
    await page.aclose()
    assert first["here"] == view.comparison == kept(tab)[0].id

    back = tab.call("load", first["here"], View())
    shown = await anext(back)
    assert shown["stop"]["visible"] is True
    assert "running · Which?" in shown["list"]["choices"][0][0]
    assert "running" not in str((await tab.all("load", first["here"], View(), person=tab.eve))[0])
    engine.gate.set()
    *_, last = [update async for update in back]
    assert [last[f"answer-{n}"] for n in range(3)] == ["A) gout", "B) migraine", "B) migraine"]
    (stored,) = kept(tab)
    (again,) = await tab.all("load", first["here"], View())
    assert again["answer-2"] == "B) migraine"
    assert last["here"] == stored.id
    tab.store.close()


async def test_each_column_stops_alone_and_only_for_its_owner(tmp_path: Path) -> None:
    engine = Gated()
    tab, view = tab_at(tmp_path, engine), View()
    page = tab.call("run", tab.values(view, method="independent"))
    await anext(page)
    stops = [f.fn for f in tab.blocks.fns.values() if f.name == "stop_one"]
    await stops[2](View(view.comparison), asked := _request(tab.eve))
    await tab.handler("stop_all")(View(view.comparison), asked)
    while engine.waiting < 3:
        await asyncio.sleep(0)
    assert engine.open == 3
    await stops[2](view, _request(tab.ada))
    engine.gate.set()
    *_, last = [update async for update in page]
    assert "stopped by you" in last["status-2"]
    assert [last[f"answer-{n}"] for n in range(2)] == ["A) gout", "B) migraine"]
    tab.store.close()


def _request(person):
    from tests.ui.accounts import asked_by

    return asked_by(person)


async def test_a_person_has_one_comparison_going_at_a_time(tmp_path: Path) -> None:
    engine = Gated()
    tab = tab_at(tmp_path, engine)
    page = tab.call("run", tab.values(View()))
    await anext(page)
    (refused,) = await tab.run()
    assert "Another comparison of yours is running" in refused["question-error"]
    engine.gate.set()
    async for _ in page:
        pass
    assert len(kept(tab)) == 1
    tab.store.close()


@pytest.mark.parametrize(
    ("changes", "place", "line"),
    [
        ({"question": None}, "question-error", "Write a question first"),
        ({"gold": "Z"}, "question-error", "none of A, B"),
        ({"budgets": ["at once (0)"]}, "budget-error", "choose 2 to 6"),
        ({"budgets": None}, "budget-error", "choose 2 to 6"),
        ({"seed": -1}, "budget-error", "The seed must be"),
        ({"temperature": 9}, "budget-error", "allowed: 0 (greedy) to 2"),
        ({"temperature": "hot"}, "budget-error", "must be a number"),
        ({"way": "own", "count": 7}, "budget-error", "7 columns are asked for"),
        ({"way": "own", "own_budget_1": "much"}, "budget-error", "Column 2: choose a thinking"),
        ({"way": "own", "own_samples_0": 99}, "budget-error", "Column 1: choose 1 to 8 samples"),
        (
            {"way": "own", "own_samples_2": 4, "temperature": 0},
            "budget-error",
            "Column 3: at temperature 0",
        ),
    ],
)
async def test_a_refusal_is_one_line_beside_its_cause_and_nothing_runs(
    tab: Tab, changes, place, line
) -> None:
    (update,) = await tab.run(**changes)
    assert line in update[place]
    others = {"question-error", "budget-error", "history-error"} - {place}
    assert [update[other] for other in others] == ["", ""]
    assert not tab.engine.requests
    assert kept(tab) == []


async def test_somebody_else_s_comparison_is_as_one_that_never_was(tab: Tab) -> None:
    view = View()
    await tab.run(view)
    id, there, never = view.comparison, View(), View()
    theirs = await tab.all("load", id, there, person=tab.eve)
    nothing = await tab.all("load", "0" * 32, never, person=tab.eve)
    assert str(theirs).replace(str(there), "") == str(nothing).replace(str(never), "")
    assert "no such comparison" in theirs[0]["status"]
    update = await tab.handler("share")(True, View(id), _request(tab.eve))
    assert "there is no such comparison" in str(update.values()).lower()
    (refused,) = await tab.all("delete", View(id), person=tab.eve)
    assert "no such comparison" in refused["history-error"]
    assert [one.shared for one in kept(tab)] == [False]


async def test_a_shared_one_is_seen_by_others_who_can_change_nothing(tab: Tab) -> None:
    view = View()
    await tab.run(view)
    update = await tab.handler("share")(True, view, _request(tab.ada))
    assert any(f"/?compare={view.comparison}" in str(value) for value in update.values())
    (seen,) = await tab.all("load", view.comparison, View(), person=tab.eve)
    assert seen["answer-1"] == "B) migraine"
    assert "you can look, and change nothing" in seen["status"]
    assert seen["keeping"]["visible"] is False
    assert seen["list"]["choices"] == []
    (refused,) = await tab.all("delete", View(view.comparison), person=tab.eve)
    assert "no such comparison" in refused["history-error"]
    await tab.handler("share")(False, view, _request(tab.ada))
    (gone,) = await tab.all("load", view.comparison, View(), person=tab.eve)
    assert "no such comparison" in gone["status"]


async def test_deleting_takes_it_from_the_list_and_the_page(tab: Tab) -> None:
    view = View()
    await tab.run(view)
    (update,) = await tab.all("delete", view)
    assert kept(tab) == []
    assert update["list"]["choices"] == []
    assert update["here"] == ""
    assert update["column-0"]["visible"] is False


async def test_hostile_text_is_shown_as_text_everywhere(tmp_path: Path) -> None:
    def say(prefix: str, seed: int) -> str:
        return HOSTILE if "</think>" in prefix else f"{HOSTILE}|"

    tab, view = tab_at(tmp_path, StandIn(say, context=1024)), View()
    *_, last = await tab.run(view, question=HOSTILE, domain="general", gold=HOSTILE)
    (shown,) = await tab.all("load", view.comparison, View())
    html = {"head", "status", "thought", "table", "plot", "findings", "link", "export", "answer"}
    for update in (last, shown):
        for name, value in update.items():
            if name.partition("-")[0] in html and isinstance(value, str):
                assert "<img" not in value, name
    tab.store.close()


async def test_one_that_cannot_be_read_any_more_says_so(tab: Tab) -> None:
    stored = tab.store.comparisons.save(tab.ada.id, "Which?", {"format": 99})
    (shown,) = await tab.all("load", stored.id, View())
    assert "cannot read" in shown["status"]
    assert shown["keeping"]["visible"] is True  # so that it can be deleted


async def test_closing_stops_what_is_going_and_keeps_it(tmp_path: Path) -> None:
    engine = Gated()
    tab = tab_at(tmp_path, engine)
    page = tab.call("run", tab.values(View(), method="independent"))
    await anext(page)
    comparing = tab.handler("run").__self__.comparing
    await comparing.close()
    (stored,) = kept(tab)
    body = read_body(stored.body)
    assert body is not None
    assert [c.row["end"] for c in body.columns if c.row] == ["cancelled"] * 3
    assert engine.open == 0
    await page.aclose()
    tab.store.close()

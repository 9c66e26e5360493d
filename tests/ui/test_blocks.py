"""An update costs what it changes, and says the same as Gradio's own."""

from __future__ import annotations

from typing import Any

import gradio as gr
import pytest
from gradio.components.base import Component
from gradio.state_holder import SessionState

from ui.blocks import UNCHANGED, Blocks


class Page:
    """A handler of three outputs, one of which is state."""

    def __init__(self, kind: type[gr.Blocks]) -> None:
        with kind() as self.blocks:
            self.log, self.send = gr.Textbox(), gr.Button("Send")
            self.view, self.other = gr.State(1), gr.HTML()
            outputs = [self.log, self.send, self.view, self.other]
            gr.Button().click(lambda: None, None, outputs)
        (self.handler,) = self.blocks.fns.values()
        self.session = SessionState(self.blocks)

    async def sent(self, update: Any) -> list[Any]:
        return await self.blocks.postprocess_data(self.handler, update, self.session)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds of components that are made from now on."""
    kinds: list[str] = []
    init = Component.__init__

    def noted(self: Component, *args: Any, **kwargs: Any) -> None:
        kinds.append(type(self).__name__)
        init(self, *args, **kwargs)

    monkeypatch.setattr(Component, "__init__", noted)
    return kinds


async def test_what_an_update_leaves_out_is_not_made_anew(made: list[str]) -> None:
    page, usual = Page(Blocks), Page(gr.Blocks)
    made.clear()
    assert await page.sent({page.log: "more"}) == ["more", UNCHANGED, UNCHANGED, UNCHANGED]
    assert made == []
    await usual.sent({usual.log: "more"})
    assert made, "Gradio does it by itself now: remove ui/blocks.py"


async def test_what_an_update_changes_is_sent_and_kept_as_gradio_does_it() -> None:
    page, usual = Page(Blocks), Page(gr.Blocks)
    for one in (page, usual):
        update = {one.view: 7, one.send: gr.update(visible=False), one.log: "all"}
        sent = await one.sent(update)
        assert sent[:3] == ["all", {"visible": False, **UNCHANGED}, None]
        assert one.session[one.view._id] == 7
        assert one.session.config_values[one.log._id]["props"]["value"] == "all"


async def test_what_only_shows_or_says_is_not_made_anew_and_not_sent_twice(made: list[str]) -> None:
    page = Page(Blocks)
    made.clear()
    hidden, shown = gr.update(visible=False), gr.update(visible=True)
    assert (await page.sent({page.send: shown, page.other: "<b>"}))[1::2] == [
        UNCHANGED, {"value": "<b>", **UNCHANGED},
    ]  # fmt: skip
    assert (await page.sent({page.send: hidden, page.other: "<b>"}))[1::2] == [
        {"visible": False, **UNCHANGED}, UNCHANGED,
    ]  # fmt: skip
    assert (await page.sent({page.send: hidden, page.other: ""}))[1::2] == [
        UNCHANGED, {"value": "", **UNCHANGED},
    ]  # fmt: skip
    assert made == []


async def test_what_somebody_may_have_typed_over_is_sent_again() -> None:
    page = Page(Blocks)
    for _ in range(2):
        assert (await page.sent({page.log: "all"}))[0] == "all"
        assert (await page.sent({page.log: gr.update(value="all")}))[0]["value"] == "all"


async def test_what_another_kind_of_update_may_have_changed_is_sent_again() -> None:
    page = Page(Blocks)
    hidden = {page.send: gr.update(visible=False)}
    await page.sent(hidden)
    await page.sent(["text", gr.update(visible=True), 3, "<b>"])
    assert (await page.sent(hidden))[1] == {"visible": False, **UNCHANGED}
    await page.sent({page.send: gr.update(value="Ask", visible=True)})
    assert (await page.sent(hidden))[1] == {"visible": False, **UNCHANGED}


async def test_each_page_is_told_for_itself() -> None:
    page = Page(Blocks)
    await page.sent({page.other: "<b>"})
    page.session = SessionState(page.blocks)
    assert (await page.sent({page.other: "<b>"}))[3] == {"value": "<b>", **UNCHANGED}


async def test_a_list_of_values_is_gradios_own_business() -> None:
    page = Page(Blocks)
    assert (await page.sent(["text", gr.update(visible=True), 3, "<b>"]))[0] == "text"
    assert page.session[page.view._id] == 3


async def test_a_component_that_is_no_output_is_refused() -> None:
    page = Page(Blocks)
    with page.blocks:
        stranger = gr.Textbox()
    with pytest.raises(ValueError, match="not specified as output"):
        await page.sent({page.log: "more", stranger: "x"})


async def test_a_step_takes_nothing_of_the_step_before_out_of_a_browser_s_hands() -> None:
    """The browser may have the earlier update in hand still when it is told of the later one."""
    page = Page(Blocks)

    async def step(update: Any) -> list[Any]:
        data = await page.sent(update)
        return page.blocks.handle_streaming_diffs(page.handler, data, "page", "run", False)

    hidden = gr.update(visible=False)
    shown = [await step({page.send: hidden, page.other: "<b>", page.log: "a"})]
    shown.append(await step({page.log: "ab"}))
    assert shown[0] == ["a", {"visible": False, **UNCHANGED}, UNCHANGED, shown[0][3]]
    assert shown[0][3]["value"] == "<b>"
    assert shown[1][0] == [["append", [], "b"]]
    assert shown[1][1] == shown[1][3] == [["replace", [], UNCHANGED]]
    assert await step({page.log: "ab"}) == [[], [], [], []]
    final = page.blocks.handle_streaming_diffs(page.handler, ["x"] * 4, "page", "run", True)
    assert final == ["ab", UNCHANGED, UNCHANGED, UNCHANGED]

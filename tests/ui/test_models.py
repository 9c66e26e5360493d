"""The choice of a model: what it offers, what follows it, and what is kept of it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from store import Store
from tests.ui.conftest import Built, answerer, build_on
from tests.ui.test_chat import PAST, TURNS, all_of, arguments, chat, texts
from ui import models
from ui.replies import Asked
from ui.services import NotOffered, Services
from ui.tabs.chat.budget import fitting
from ui.tabs.chat.view import View


@pytest.fixture
def two(store: Store) -> Built:
    """A page with a small and a large model."""
    return build_on(store, answerer("small", context=512), answerer("large", context=4096))


def element(built: Built, name: str) -> Any:
    return next(b for b in built.blocks.blocks.values() if getattr(b, "elem_id", "") == name)


def exists(built: Built, name: str) -> bool:
    return any(getattr(b, "elem_id", "") == name for b in built.blocks.blocks.values())


@pytest.mark.parametrize("tab", ["chat", "compare"])
def test_one_model_is_shown_and_cannot_be_changed(built: Built, tab: str) -> None:
    choice = element(built, f"{tab}-model")
    assert (choice.value, choice.interactive) == ("stand-in", False)
    assert choice.info.key == models.ONLY_ONE
    assert not exists(built, "chat-about")


@pytest.mark.parametrize("name", ["chat-model", "compare-model", "compare-own-model-5"])
def test_several_are_offered_everywhere_the_default_first(two: Built, name: str) -> None:
    choice = element(two, name)
    assert [value for _, value in choice.choices] == ["small", "large"]
    assert (choice.value, choice.interactive) == ("small", True)


def test_the_page_tells_of_every_kind_of_model_on_offer(two: Built, built_alone: Built) -> None:
    both, alone = (element(page, "page-head").value.key for page in (two, built_alone))
    assert "models small, large" in both
    assert models.BUNDLED in both
    assert models.OTHER_MODEL in both
    assert models.OTHER_MODEL not in alone


@pytest.fixture
def built_alone(tmp_path: Any) -> Any:
    with Store(f"sqlite:///{tmp_path / 'alone.db'}") as store:
        yield build_on(store, answerer())


async def test_budget_presets_and_notice_follow_the_model(two: Built) -> None:
    fit = two.handler("fit", "chat.budget")
    small, large = two.services.steps("small"), two.services.steps("large")
    slider, fitted, about, *chips = fit("large", small.index(64), "small")
    assert (slider["maximum"], slider["value"]) == (len(large) - 1, large.index(64))
    assert (fitted, about) == ("large", models.OTHER_MODEL)
    assert [chip["visible"] for chip in chips] == [True] * 5
    slider, _, about, *chips = fit("small", large.index(2048), "large")
    assert small[slider["value"]] == 256  # the most that it has room for
    assert about == models.BUNDLED
    assert [chip["visible"] for chip in chips] == [True, True, True, False, True]


def test_no_limit_stays_no_limit_for_another_model() -> None:
    small, large = (0, 16, 32, None), (0, 16, 32, 64, 128, None)
    assert large[fitting(small, large, 3)] is None
    assert small[fitting(large, small, 5)] is None
    assert small[fitting(large, small, 4)] == 32


async def test_a_question_goes_to_the_model_chosen_which_is_kept_and_told(two: Built) -> None:
    *_, last = await chat(two, model="large", budget=len(two.services.steps("large")) - 2)
    (trace,) = two.traces()
    assert (trace["model"], trace["budget"]["thinking_tokens"]) == ("large", 2048)
    assert texts(last, "assistant")[-1].endswith("large*")
    (turn,) = two.store.conversations.path(two.view.conversation or "", two.person.id)
    assert turn.asked["model"] == "large"
    assert not two.engine.requests  # which is the small one


async def test_a_conversation_comes_back_with_the_model_that_it_was_last_asked_of(
    two: Built,
) -> None:
    await chat(two, model="large", budget=0)
    (shown,) = await all_of(two, "load", PAST, two.view.conversation, View(), two.request())
    assert shown["chat-model"] == "large"
    assert "chat-model-error" not in shown


async def test_a_retry_asks_the_model_that_is_chosen_now(two: Built) -> None:
    await chat(two, model="large", budget=0)
    await all_of(
        two, "retry", TURNS, *arguments(two, model="small", budget=0), SimpleNamespace(index=0)
    )
    assert [trace["model"] for trace in two.traces()] == ["large", "small"]


async def test_a_model_that_is_gone_is_named_in_one_line_with_those_that_are(
    two: Built,
) -> None:
    await chat(two, model="large", budget=0)
    here = two.view.conversation
    del two.services.engines["large"]  # type: ignore[attr-defined]  # as after another start
    (shown,) = await all_of(two, "load", PAST, here, View(), two.request())
    line = "The model large is not offered any more; choose one of: small"
    assert line in shown["chat-model-error"]
    assert texts(shown, "assistant")[0].startswith("A) gout")  # it is shown all the same
    two.view.show(None)
    (refused,) = await chat(two, model="large", budget=0)
    assert line in refused["chat-model-error"]
    assert refused["chat-budget-error"] == ""


async def test_a_record_from_before_there_was_a_choice_means_the_default(two: Built) -> None:
    old = {"question": "2 + 2?", "problem": {"question": "2 + 2?"}, "thinking": 0}
    asked = Asked.model_validate(old)
    async for _ in asked.run(two.services, two.person.id, ()):
        pass
    assert [trace["model"] for trace in two.traces()] == ["small"]


def test_services_give_an_engine_by_its_model(two: Built) -> None:
    services: Services = two.services
    assert services.engine() is services.engine("small") is services.engine(None)
    with pytest.raises(NotOffered, match=r"the model x is not offered any more.*small, large"):
        services.engine("x")

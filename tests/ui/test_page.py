import os
import re

from tests.ui.conftest import Built
from ui.tabs.chat import Conversation

QUESTION = "Which?\nA) gout\nB) migraine"


def elements(built: Built) -> list[dict]:
    return [c for c in built.blocks.config["components"] if c["props"].get("elem_id")]


def test_element_ids_are_unique_and_named_after_their_tab(built: Built) -> None:
    ids = [element["props"]["elem_id"] for element in elements(built)]
    assert len(ids) == len(set(ids))
    assert {name.partition("-")[0] for name in ids} == {"page", "chat", "compare"}


def test_no_event_is_offered_as_an_api(built: Built) -> None:
    visible = {d["api_visibility"] for d in built.blocks.config["dependencies"]}
    assert visible == {"private"}


def test_the_standing_line_says_what_this_is_not_and_what_the_model_is(built: Built) -> None:
    head = next(e for e in elements(built) if e["props"]["elem_id"] == "page-head")
    text = head["props"]["value"]
    for words in ("Not a medical device", "identifies a patient", "tiny", "made-up world"):
        assert words in text


def test_the_page_names_no_outside_address(built: Built) -> None:
    assert not re.search(r"https?://", str(built.blocks.config["components"]))
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"


def test_samples_stay_within_the_setting(built: Built) -> None:
    samples = next(e for e in elements(built) if e["props"]["elem_id"] == "chat-samples")
    assert [value for _, value in samples["props"]["choices"]] == [1, 4, 8]


async def chat(built: Built, typed: str = QUESTION, **changes) -> list[dict]:
    asked = {
        "typed": typed,
        "domain": "medical",
        "options": None,  # as an untouched box sends it
        "step": len(built.services.steps) - 1,
        "auto": False,
        "samples": 1,
        "temperature": 0.0,
        "seed": 0,
        "minimum": 0,
        "stop_early": "never",
        "before": Conversation(),
    }
    return [u async for u in built.updates("send", "tabs.chat", *(asked | changes).values())]


async def test_a_chat_turn_clears_the_question_and_ends_done(built: Built) -> None:
    first, *_, last = await chat(built)
    assert first["chat-question"] == ""
    assert 'data-state="done"' in last["chat-status"]
    assert last["chat-log"][-1]["content"].startswith("B) migraine")
    assert last["chat-send"]["visible"] is True
    assert len(built.store.traces) == 1


async def test_the_next_turn_is_told_the_earlier_ones_without_their_thoughts(built: Built) -> None:
    *_, last = await chat(built)
    *_, last = await chat(built, "And in a child?", before=last["state"])
    told = [m["content"] for m in built.store.traces[-1]["messages"] if m["role"] != "system"]
    assert told == ["Which?\n\nA) gout\nB) migraine", "B) migraine", "And in a child?"]
    assert len([m for m in last["chat-log"] if m["role"] == "user"]) == 2


async def test_a_wrong_input_is_said_beside_itself_and_nothing_runs(built: Built) -> None:
    places = ("chat-question-error", "chat-options-error", "chat-budget-error")
    for changes, place, line in (
        ({"typed": None}, places[0], "Write a question first"),
        ({"options": "one"}, places[1], "1 option(s) given"),
        ({"samples": 4}, places[2], "temperature 0"),
        ({"seed": None}, places[2], "The seed must be a whole number"),
        ({"minimum": 9, "step": 0}, places[2], "above the thinking budget"),
        ({"typed": "x" * 5000}, places[2], "shorten the question"),
    ):
        (update,) = await chat(built, **changes)
        assert line in update[place]
        assert [update[other] for other in places if other != place] == ["", ""]
        assert 'data-state="error"' in update["chat-status"]
    assert not built.engine.requests


async def test_a_page_cannot_start_a_second_run_beside_its_first(built: Built) -> None:
    running = built.updates(
        "send",
        "tabs.chat",
        QUESTION,
        "medical",
        "",
        0,
        False,
        1,
        0.0,
        0,
        0,
        "never",
        Conversation(),
    )
    await anext(running)
    (update,) = await chat(built)
    assert "still thinking" in update["chat-question-error"]
    async for _ in running:
        pass


async def test_auto_stops_by_itself_below_its_limit(built: Built) -> None:
    *_, last = await chat(built, auto=True)
    assert built.store.traces[0]["strategy"] == "adaptive"
    assert 'data-state="done"' in last["chat-status"]


async def compare(built: Built, method: str, chosen: list[str]) -> list[dict]:
    asked = (QUESTION, "medical", None, "B", chosen, method, 0.0, 0)
    return [u async for u in built.updates("run", "tabs.compare", *asked)]


async def test_comparing_fills_a_column_a_budget_and_a_table(built: Built) -> None:
    budgets = ["at once (0)", "16 tokens", "as long as it wants"]
    for method, runs in (("ladder", 1), ("independent", 3)):
        built.store.traces.clear()
        first, *middle, last = await compare(built, method, budgets)
        assert [first[f"compare-column-{n}"]["visible"] for n in range(6)] == [True] * 3 + [
            False
        ] * 3
        assert first["compare-stop-0"]["visible"] is (method == "independent")
        answers = {k: v for u in middle for k, v in u.items() if k.startswith("compare-answer")}
        assert answers == {
            "compare-answer-0": "A) gout",
            "compare-answer-1": "B) migraine",
            "compare-answer-2": "B) migraine",
        }
        assert last["compare-table"].count("<td>right</td>") == 2
        assert "<svg" in last["compare-plot"]
        assert len(built.store.traces) == runs


async def test_too_many_budgets_are_refused_beside_the_choice(built: Built) -> None:
    (update,) = await compare(built, "ladder", ["at once (0)"])
    assert "choose 2 to 6" in update["compare-budget-error"]

import os
import re

from tests.ui.conftest import Built

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
    text = head["props"]["value"].key
    for words in ("Not a medical device", "identifies a patient", "tiny", "teaching world"):
        assert words in text


def test_the_page_names_no_outside_address(built: Built) -> None:
    # What a component is given; Gradio's own example of an upload names one that nobody asks for.
    assert not re.search(r"https?://", str([e["props"] for e in elements(built)]))
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"


def test_samples_stay_within_the_setting(built: Built) -> None:
    samples = next(e for e in elements(built) if e["props"]["elem_id"] == "chat-samples")
    assert [value for _, value in samples["props"]["choices"]] == [1, 4, 8]

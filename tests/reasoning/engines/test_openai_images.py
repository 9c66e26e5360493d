"""Images on the chat route: claimed only where they were seen to be seen, and sent as data URLs."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image

from reasoning import Budget, Problem, reason
from reasoning.engines.base import Sampling
from reasoning.engines.openai_images import COLOURS, SIDE, picture
from reasoning.errors import BudgetError
from reasoning.problem import Message, from_record
from tests.fake_server import Fault
from tests.reasoning.runs import collect, ends

RED = picture(COLOURS["red"])


def test_the_pictures_of_the_probe_are_what_they_are_called() -> None:
    data = base64.b64decode(RED.partition(",")[2], validate=True)
    with Image.open(io.BytesIO(data)) as shown:
        assert (shown.format, shown.size, shown.getpixel((5, 9))) == (
            "PNG", (SIDE, SIDE), COLOURS["red"],
        )  # fmt: skip


@pytest.mark.parametrize(("ability", "claimed"), [("refused", 0), ("left out", 0), ("seen", 1)])
async def test_images_are_claimed_only_where_the_model_tells_them_apart(
    make, server, ability, claimed
):
    server.quirks.images = ability
    engine = make(exact=False)
    await engine.start()
    assert engine.capabilities.images == bool(claimed)
    assert not engine.capabilities.token_ids


async def test_a_server_that_breaks_on_an_image_starts_all_the_same(make, server):
    server.quirks.images = "seen"
    engine = make(exact=False, retries=0)
    greeting_is_fine = Fault("drop", after=99)
    server.faults.extend([greeting_is_fine, Fault("drop", after=1)])
    await engine.start()
    assert not engine.capabilities.images


async def test_a_question_s_image_reaches_the_model_and_so_does_an_earlier_one(make, server):
    server.quirks.images = "seen"
    engine = make(exact=False)
    await engine.start()
    asked = Problem("What colour is this?", images=(RED,))
    result = ends(await collect(reason(asked, Budget(answer_tokens=40), engine)))[None]
    assert result.text == "It is red."
    sent = server.asked("/v1/chat/completions")[-1]["messages"][-1]["content"]
    assert sent == [
        {"type": "image_url", "image_url": {"url": RED}},
        {"type": "text", "text": "What colour is this?"},
    ]
    before = (Message("user", asked.question, asked.images), Message("assistant", "Red."))
    follow_up = from_record(Problem("And now?", history=before).to_record())
    assert follow_up.history == before
    result = ends(await collect(reason(follow_up, Budget(answer_tokens=40), engine)))[None]
    assert result.text == "It is red."


async def test_a_model_without_eyes_is_not_asked_about_an_earlier_image(make, server):
    engine = make()
    await engine.start()
    server.requests.clear()
    follow_up = Problem("And now?", history=(Message("user", "What is this?", (RED,)),))
    with pytest.raises(BudgetError, match=r"earlier question here has an image.* start a new"):
        reason(follow_up, Budget(), engine)
    assert server.requests == []


async def test_text_alone_is_sent_as_text(make, server):
    engine = make(exact=False)
    await engine.start()
    _ = [chunk async for chunk in engine.chat([Message("user", "Hello")], Sampling(9))]
    assert server.asked("/v1/chat/completions")[-1]["messages"][-1]["content"] == "Hello"

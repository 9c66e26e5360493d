"""Images with a question: told by their content, refused before anything is spent, or sent."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from reasoning.engines.base import Capabilities
from reasoning.engines.openai_images import COLOURS, picture
from reasoning.errors import ProblemError
from store import Store
from tests.ui.conftest import Built, answerer, build_on
from tests.ui.test_chat import TURNS, all_of, arguments, do, texts
from ui import files, images
from ui.tabs.chat.view import View

RED = picture(COLOURS["red"])
PNG = base64.b64decode(RED.partition(",")[2])
KINDS = {
    "png": PNG,
    "jpeg": b"\xff\xd8\xff\xe0JFIF",
    "gif": b"GIF89a....",
    "webp": b"RIFF\x10\0\0\0WEBPVP8 ",
}


@pytest.fixture
def two(store: Store) -> Built:
    """A page with a model that takes no images, and one that does."""
    blind, seeing = answerer("blind"), answerer("seeing")
    seeing.capabilities = Capabilities(seeds=True, logprobs=True, images=True)
    return build_on(store, blind, seeing)


def attached(path: Path, data: bytes = PNG) -> str:
    path.write_bytes(data)
    return str(path)


async def send(built: Built, paths: list[str], **changes: Any) -> list[dict[str, Any]]:
    question = {"text": "What is this?", "files": paths}
    more = {"question": question, "domain": "general", **changes}
    return await all_of(built, "send", TURNS, *arguments(built, **more))


@pytest.mark.parametrize("kind", KINDS)
def test_an_image_is_told_by_its_content_whatever_its_name(tmp_path: Path, kind: str) -> None:
    (url,) = images.read_images([attached(tmp_path / "report.txt", KINDS[kind])])
    assert url.startswith(f"data:image/{kind};base64,")
    assert images.decode(url) == (f"image/{kind}", KINDS[kind])


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"<svg onload=alert(1)>", r"the file a\.png is no image, by its content; allowed: PNG"),
        (b"", "is no image"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "is no image"),
        (PNG + b"0" * 1_000_000, r"has 1,000,\d+ bytes; allowed: PNG.* at most 1,000,000 bytes"),
        (None, "is not there any more; attach it again"),
    ],
)
def test_what_is_no_image_is_refused_in_one_line(
    tmp_path: Path, data: bytes | None, line: str
) -> None:
    path = tmp_path / "a.png"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ProblemError, match=line):
        images.read_images([str(path)])


def test_too_many_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="3 images are attached; allowed: at most 2"):
        images.read_images([str(tmp_path / "a")] * 3)


@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1/secret",
        "data:text/html;base64,PHNjcmlwdD4=",
        RED.replace("image/png", "text/html"),
        "data:image/png;base64,***",
        "",
    ],
)
def test_what_an_import_calls_an_image_has_to_be_one(text: str) -> None:
    assert images.decode(text) is None


async def test_a_model_that_takes_none_refuses_and_nothing_is_lost_or_spent(
    two: Built, tmp_path: Path
) -> None:
    path = attached(tmp_path / "a.png")
    (update,) = await send(two, [path], model="blind")
    line = "The model blind takes no images; remove them, or choose seeing"
    assert line in update["chat-question-error"]
    assert "chat-question" not in update  # what was typed and attached stays as it is
    assert Path(path).exists()
    assert not two.engine.requests
    assert two.store.conversations.list(two.person.id) == []


async def test_where_no_model_takes_images_the_line_says_to_remove_them(
    built: Built, tmp_path: Path
) -> None:
    (update,) = await send(built, [attached(tmp_path / "a.png")])
    assert "takes no images; remove them to ask" in update["chat-question-error"]


async def test_an_image_goes_with_its_question_is_shown_and_kept(
    two: Built, tmp_path: Path
) -> None:
    path = attached(tmp_path / "a.png")
    first, *_, last = await send(two, [path], model="seeing")
    assert first["chat-question"] == ""
    assert not Path(path).exists()  # it is in the store now
    assert two.traces()[0]["problem"]["images"] == [RED]
    (turn,) = two.store.conversations.path(two.view.conversation or "", two.person.id)
    (shown,) = texts(last, "user")
    address = f"/images/{turn.id}/0"
    assert shown == f"What is this?\n\n![Attached image 1]({address})"
    # A follow-up tells it on, and a retry and an edit keep it.
    await send(two, [], model="seeing")
    assert two.traces()[-1]["problem"]["history"][0]["images"] == [RED]
    edited = SimpleNamespace(index=0, value=shown.replace("What", "And what"))
    await all_of(two, "edit", TURNS, *arguments(two, "", model="seeing"), edited)
    problem = two.traces()[-1]["problem"]
    assert (problem["question"], problem["images"]) == ("And what is this?", [RED])


async def test_undo_puts_the_images_back_as_files_of_the_same_person(
    two: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    other = two.store.people.add("Eve", "correct horse", "user")
    await send(two, [attached(tmp_path / "a.png"), attached(tmp_path / "b.png")], model="seeing")
    (undone,) = await do(two, "undo", index=1)
    box = undone["chat-question"]
    assert box["text"] == "What is this?"
    assert [Path(path).name for path in box["files"]] == ["image-1.png", "image-2.png"]
    assert images.read_images(box["files"]) == (RED, RED)
    assert all(two.uploads.has(path, two.person) for path in box["files"])
    assert not any(two.uploads.has(path, other) for path in box["files"])
    # Asked again, they go with the question as before.
    await send(two, box["files"], model="seeing")
    assert two.traces()[-1]["problem"]["images"] == [RED, RED]
    assert not any(Path(path).exists() for path in box["files"])


async def test_a_follow_up_to_an_image_cannot_go_to_a_model_that_sees_none(
    two: Built, tmp_path: Path
) -> None:
    await send(two, [attached(tmp_path / "a.png")], model="seeing")
    (update,) = await send(two, [], model="blind")
    assert "An earlier question here has an image, and blind takes none" in str(update.values())


async def test_only_their_owner_gets_the_images_and_as_images_only(
    two: Built, tmp_path: Path
) -> None:
    await send(two, [attached(tmp_path / "a.png")], model="seeing")
    (turn,) = two.store.conversations.path(two.view.conversation or "", two.person.id)
    eve = two.store.people.add("Eve", "correct horse", "user")
    app = FastAPI(routes=files.routes(two.store))
    asker = two.person

    @app.middleware("http")
    async def who(request: Any, call_next: Any) -> Any:
        request.state.person = asker
        return await call_next(request)

    client = TestClient(app)
    reply = client.get(f"/images/{turn.id}/0")
    assert (reply.status_code, reply.headers["content-type"], reply.content) == (
        200, "image/png", PNG,
    )  # fmt: skip
    assert "sandbox" in reply.headers["content-security-policy"]
    assert reply.headers["x-content-type-options"] == "nosniff"
    for address in (f"/images/{turn.id}/1", f"/images/{'0' * 32}/0"):
        assert client.get(address).status_code == 404
    asker = eve
    assert client.get(f"/images/{turn.id}/0").status_code == 404


async def test_an_import_with_a_foreign_image_is_unreadable_and_fetches_nothing(
    two: Built, tmp_path: Path
) -> None:
    await send(two, [attached(tmp_path / "a.png")], model="seeing")
    record = two.store.conversations.to_json(two.view.conversation or "", two.person.id)
    record["turns"][0]["asked"]["problem"]["images"] = ["http://evil.test/a.png"]
    data = json.dumps(record).encode()
    (update,) = await all_of(two, "take_in", "chat.past", data, View(), two.request())
    assert "cannot read" in update["chat-log"][0]["content"]

"""Several models on one page, and images, in a real browser."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from reasoning.engines.openai_images import COLOURS, picture
from tests.e2e.conftest import (
    App,
    Visitor,
    choose,
    fill_example,
    running,
    shoot,
    visit,
    wait_done,
)
from tests.fake_server import FakeServer

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def server() -> Iterator[FakeServer]:
    with FakeServer() as server:
        server.quirks.models = ("other/seeing", "other/second")
        server.quirks.images = "seen"
        server.quirks.max_model_len = 8192  # twice the bundled model's
        yield server


@pytest.fixture(scope="module")
def several(server: FakeServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """An app that offers the bundled model and two of a server."""
    folder = tmp_path_factory.mktemp("several")
    names = ", ".join(server.quirks.models)
    with running(folder, DELIBERATE_OPENAI_BASE_URL=server.url, DELIBERATE_OPENAI_MODEL=names) as (
        _,
        address,
        _,
    ):
        yield App(address, folder / "home")


@pytest.fixture
def guest(several: App, chromium: Browser) -> Iterator[Visitor]:
    yield from visit(chromium, several)


def image(folder: Path) -> Path:
    file = folder / "scan.png"
    file.write_bytes(base64.b64decode(picture(COLOURS["red"]).partition(",")[2]))
    return file


def test_the_model_is_chosen_in_chat_and_what_it_says_of_itself_follows(guest: Visitor) -> None:
    page = guest.open()
    expect(page.locator("#chat-about")).to_contain_text("The bundled model is tiny")
    highest = page.get_attribute("#chat-budget input[type=range]", "max")
    choose(page, "chat-model", "other/seeing")
    expect(page.locator("#chat-about")).to_contain_text("Models are often wrong")
    # Its context holds one more doubling.
    expect(page.locator("#chat-budget input[type=range]")).to_have_attribute(
        "max", str(int(highest or 0) + 1)
    )
    expect(page.locator("#chat-budget-words")).to_have_text("256 tokens")
    page.get_by_role("button", name="No limit").click()
    expect(page.locator("#chat-budget-words")).to_have_text("as long as it wants")
    page.get_by_label("General").first.check()
    page.fill("#chat-question textarea", "What is 12 + 30?")
    page.press("#chat-question textarea", "Enter")
    wait_done(page, "chat-status")
    expect(page.locator("#chat-log")).to_contain_text("It is 42.")
    expect(page.locator("#chat-log")).to_contain_text("other/seeing")
    page.wait_for_url("**/?c=*")
    page.reload()
    expect(page.locator("#chat-model input")).to_have_value("other/seeing")
    shoot(page, "models-chat")


def test_an_image_is_refused_by_one_model_and_seen_by_another(
    guest: Visitor, tmp_path: Path
) -> None:
    page = guest.open()
    page.get_by_label("General").first.check()
    page.fill("#chat-question textarea", "Which colour is this?")
    page.set_input_files("#chat-question input[type=file]", image(tmp_path))
    page.wait_for_selector("#chat-question img")
    page.press("#chat-question textarea", "Enter")
    expect(page.locator("#chat-question-error")).to_contain_text("takes no images; remove them")
    assert page.input_value("#chat-question textarea") == "Which colour is this?"
    assert page.locator("#chat-question img").count() == 1
    choose(page, "chat-model", "other/second")
    page.press("#chat-question textarea", "Enter")
    wait_done(page, "chat-status")
    expect(page.locator("#chat-log")).to_contain_text("It is red.")
    page.wait_for_function("document.querySelector('#chat-log img').naturalWidth === 64")
    expect(page.locator("#chat-question img")).to_have_count(0)
    page.get_by_role("button", name="Edit").click()
    box = page.locator("#chat-log textarea")
    box.fill(box.input_value().replace("Which colour", "Which hue"))
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("[data-testid=user]")).to_contain_text("Which hue is this?")
    expect(page.locator("#chat-log img")).to_have_count(1)
    shoot(page, "models-image")


def test_undo_puts_a_question_and_its_image_back_to_be_asked_again(
    guest: Visitor, tmp_path: Path
) -> None:
    page = guest.open()
    page.get_by_label("General").first.check()
    choose(page, "chat-model", "other/second")
    page.fill("#chat-question textarea", "Which colour is this?")
    page.set_input_files("#chat-question input[type=file]", image(tmp_path))
    page.wait_for_selector("#chat-question img")
    page.press("#chat-question textarea", "Enter")
    wait_done(page, "chat-status")
    expect(page.locator("#chat-question img")).to_have_count(0)
    page.get_by_role("button", name="Undo").last.click()
    page.wait_for_function("document.querySelector('#chat-question img')?.naturalWidth === 64")
    expect(page.locator("#chat-log img")).to_have_count(0)
    assert page.input_value("#chat-question textarea") == "Which colour is this?"
    shoot(page, "models-undone")
    page.press("#chat-question textarea", "Enter")
    wait_done(page, "chat-status")
    expect(page.locator("#chat-log")).to_contain_text("It is red.")
    page.wait_for_function("document.querySelector('#chat-log img').naturalWidth === 64")
    expect(page.locator("#chat-question img")).to_have_count(0)


def test_columns_of_different_models_are_compared(guest: Visitor) -> None:
    page = guest.open()
    page.get_by_role("tab", name="Compare").click()
    fill_example(page, "compare", "Sum, easy")
    page.get_by_label("Each on its own").check()
    page.wait_for_selector("#compare-own-budget-2 input")
    choose(page, "compare-own-model-1", "other/seeing")
    choose(page, "compare-own-model-2", "other/second")
    page.click("#compare-run")
    wait_done(page, "compare-status")
    for number, name in enumerate(("deliberate-tiny", "other/seeing", "other/second")):
        assert f"Ran {name}, revision" in page.inner_text(f"#compare-head-{number}")
    assert "32 tokens, other/seeing" in page.inner_text("#compare-table")
    shoot(page, "models-compare")


@pytest.mark.parametrize("tab", ["Chat", "Compare"])
def test_several_models_fit_a_phone(guest: Visitor, tab: str) -> None:
    page = guest.open(390, 844)
    page.get_by_role("tab", name=tab).click()
    if tab == "Compare":
        page.get_by_label("Each on its own").check()
        page.wait_for_selector("#compare-own-budget-2 input")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shoot(page, f"models-{tab.lower()}-phone")

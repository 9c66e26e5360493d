"""The page as a person meets it."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Response, expect

from tests import tiny_model
from tests.e2e.conftest import (
    ROOT,
    App,
    Visitor,
    environment,
    fill_example,
    running,
    wait_done,
)

#: Text that would show as more than text, or fetch something, if it were taken at its word.
HOSTILE = "<img src=http://evil.test/a.png> ![b](http://evil.test/b.png) **c** ${alert(1)} {{d}}"


def test_enter_sends_the_thought_is_watched_and_the_answer_comes(visitor: Visitor) -> None:
    page = visitor.open()
    fill_example(page, "chat", "Sum, hard")
    page.press("#chat-question textarea", "Enter")
    page.wait_for_selector(".thought-group")
    said = wait_done(page, "chat-status")
    assert "tok/s" in said
    assert page.locator(".thought-group").inner_text().startswith("Thought")
    assert "of 256 tokens" in page.locator(".thought-group").inner_text()
    expect(page.locator("[data-testid=bot]").last).not_to_have_text("")
    assert page.input_value("#chat-question textarea") == ""
    expect(page.locator("#chat-send")).to_be_visible()


def test_the_page_comes_compressed_and_a_stream_of_thoughts_does_not(visitor: Visitor) -> None:
    page = visitor.open()
    streams: list[Response] = []
    page.on("response", lambda r: streams.append(r) if "/queue/data" in r.url else None)
    fill_example(page, "chat", "Sum, easy")
    page.press("#chat-question textarea", "Enter")
    wait_done(page, "chat-status")
    assert streams
    assert not any("content-encoding" in stream.headers for stream in streams)
    again = page.reload()
    assert again is not None
    assert again.headers["content-encoding"] == "gzip"


def test_shift_enter_is_a_new_line_and_a_wrong_input_is_said_beside_it(visitor: Visitor) -> None:
    page = visitor.open()
    page.fill("#chat-question textarea", "A) one")
    page.press("#chat-question textarea", "Shift+Enter")
    page.type("#chat-question textarea", "B) two")
    assert page.input_value("#chat-question textarea") == "A) one\nB) two"
    page.click("#chat-send")
    page.wait_for_selector("#chat-question-error .error-line")
    assert "Only options were given" in page.inner_text("#chat-question-error")


@pytest.fixture
def heavy(tmp_path: Path) -> Iterator[App]:
    """An app whose model, large and of random weights, rambles on for seconds on the processor."""
    shape = tiny_model.Shape(hidden=512, layers=8, heads=8, kv_heads=2, head=64, mlp=1536)
    model = tiny_model.build(tmp_path / "model", shape)
    with running(tmp_path, DELIBERATE_MODEL_FOLDER=str(model)) as (_, address, _):
        yield App(address, tmp_path / "home")


def test_stop_stops_the_engine_and_the_chat_goes_on(heavy: App, chromium: Browser) -> None:
    page = Visitor(chromium, heavy.address, heavy.account("Ada")).open()
    fill_example(page, "chat", "Best answer, hard")
    page.get_by_role("button", name="No limit").click()
    page.locator("#chat-samples").get_by_label("16").check()
    page.press("#chat-question textarea", "Enter")
    page.wait_for_selector(".thought-group")
    page.click("#chat-stop")
    assert "stopped by you" in wait_done(page, "chat-status")
    assert page.locator(".thought-group .loading-spinner").count() == 0
    trace = latest_trace(heavy.home)
    assert trace["end"] == "cancelled"
    # Left alone, every thought would have filled the context of 2,048 tokens.
    assert any(len(thought["tokens"]) < 1_200 for thought in trace["thoughts"])
    page.locator("#chat-samples").get_by_label("1", exact=True).check()
    fill_example(page, "chat", "Sum, easy")
    page.click("#chat-send")
    page.locator("[data-testid=user]").nth(1).wait_for()
    page.wait_for_selector("#chat-send")
    page.context.close()


def latest_trace(home: Path) -> dict:
    with sqlite3.connect(home / "deliberate.db") as database:
        (table,) = database.execute(
            "select name from sqlite_master where type = 'table' and name like '%trace%'"
        ).fetchone()
        row = database.execute(f"select body from {table} order by created desc").fetchone()
    database.close()
    return json.loads(row[0])


def test_samples_vote_and_each_thought_can_be_opened(visitor: Visitor) -> None:
    page = visitor.open()
    fill_example(page, "chat", "Modular chain")
    page.locator("#chat-samples").get_by_label("4", exact=True).check()
    page.click("#chat-send")
    wait_done(page, "chat-status")
    page.locator(".thought-group button").first.click()
    page.get_by_role("button", name="Sample 3").click()
    assert "tokens" in page.locator(".thought-group").first.inner_text()
    assert "Confidence" in page.inner_text("#chat-log") or "No answer" in page.inner_text(
        "#chat-log"
    )


@pytest.mark.parametrize("method", ["One chain", "Independent runs"])
def test_four_budgets_are_compared_side_by_side(visitor: Visitor, method: str) -> None:
    page = visitor.open()
    page.get_by_role("tab", name="Compare").click()
    fill_example(page, "compare", "Best answer, hard")
    page.get_by_label(method).check()
    page.press("#compare-question textarea", "Enter")
    wait_done(page, "compare-status")
    for number in range(4):
        assert "done" in page.inner_text(f"#compare-status-{number}")
    assert page.inner_text("#compare-thought-0") == ""
    assert not page.locator("#compare-column-4").is_visible()
    assert page.locator("#compare-table tbody tr").count() == 4
    assert page.locator("#compare-plot svg").is_visible()
    assert "generated in all" in page.inner_text("#compare-status")


def test_one_column_stops_and_the_others_go_on(rambler: Visitor) -> None:
    page = rambler.open()
    page.get_by_role("tab", name="Compare").click()
    page.fill("#compare-question textarea", "What is 2 + 3?")
    page.get_by_label("Independent runs").check()
    page.click("#compare-run")
    page.locator("#compare-stop-3").click()
    wait_done(page, "compare-status")
    ended = [page.inner_text(f"#compare-status-{number}") for number in range(4)]
    assert "stopped by you" in ended[3]
    assert not any("stopped by you" in line for line in ended[:3])
    assert page.locator("[id^=compare-stop-]:visible").count() == 0


def test_what_was_typed_is_shown_as_text(visitor: Visitor) -> None:
    page = visitor.open()
    page.fill("#chat-question textarea", HOSTILE)
    page.get_by_role("button", name="At once").click()
    page.click("#chat-send")
    wait_done(page, "chat-status")
    # Markdown is rendered a moment after its message is there.
    shown = page.locator("[data-testid=user]")
    expect(shown).to_contain_text("<img src=http://evil.test/a.png>")
    assert page.locator("#chat-log img").count() == 0


def test_a_question_from_outside_its_world_is_said_to_be_that(visitor: Visitor) -> None:
    page = visitor.open()
    page.fill("#chat-question textarea", "Who wrote the novel about the white whale, and why?")
    page.press("#chat-question textarea", "Enter")
    wait_done(page, "chat-status")
    expect(page.locator("[data-testid=bot]").last).to_contain_text("outside what")


def test_a_wrong_setting_ends_the_start_with_one_line(tmp_path) -> None:
    ended = subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=environment(tmp_path, DELIBERATE_PORT="many"),
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert len(ended.stderr.strip().splitlines()) == 1
    assert "port" in ended.stderr


def test_ctrl_c_ends_a_server_with_an_open_page_quietly(tmp_path, chromium: Browser) -> None:
    with running(tmp_path) as (process, address, lines):
        page = Visitor(chromium, address, App(address, tmp_path / "home").account("Ada")).open()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
        page.context.close()
    # Only now has everything been read that it printed.
    (line,) = lines
    assert line.startswith(f"Deliberate is ready: {address}/welcome?key=")

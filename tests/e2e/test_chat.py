"""Chat in a real browser: what can be done with a turn, past conversations, and coming back."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor, fill_example, wait_done


def ask(page: Page, title: str) -> str:
    """Send an example and wait for its end; the status line."""
    users = page.locator("[data-testid=user]")
    before = users.count()
    fill_example(page, "chat", title)
    page.press("#chat-question textarea", "Enter")
    expect(users).to_have_count(before + 1)
    expect(page.locator("#chat-send")).to_be_visible()
    return wait_done(page, "chat-status")


def conversations(page: Page) -> list[str]:
    return page.locator("#chat-list label").all_inner_texts()


def test_retry_edit_undo_and_branch_lose_nothing(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, "Sum, easy")
    ask(page, "Sum, hard")
    users = page.locator("[data-testid=user]")
    expect(users).to_have_count(2)
    page.get_by_role("button", name="At once").click()
    page.get_by_role("button", name="Retry").last.click()
    expect(page.locator("#chat-earlier")).to_be_visible()
    expect(page.locator("#chat-log")).to_contain_text("answered at once", ignore_case=True)
    page.click("#chat-earlier")
    expect(page.locator("#chat-later")).to_be_visible()
    expect(page.locator("#chat-log")).not_to_contain_text("answered at once", ignore_case=True)
    page.get_by_role("button", name="Edit").last.click()
    box = page.locator("#chat-log textarea")
    box.fill(
        "A girl counts 12 cows in a field at first. 11 young cows are brought by a neighbour."
        " Work out how many cows are counted in the end."
    )
    page.get_by_role("button", name="Submit").click()
    expect(users.last).to_contain_text("A girl counts 12")
    # Send is there until the answer begins, too.
    expect(page.locator("#chat-log")).to_contain_text("answered at once", ignore_case=True)
    expect(page.locator("#chat-send")).to_be_visible()
    page.get_by_role("button", name="Undo").last.click()
    expect(users).to_have_count(1)
    assert "A girl counts 12" in page.input_value("#chat-question textarea")
    page.click("#chat-bring-back")
    expect(users).to_have_count(2)
    page.click("#chat-branch")
    expect(page.locator("#chat-list label")).to_have_count(2)


def test_past_conversations_are_found_renamed_exported_imported_and_deleted(
    visitor: Visitor, tmp_path: Path
) -> None:
    page = visitor.open()
    ask(page, "Sum, easy")
    page.click("#chat-new")
    expect(page.locator("[data-testid=user]")).to_have_count(0)
    ask(page, "Modular chain")
    expect(page.locator("#chat-list label")).to_have_count(2)
    page.fill("#chat-search textarea, #chat-search input", "remainder")
    expect(page.locator("#chat-list label")).to_have_count(1)
    page.fill("#chat-search textarea, #chat-search input", "")
    page.locator("#chat-this").get_by_text("This conversation").click()
    page.fill("#chat-title textarea, #chat-title input", "A chain")
    page.click("#chat-rename")
    expect(page.locator("#chat-list label").first).to_have_text("A chain")
    with page.expect_download() as download:
        page.get_by_role("link", name="as JSON").click()
    kept = tmp_path / "chain.json"
    download.value.save_as(kept)
    assert json.loads(kept.read_text("utf-8"))["title"] == "A chain"
    page.click("#chat-delete")
    page.click("#chat-really")
    expect(page.locator("#chat-list label")).to_have_count(1)
    with page.expect_file_chooser() as chooser:
        page.click("#chat-import")
    chooser.value.set_files(kept)
    expect(page.locator("#chat-list label")).to_have_count(2)
    expect(page.locator("[data-testid=user]")).to_have_count(1)


def test_a_page_that_comes_back_in_mid_answer_shows_it_going_on(rambler: Visitor) -> None:
    page = rambler.open()
    fill_example(page, "chat", "Best answer, hard")
    page.get_by_role("button", name="No limit").click()
    page.press("#chat-question textarea", "Enter")
    page.wait_for_selector(".thought-group")
    page.wait_for_url("**/?c=*")
    page.reload()
    page.wait_for_selector(".thought-group")
    expect(page.locator("#chat-stop")).to_be_visible()
    page.click("#chat-stop")
    assert "stopped by you" in wait_done(page, "chat-status")

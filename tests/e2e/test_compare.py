"""Comparing as a person does it: columns, a reload in the middle, the list, sharing, deleting."""

from __future__ import annotations

import csv
import io

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor, fill_example, shoot, wait_done

pytestmark = pytest.mark.timeout(300)


def compare(visitor: Visitor, width: int = 1280) -> Page:
    page = visitor.open(width)
    page.get_by_role("tab", name="Compare").click()
    page.wait_for_selector("#compare-question textarea")
    return page


def address(page: Page) -> str:
    """The page's address once it names a comparison that is over."""
    page.wait_for_function("location.search.includes('compare=')")
    return page.url


def test_a_finished_comparison_is_kept_shared_and_deleted(visitor: Visitor) -> None:
    page = compare(visitor)
    fill_example(page, "compare", "Best answer, hard")
    page.get_by_label("Independent runs").check()
    page.press("#compare-question textarea", "Enter")
    wait_done(page, "compare-status")
    assert "revision" in page.inner_text("#compare-head-0")
    assert "seed 0" in page.inner_text("#compare-head-0")
    assert page.locator("#compare-findings .compare-finding").count() == 2
    shoot(page, "compare-kept")
    link = address(page)
    table = page.inner_text("#compare-table")

    page.goto(link)
    page.wait_for_selector("#compare-table table")
    assert page.inner_text("#compare-table") == table
    assert page.input_value("#compare-question textarea")

    page.locator("#compare-share input").check()
    expect(page.locator("#compare-link a")).to_have_attribute(
        "href", f"/?compare={link.partition('compare=')[2]}"
    )
    page.click("#compare-delete")
    page.click("#compare-keep")
    page.click("#compare-delete")
    page.click("#compare-really")
    page.wait_for_function("!location.search.includes('compare=')")
    page.goto(link)
    page.wait_for_selector('#compare-status [data-state="error"]')
    assert "no such comparison" in page.inner_text("#compare-status").lower()


def test_a_finished_comparison_is_exported(visitor: Visitor) -> None:
    page = compare(visitor)
    fill_example(page, "compare", "Sum, easy")
    page.click("#compare-run")
    wait_done(page, "compare-status")
    hrefs = page.locator("#compare-export a").evaluate_all("all => all.map(a => a.href)")
    files = [page.request.get(href) for href in hrefs]
    assert [file.status for file in files] == [200, 200, 200]
    rows = list(csv.DictReader(io.StringIO(files[0].body().decode("utf-8-sig"))))
    assert len(rows) == 4
    assert files[1].json()["columns"][0]["ran"]["model"] == rows[0]["model"]
    assert files[2].body().startswith(b"\x89PNG")


def test_columns_of_one_s_own_are_set_and_run(visitor: Visitor) -> None:
    page = compare(visitor)
    fill_example(page, "compare", "Sum, easy")
    page.get_by_label("Each on its own").check()
    page.wait_for_selector("#compare-own-budget-2 input")
    assert not page.locator("#compare-own-3").is_visible()
    assert not page.locator("#compare-budgets").is_visible()
    page.click("#compare-own-strategy-2 input")
    page.get_by_role("option", name="Auto").click()
    page.click("#compare-own-samples-1 input")
    page.get_by_role("option", name="4", exact=True).click()
    page.click("#compare-run")
    wait_done(page, "compare-status")
    assert "one thought" in page.inner_text("#compare-head-0")
    assert "4 samples · majority vote" in page.inner_text("#compare-head-1")
    assert "Auto" in page.inner_text("#compare-head-2")
    shoot(page, "compare-own")


def test_a_reload_does_not_end_a_comparison_and_shows_it_going_on(rambler: Visitor) -> None:
    page = compare(rambler)
    page.fill("#compare-question textarea", "What is 2 + 3?")
    page.get_by_label("Independent runs").check()
    page.click("#compare-run")
    page.wait_for_selector("#compare-stop-3:visible")
    address(page)
    page.reload()
    page.wait_for_selector("#compare-stop:visible")
    page.wait_for_selector('#compare-status [data-state="working"]')
    page.click("#compare-stop")
    wait_done(page, "compare-status")
    assert "stopped by you" in page.inner_text("#compare-status-3")
    assert page.locator("#compare-table tbody tr").count() == 4
    assert page.locator("[id^=compare-stop-]:visible").count() == 0


def test_on_a_phone_nothing_scrolls_sideways(visitor: Visitor) -> None:
    page = compare(visitor, 390)
    page.get_by_label("Each on its own").check()
    page.wait_for_selector("#compare-own-budget-2 input")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shoot(page, "compare-own-phone")

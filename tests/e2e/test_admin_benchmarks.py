"""Benchmarks from the administrator's page, on the real app with the bundled model."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.report.exports import KINDS
from store import BenchmarkRun, Status
from tests.e2e.conftest import App, Visitor, open_admin, running, shoot
from ui.accounts import cookie_name, words

pytestmark = pytest.mark.timeout(600)

#: Milliseconds for what a worker has to start for.
WORK = 240_000


def open_part(page: Page, name: str) -> None:
    """A part of the benchmarks tab."""
    page.get_by_role("tab", name="Benchmarks", exact=True).click()
    page.get_by_role("tab", name=name, exact=True).click()


def fill(page: Page, task: str, budgets: str, limit: int) -> None:
    """The form, for one task."""
    open_part(page, "New run")
    page.click("#benchmarks-tasks input")
    page.fill("#benchmarks-tasks input", task)
    page.locator("#benchmarks-tasks").get_by_role("option", name=re.compile(f"^{task} ")).click()
    page.fill("#benchmarks-budgets input, #benchmarks-budgets textarea", budgets)
    page.fill("#benchmarks-limit input, #benchmarks-limit textarea", str(limit))


def choose_run(page: Page, box: str = "benchmarks-chosen") -> None:
    """The first of the list."""
    page.click(f"#{box} input")
    page.locator(f"#{box}").get_by_role("option").first.click()


def one_run(app: App) -> BenchmarkRun:
    """The only run, read from the store that the app has open."""
    with app.store() as store:
        (run,) = store.benchmarks.list()
        return run


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + WORK / 1000
    while not holds():
        assert time.monotonic() < end, "it took too long"
        threading.Event().wait(0.2)


def test_a_run_is_estimated_started_watched_and_deleted(tmp_path: Path, chromium: Browser) -> None:
    with running(tmp_path) as (_, address, _):
        app = App(address, tmp_path / "home")
        visitor = Visitor(chromium, address, app.account("Ada", "admin"))
        page = visitor.open()
        open_admin(page, address)
        fill(page, "vignettes", "0,many", 3)
        page.click("#benchmarks-begin")
        expect(page.locator("#benchmarks-said .error-line")).to_contain_text("many")
        with app.store() as store:
            assert store.benchmarks.list() == []

        page.fill("#benchmarks-budgets input, #benchmarks-budgets textarea", "0,16")
        page.click("#benchmarks-estimate")
        said = page.locator("#benchmarks-said")
        expect(said).to_contain_text("3 samples to ask", timeout=WORK)
        shoot(page, "admin-benchmarks-start")
        page.click("#benchmarks-begin")
        expect(said).to_contain_text("is queued", timeout=WORK)

        open_part(page, "Runs")
        page.wait_for_selector('#benchmarks-list [data-status="done"]', timeout=WORK)
        expect(page.locator("#benchmarks-list")).to_contain_text("3 of 3")
        shoot(page, "admin-benchmarks-runs")
        page.reload()
        open_part(page, "Runs")
        page.wait_for_selector('#benchmarks-list [data-status="done"]')
        read_what_came_out(page)

        open_part(page, "Runs")
        choose_run(page)
        page.click("#benchmarks-stop")
        expect(page.locator("#benchmarks-runs-said .error-line")).to_contain_text("over already")
        page.click("#benchmarks-delete")
        expect(page.locator("#benchmarks-question")).to_contain_text("Nothing brings them back")
        page.click("#benchmarks-delete-no")
        expect(page.locator("#benchmarks-question")).to_be_hidden()
        page.click("#benchmarks-delete")
        page.click("#benchmarks-delete-yes")
        expect(page.locator("#benchmarks-runs-said")).to_contain_text("is deleted")
        expect(page.locator("#benchmarks-list")).to_contain_text("No run yet")
        assert (visitor.outside, visitor.faults) == ([], [])
        page.context.close()


def read_what_came_out(page: Page) -> None:
    """Figures, a file, a sample, and the run against itself; parts are filled when one comes."""
    open_part(page, "Results")
    choose_run(page, "benchmarks-results-runs")
    expect(page.locator("#benchmarks-results-table tbody tr")).to_have_count(2)
    expect(page.locator("#benchmarks-results-plot svg")).to_be_visible()
    page.keyboard.press("Escape")
    with page.expect_download() as sent:
        page.get_by_role("link", name="answers as CSV").click()
    assert "vignettes" in sent.value.path().read_text("utf-8")
    shoot(page, "admin-benchmarks-results")

    open_part(page, "Single samples")
    choose_run(page, "benchmarks-samples-run")
    expect(page.locator("#benchmarks-samples-said")).to_contain_text("sample 1 of 3")
    page.click("#benchmarks-samples-next")
    expect(page.locator("#benchmarks-samples-said")).to_contain_text("sample 2 of 3")
    expect(page.locator("#benchmarks-samples-view .benchmark-options")).to_be_visible()
    shoot(page, "admin-benchmarks-samples")

    open_part(page, "Two runs")
    choose_run(page, "benchmarks-comparing-first")
    choose_run(page, "benchmarks-comparing-second")
    expect(page.locator("#benchmarks-comparing-tables tbody tr")).to_have_count(4)
    expect(page.locator("#benchmarks-comparing-flips-said")).to_contain_text("No question is right")
    shoot(page, "admin-benchmarks-comparing")


def test_a_run_goes_on_after_a_restart_of_the_app_and_is_stopped_and_resumed(
    tmp_path: Path, chromium: Browser
) -> None:
    with running(tmp_path) as (_, address, _):
        app = App(address, tmp_path / "home")
        page = Visitor(chromium, address, app.account("Ada", "admin")).open()
        open_admin(page, address)
        fill(page, "vignettes", "0,256", 1500)
        page.click("#benchmarks-begin")
        expect(page.locator("#benchmarks-said")).to_contain_text("is queued", timeout=WORK)
        until(lambda: one_run(app).done > 0)
        page.context.close()
    left = one_run(app)
    assert (left.status, left.held) == (Status.QUEUED, 0)

    with running(tmp_path) as (_, address, _):
        again = App(address, tmp_path / "home")
        until(lambda: one_run(again).done > left.done)
        page = Visitor(chromium, address, again.account("Bea", "admin")).open()
        open_admin(page, address)
        open_part(page, "Runs")
        page.wait_for_selector('#benchmarks-list [data-status="running"]', timeout=WORK)
        choose_run(page)
        page.click("#benchmarks-stop")
        page.wait_for_selector('#benchmarks-list [data-status="stopped"]', timeout=WORK)
        stopped = one_run(again)
        page.click("#benchmarks-resume")
        expect(page.locator("#benchmarks-runs-said")).to_contain_text("is queued")
        until(lambda: one_run(again).done > stopped.done)
        assert one_run(again).id == left.id
        page.context.close()


def test_a_normal_account_sees_nothing_of_it(app: App) -> None:
    """All of it on the real app; test_admin_benchmarks_roles.py has a run to be refused too."""
    cookie = cookie_name(app.address)
    admin = {"cookie": f"{cookie}={app.account('Ada of the benchmarks', 'admin')}"}
    user = {"cookie": f"{cookie}={app.account('Uma of the benchmarks')}"}
    events = httpx.get(f"{app.address}/admin/config", headers=admin, timeout=60).json()
    with httpx.Client(base_url=app.address, headers=user, timeout=60) as client:
        files = [f"/admin/benchmarks/{'0' * 32}/{kind}" for kind in (*KINDS, "all")]
        for path in ("/admin/", "/admin/config", *files):
            refused = client.get(path)
            assert refused.status_code == 403, path
        for event in events["dependencies"]:
            body = {"fn_index": event["id"], "data": [None] * len(event["inputs"])}
            for path in ("run/predict", "queue/join"):
                sent = client.post(
                    f"/admin/gradio_api/{path}", json={**body, "session_hash": "abcdefghijk"}
                )
                assert (sent.status_code, sent.json()) == (403, {"detail": words.ADMIN_ONLY})
        page = client.get("/").text + client.get("/config").text
        assert "benchmarks-" not in page

"""Evidence in a real browser: claims with their passages, and a person's own documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import App, Visitor, running, shoot, visit, wait_done
from tests.fake_server import FakeServer
from tests.reasoning.evidence.tiny import pdf

pytestmark = pytest.mark.timeout(600)

#: Milliseconds that the first check may take: it reads the whole knowledge base in.
FIRST = 240_000

ANSWER = (
    "Red flags: none\n1. gout (80%) | for: heavy alcohol use, fox bites | against: none\n",
    "2. migraine (20%) | for: <img src=x onerror=window.hit=1> | against: none\n",
    "Next test: joint fluid for crystals",
)


@pytest.fixture(scope="module")
def checking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """An app with a model that always gives the same differential."""
    folder = tmp_path_factory.mktemp("checking")
    with FakeServer() as server:
        server.quirks.answer = ANSWER
        settings = {
            "DELIBERATE_ENGINE": "openai",
            "DELIBERATE_OPENAI_BASE_URL": server.url,
            "DELIBERATE_OPENAI_MODEL": server.quirks.models[0],
        }
        with running(folder, **settings) as (_, address, _):
            yield App(address, folder / "home")


@pytest.fixture
def guest(checking: App, chromium: Browser) -> Iterator[Visitor]:
    yield from visit(chromium, checking)


def ask(page: Page) -> None:
    page.fill("#chat-question textarea", "A 60-year-old man has a hot toe after drinking.")
    page.press("#chat-question textarea", "Enter")
    wait_done(page, "chat-status")


def evidence(page: Page) -> str:
    """The text of the evidence below the last answer, opened by the keyboard."""
    button = page.locator("#chat-log").get_by_role("button", name="Evidence", exact=True).last
    button.wait_for(timeout=FIRST)
    button.press("Enter")
    quoted = page.locator("#chat-log blockquote").last
    expect(quoted).to_be_visible()
    return page.inner_text("#chat-log")


def to_tab(page: Page, tab: str) -> None:
    page.get_by_role("tab", name=tab).click()


def send(page: Page, *files: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.click("#evidence-add")
    chooser.value.set_files(files)


def serious(page: Page) -> list[str]:
    page.wait_for_function("document.getAnimations().every(a => a.playState !== 'running')")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]}).response["violations"]
    return [
        f"{rule['id']}: {node['target']}"
        for rule in found
        for node in rule["nodes"]
        if (node["impact"] or rule["impact"]) in ("serious", "critical")
    ]


def test_claims_cite_passages_and_documents_and_say_when_nothing_bears_them_out(
    guest: Visitor, checking: App, chromium: Browser, tmp_path: Path
) -> None:
    page = guest.open()
    ask(page)
    said = evidence(page)
    assert "heavy alcohol use speaks for gout [1]" in said
    assert "fox bites speaks for gout: unsupported" in said
    assert "knowledge base; check in:" in said
    assert "<img src=x onerror=window.hit=1> speaks for migraine: unsupported" in said
    assert serious(page) == []
    shoot(page, "evidence-chat")
    page.reload()
    assert "fox bites speaks for gout: unsupported" in evidence(page)

    to_tab(page, "Evidence")
    expect(page.locator("#evidence-list")).to_contain_text("None yet")
    (tmp_path / "notes.pdf").write_bytes(pdf("In gout there often are fox bites."))
    (tmp_path / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n\xff")
    send(page, tmp_path / "notes.pdf", tmp_path / "photo.txt")
    wait_done(page, "evidence-status")
    expect(page.locator("#evidence-error")).to_contain_text(
        "The file photo.txt is no text in UTF-8"
    )
    expect(page.locator("#evidence-list label")).to_have_count(1)
    page.fill("#evidence-search input, #evidence-search textarea", "bites of a fox")
    page.keyboard.press("Enter")
    expect(page.locator("#evidence-found li").first).to_contain_text("notes.pdf")
    assert serious(page) == []
    shoot(page, "evidence-tab")

    to_tab(page, "Chat")
    page.click("#chat-new")
    expect(page.locator("[data-testid=user]")).to_have_count(0)
    ask(page)
    said = evidence(page)
    assert "fox bites speaks for gout [2]" in said
    assert "notes.pdf (your document, page 1)" in said

    other = Visitor(chromium, checking.address, checking.account("Eve")).open()
    to_tab(other, "Evidence")
    expect(other.locator("#evidence-list")).to_contain_text("None yet")

    to_tab(page, "Evidence")
    expect(page.locator("#evidence-remove")).to_be_disabled()
    page.locator("#evidence-list label").click()
    page.click("#evidence-remove")
    expect(page.locator("#evidence-list label")).to_have_count(0)


def test_evidence_fits_a_dark_phone(guest: Visitor) -> None:
    page = guest.open(390, 844, "dark")
    ask(page)
    evidence(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert serious(page) == []
    shoot(page, "evidence-chat-phone")
    to_tab(page, "Evidence")
    expect(page.locator("#evidence-list")).to_contain_text("None yet")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert serious(page) == []
    shoot(page, "evidence-tab-phone")

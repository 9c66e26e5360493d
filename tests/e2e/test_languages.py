"""The whole product in a browser that prefers Chinese, and the same things in one that does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import ADMIN_TABS, App, Furnished, Visitor
from ui.accounts import cookie_name

pytestmark = pytest.mark.timeout(300)

#: A Chinese character.
HAN = re.compile(r"[\u4e00-\u9fff]")
AXE = {"runOnly": ["html-has-lang", "html-lang-valid", "label", "button-name", "link-name"]}


#: What people, models and machines wrote, in whatever language they do.
WRITTEN = (
    "textarea, style, .person-bar, #chat-log .message, #chat-list, #compare-list, .thought-text,"
    " .compare-answer, #compare-findings, #compare-table, #health-table, #models-served,"
    " #stored-table, #people-list tr > :first-child"
)
NAMES = {
    "Deliberate", "deliberate", "tiny", "token", "Enter", "Shift", "Wait", "JSON", "CSV", "PNG",
    "UTC", "id", "price_prompt", "price_generated", "model_folder", "openai_base_url",
    "openai_model", "engine", "Ada", "Furnished",
}  # fmt: skip

#: Every text that can be seen outside of that, and every one that is read aloud or on hovering.
SEEN = """async written => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  await frame();
  const seen = [document.title];
  for (const element of document.querySelectorAll("body, body *")) {
    if (element.closest("#chat-list, #compare-list")) continue;
    for (const name of ["aria-label", "title", "placeholder", "alt"]) {
      seen.push((element.getAttribute(name) ?? "").replace(/^(用户|模型)消息：[^]*/, ""));
    }
    if (!element.checkVisibility({ opacityProperty: true }) || element.closest(written)) continue;
    for (const node of element.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) seen.push(node.nodeValue);
    }
  }
  return seen;
}"""


def english(page: Page) -> set[str]:
    """Words of the page that are in no Chinese."""
    seen = " ".join(page.evaluate(SEEN, WRITTEN))
    return set(re.findall(r"(?<![\w/])[A-Za-z][A-Za-z_]+(?!\w)", seen)) - NAMES


class Reader:
    """A person's browsers, each of a language of its own."""

    def __init__(self, browser: Browser, app: App, token: str) -> None:
        self._browser, self.app, self._token = browser, app, token
        self.visitor = Visitor(browser, app.address, token)

    def open(self, locale: str, path: str = "/", *, signed_in: bool = True) -> Page:
        context = self._browser.new_context(locale=locale, viewport={"width": 390, "height": 844})
        if signed_in:
            address = self.app.address
            cookie = {"name": cookie_name(address), "value": self._token, "url": address}
            context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        self.visitor.watch(page)
        page.goto(path if path.startswith("http") else f"{self.app.address}{path}")
        return page


@pytest.fixture
def reader(app: App, chromium: Browser, furnished: Furnished) -> Iterator[Reader]:
    reader = Reader(chromium, app, furnished.token)
    yield reader
    for context in chromium.contexts:
        context.close()
    assert (reader.visitor.outside, reader.visitor.faults) == ([], [])


def sane(page: Page) -> None:
    """It fits the screen, and says its language to whoever reads aloud."""
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    found = Axe().run(page, options=AXE).response["violations"]
    assert [rule["id"] for rule in found] == []


def done(page: Page, status: str) -> str:
    page.wait_for_selector(f'#{status} [data-state="done"]')
    return page.inner_text(f"#{status}")


@pytest.mark.parametrize(
    ("locale", "tag", "send"),
    [
        ("zh-CN", "zh-CN", "发送"),
        ("zh-TW", "zh-CN", "发送"),
        ("zh-HK", "zh-CN", "发送"),
        ("zh", "zh-CN", "发送"),
        ("de-DE", "en", "Send"),
    ],
)
def test_any_chinese_reads_chinese_and_everybody_else_english(
    reader: Reader, locale: str, tag: str, send: str
) -> None:
    page = reader.open(locale)
    expect(page.locator("#chat-send")).to_have_text(send)
    expect(page.locator("html")).to_have_attribute("lang", tag)
    invitation = "提出问题，并设定" if tag == "zh-CN" else "Ask something, and set how"
    expect(page.locator("#chat-log")).to_contain_text(invitation)
    # The server's own words, by an event, are in the same language.
    expect(page.locator("#chat-status")).to_have_text("就绪" if tag == "zh-CN" else "ready")


def test_a_question_is_asked_and_answered_in_chinese(reader: Reader) -> None:
    page = reader.open("zh-CN")
    expect(page.locator("#page-notice")).to_contain_text("本软件不是医疗器械，绝不可用于诊疗。")
    page.get_by_role("button", name="开放病例", exact=True).click()
    page.wait_for_function("document.querySelector('#chat-question textarea').value.length > 20")
    page.get_by_role("button", name="发送", exact=True).click()
    page.wait_for_url("**/?c=*")
    assert re.match(r"完成 · .* 个 token · [\d.]+ 秒", done(page, "chat-status"))
    log = page.locator("#chat-log")
    for said in ("警示征象", "诊断", "置信度", "思考过程", "首个 token 用时"):
        expect(log).to_contain_text(said)
    expect(log).not_to_contain_text("**")
    page.locator("#chat-budget input[type=range]").press("ArrowRight")
    expect(page.locator("#chat-budget-words")).to_contain_text("个 token")
    sane(page)
    # What is kept is of no language: another browser of the same person reads it in English.
    english = reader.open("en-US", page.url)
    expect(english.locator("#chat-log")).to_contain_text("Red flags:")
    expect(english.locator("#chat-status")).to_contain_text("ready · 1 turn")
    assert not HAN.search(english.inner_text("#chat-tab"))


def test_nothing_on_any_page_is_in_english_but_what_others_wrote(
    reader: Reader, furnished: Furnished
) -> None:
    page = reader.open("zh-CN")
    expect(page.locator("#chat-log")).to_contain_text("点击下方示例")
    expect(page.locator("#chat-status")).to_have_text("就绪")
    assert english(page) == set()
    page.goto(furnished.chat)
    expect(page.locator("#chat-log [aria-label='复制消息']").first).to_be_attached()
    page.get_by_text("更多", exact=True).first.click()
    expect(page.locator("#chat-minimum")).to_be_visible()
    assert english(page) == set()
    page.goto(furnished.comparison)
    page.wait_for_selector("#compare-table table")
    assert english(page) == set()
    page.goto(f"{reader.app.address}/admin/")
    page.wait_for_selector("#health-table table")
    for tab in ADMIN_TABS:
        page.locator(f"#{tab.lower()}-tab-button").click()
        shown = page.locator(f"#{tab.lower()}-tab :is(table, #benchmarks-tabs)")
        expect(shown.first).to_be_visible()
        assert english(page) == set()
    page.goto(f"{reader.app.address}/password")
    assert english(page) == set()


def test_a_refusal_is_in_chinese(reader: Reader) -> None:
    page = reader.open("zh-CN")
    page.wait_for_selector(".person-bar")
    page.click("#chat-send")
    expect(page.locator("#chat-question-error")).to_have_text("请先输入问题")
    expect(page.locator("#chat-status")).to_have_text("未执行")


def test_an_error_of_the_core_is_in_chinese(reader: Reader) -> None:
    page = reader.open("zh-CN")
    page.wait_for_selector(".person-bar")
    page.get_by_text("更多", exact=True).first.click()
    page.locator("#chat-minimum input").fill("5000")
    page.locator("#chat-question textarea").fill("为什么？")
    page.get_by_role("button", name="发送", exact=True).click()
    expect(page.locator("#chat-tab .error-line")).to_have_text(
        re.compile("最少思考量（5000）高于思考预算（[0-9]+）；请降低前者或提高后者")
    )
    page.goto(f"{reader.app.address}/admin/")
    page.locator("#people-tab-button").click()
    page.get_by_label("添加用户：用户名").fill("ada furnished")
    page.locator("#people-add-box input[type=password]").fill("a long password")
    page.locator("#people-add").click()
    expect(page.locator("#people-said .error-line")).to_have_text(
        "用户名 'ada furnished' 已被占用；请另选一个"
    )


def test_why_the_model_does_not_answer_is_kept_in_no_language(reader: Reader) -> None:
    page = reader.open("zh-CN")
    page.wait_for_selector(".person-bar")
    asked = "Who wrote the novel about the white whale, and why?"
    page.locator("#chat-question textarea").fill(asked)
    page.get_by_role("button", name="发送", exact=True).click()
    page.wait_for_url("**/?c=*")
    assert "未作答：超出 deliberate-tiny 所学范围：它不了解此处的“" in done(page, "chat-status")
    page.reload()
    said = page.locator("#chat-log")
    expect(said).to_contain_text("它了解：其教学知识库中的发现")
    expect(said).not_to_contain_text("taught")
    theirs = reader.open("en-US", page.url).locator("#chat-log")
    expect(theirs).to_contain_text("outside what deliberate-tiny was taught")
    expect(theirs).not_to_contain_text(HAN)


def test_a_lost_connection_is_told_in_chinese(reader: Reader) -> None:
    page = reader.open("zh-CN")
    page.wait_for_selector(".person-bar")
    page.route("**/gradio_api/**", lambda route: route.abort())
    page.click("#chat-send")
    expect(page.locator(".toast-body")).to_contain_text("与服务器的连接已断开，正在尝试重新连接")
    expect(page.locator(".toast-body")).not_to_contain_text("onnect")


def test_an_answer_is_stopped_in_chinese_and_watched_in_english(
    rambling: App, chromium: Browser
) -> None:
    reader = Reader(chromium, rambling, rambling.account("Ada"))
    page = reader.open("zh-CN")
    page.locator("#chat-question textarea").fill("为什么？")
    page.get_by_role("button", name="不限", exact=True).click()
    page.get_by_role("button", name="发送", exact=True).click()
    page.wait_for_url("**/?c=*")
    expect(page.locator("#chat-status")).to_contain_text("思考中", timeout=30_000)
    english = reader.open("en-US", page.url)
    expect(english.locator("#chat-status")).to_contain_text("thinking", timeout=30_000)
    expect(page.locator("#chat-status")).to_contain_text("思考中", timeout=30_000)
    page.get_by_role("button", name="停止", exact=True).click()
    assert "已由您停止" in done(page, "chat-status")
    assert "stopped by you" in done(english, "chat-status")
    for one in (page, english):
        one.context.close()
    assert (reader.visitor.outside, reader.visitor.faults) == ([], [])


def test_budgets_are_compared_in_chinese(reader: Reader) -> None:
    page = reader.open("zh-CN")
    page.wait_for_selector(".person-bar")
    page.get_by_role("tab", name="比较").click()
    page.locator("#compare-examples").get_by_role("button", name="最佳答案（难）").click()
    page.wait_for_function("document.querySelector('#compare-question textarea').value.length > 20")
    page.get_by_role("button", name="运行", exact=True).click()
    assert re.match(r"完成 · 共生成 [\d,]+ 个 token", done(page, "compare-status"))
    page.wait_for_selector("#compare-table table")
    for place, said in (
        ("table", "结束方式"), ("findings", "拐点"), ("plot", "思考所用 token 数"),
        ("column-0", "实际运行"), ("column-0", "立即作答"), ("export", "表格（CSV）"),
    ):  # fmt: skip
        expect(page.locator(f"#compare-{place}")).to_contain_text(said)
    expect(page.get_by_role("group", name="第 1 列的思考过程")).to_be_visible()
    sane(page)


def test_the_administrators_and_the_account_pages_are_in_chinese(reader: Reader) -> None:
    page = reader.open("zh-CN", "/admin/")
    page.wait_for_selector("#health-table table")
    expect(page).to_have_title("Deliberate：管理")
    heads = ("项目", "能力", "用户名", "运行列表", "大小")
    for tab, head in zip(ADMIN_TABS, heads, strict=True):
        page.locator(f"#{tab.lower()}-tab-button").click()
        expect(page.locator(f"#{tab.lower()}-tab")).to_contain_text(head)
        sane(page)
    page.goto(f"{reader.app.address}/password")
    expect(page.get_by_label("当前密码")).to_be_visible()
    sane(page)
    stranger = reader.open("zh-CN", "/", signed_in=False)
    expect(stranger.get_by_role("heading", name="登录")).to_be_visible()
    stranger.fill("#name", "nobody")
    stranger.fill("#password", "whatever it is")
    stranger.get_by_role("button", name="登录").click()
    expect(stranger.get_by_role("alert")).to_have_text("用户名或密码错误")
    sane(stranger)

"""Two languages: the catalogue is whole, and everybody is answered in their own."""

from __future__ import annotations

import ast
import json
import re
import string
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from gradio.i18n import I18nData

from reasoning.events import Ending
from tests.conftest import ROOT
from tests.ui.accounts import HTML, Site, store_at
from tests.ui.conftest import Built
from tests.ui.test_words import result
from ui import admin, plot, transcript, words
from ui.blocks import Blocks
from ui.language import (
    ENGLISH,
    FOLDER,
    MEANT,
    TAGS,
    in_all,
    preferred,
    say,
    speaking,
    static,
)
from ui.language.page import told

CHINESE = "zh-CN"
FILE = json.loads((FOLDER / "zh.json").read_text("utf-8"))
CATALOGUE: dict[str, str] = FILE["texts"]
LINES: dict[str, str] = FILE["lines"]

#: What is written in Latin letters in Chinese too: names, formats, keys, and the unit of a text.
NAMES = {
    "Deliberate", "JSON", "CSV", "PNG", "JPEG", "WebP", "GIF", "Markdown", "Enter", "Shift",
    "Wait", "token", "id", "A", "Content", "Length", "login", "price", "prompt", "generated",
    "model", "folder", "openai", "base", "url", "engine", "API", "OpenAI", "DELIBERATE", "HOME",
    "DATABASE", "URL", "PDF", "UTF", "max", "tokens", "ignore", "eos", "thinking", "json", "open",
    "close", "wait", "turns", "parent", "tip", "none", "Parquet", "bubblewrap", "Debian", "Ubuntu",
    "Linux", "Ray", "RAY", "ADDRESS", "OPENAI", "TOKENIZER", "True", "False", "comply", "refuse",
    "input", "output", "data", "local", "ray", "zip", "MB",
    # Benchmarks, and what is called the same in all of them.
    "AIME", "AMC", "I", "II", "GSM", "K", "HealthBench", "JAMA", "Clinical", "Challenge", "MATH",
    "Medbullets", "MedMCQA", "MedQA", "USMLE", "MedXpertQA", "Text", "MM", "MMLU", "Pro", "mmlu",
    "pro", "health", "OlympiadBench", "OlympicArena", "olympicarena", "Physics", "ZH", "OT", "CODE",
    "PubMedQA", "XSTest", "test", "ground", "truth", "a", "z",
}  # fmt: skip
LATIN = re.compile(r"[A-Za-z]+")


def texts() -> Iterator[str]:
    """Every English text that `ui` says, by its source."""
    for file in (ROOT / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "id", None)
                given = node.args[0]
                either = (given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,)
                for part in either:
                    if name in ("say", "static", "phrase") and isinstance(part, ast.Constant):
                        yield part.value


#: Calls whose texts people read, as far as they are written where the call is.
SHOWN_BY = {
    "status", "error", "html_table", "ProblemError", "BudgetError", "StoreError", "Refused",
    "NotOffered", "Busy", "AlreadyRunning",
}  # fmt: skip
STATES = {"ready", "working", "done", "error"}


def unsaid() -> Iterator[str]:
    """English that a call shows people without saying it."""
    for file in (ROOT / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or "_log" in ast.unparse(node.func):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            for given in node.args if name in SHOWN_BY else ():
                parts = given.values if isinstance(given, ast.JoinedStr) else [given]
                for part in parts:
                    text = part.value if isinstance(part, ast.Constant) else ""
                    if isinstance(text, str) and LATIN.search(text) and text not in STATES:
                        yield f"{file.name}:{node.lineno}: {text}"


def placeholders(text: str) -> list[tuple[str, str | None]]:
    return sorted((name, form) for _, name, form, _ in string.Formatter().parse(text) if name)


def foreign(text: str) -> set[str]:
    """Words of a text that are in no Chinese: markup, code and addresses do not count."""
    shown = re.sub(r"<[^>]*>|\{[^}]*\}|`[^`]*`|[a-z]+:///?[^ ，]*|/[a-z]+", " ", text)
    return set(LATIN.findall(shown)) - NAMES


def test_every_text_is_in_the_catalogue_and_nothing_else_is() -> None:
    assert sorted(set(texts()) ^ set(CATALOGUE)) == []


def test_no_refusal_or_status_is_written_in_english_alone() -> None:
    assert list(unsaid()) == []


def test_every_translation_says_something_with_the_same_placeholders_in_chinese() -> None:
    for english, chinese in (CATALOGUE | LINES).items():
        assert placeholders(english) == placeholders(chinese), english
        assert chinese.strip(), english
        assert foreign(chinese) == set(), english
        assert english.startswith("Deliberate") or english != chinese or not foreign(english)


def test_the_standing_notice_is_exact() -> None:
    notice = "本软件不是医疗器械，绝不可用于诊疗。请勿输入任何可识别患者身份的信息。"
    assert notice in CATALOGUE.values()


def shown_texts(value: Any) -> Iterator[str]:
    """What a component's value, label or choices are in Chinese."""
    if isinstance(value, I18nData):
        yield static.translations[CHINESE][value.key]
    elif isinstance(value, str):
        mark = re.search(r"__i18n__(\{.*?\})", value)
        yield static.translations[CHINESE][json.loads(mark[1])["key"]] if mark else value


def test_no_component_of_any_page_is_labelled_in_english(built: Built) -> None:
    looked = 0
    for page in (built.blocks, admin.build(built.services)):
        for block in page.blocks.values():
            props = {name: getattr(block, name, None) for name in ("label", "info", "placeholder")}
            if block.get_block_name() in ("button", "uploadbutton", "html", "markdown"):
                props["value"] = block.value
            if getattr(block, "show_label", True) is False or not getattr(block, "elem_id", True):
                props.pop("label")
            found = [
                *props.values(),
                *(label for label, _ in getattr(block, "choices", None) or ()),
            ]
            for text in found:
                for shown in shown_texts(text):
                    looked += bool(shown)
                    assert foreign(shown.replace("stand-in", "")) == set(), (block, shown)
    assert looked > 150


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        (None, ENGLISH),
        ("", ENGLISH),
        ("en-US,en;q=0.9,zh;q=0.8", ENGLISH),
        ("de-DE,de;q=0.9", ENGLISH),
        ("zh;q=0", ENGLISH),
        ("zh;q=much", ENGLISH),
        ("zh", CHINESE),
        ("zh-TW,zh;q=0.9,en;q=0.8", CHINESE),
        ("ZH-hant-HK", CHINESE),
        ("en;q=0.3, zh-CN;q=0.7", CHINESE),
    ],
)
def test_the_language_is_what_the_browser_likes_best(header: str | None, tag: str) -> None:
    assert preferred(header) == tag


@pytest.mark.parametrize("end", Ending)
def test_every_end_and_its_cost_are_in_chinese(end: Ending) -> None:
    ended = result(end, confidence=0.5, calibrated=False, correct=True)
    with speaking(CHINESE):
        said = (words.ending(ended), words.cost(ended, 8), words.confidence(ended))
        assert [foreign(text) for text in said] == [set(), set(), set()]
        assert words.verdict(ended) == "正确"


def test_what_tells_equal_texts_apart_is_not_shown() -> None:
    for tag in TAGS:
        with speaking(tag):
            assert MEANT not in say("Share@@of the votes") + say("; @@between findings")
    assert in_all(lambda: say("Share@@of the votes")) == {ENGLISH: "Share", CHINESE: "得票率"}


def test_every_other_text_is_shown_whole_in_english() -> None:
    assert {text for text in CATALOGUE if say(text) != text} == {
        "Share@@of a diagnosis", "Share@@of the votes", "; @@between findings", "Thinking@@now",
    }  # fmt: skip


def test_equal_texts_of_components_cannot_have_two_translations() -> None:
    static("Share")
    with pytest.raises(ValueError, match="two meanings"):
        static("Share@@of the votes")


def request_in(language: str) -> Any:
    return SimpleNamespace(headers={"accept-language": language})


async def test_streams_that_take_turns_each_keep_their_own_language() -> None:
    async def stream(request: gr.Request) -> AsyncIterator[str]:
        for _ in range(3):
            yield say("ready")

    with Blocks(analytics_enabled=False) as page:
        out = gr.Textbox()
        gr.Button().click(stream, None, out)
    fn = next(iter(page.fns.values()))
    iterators: dict[str, Any] = {"zh-TW": None, "de": None, "zh": None}
    said: dict[str, list[str]] = {language: [] for language in iterators}
    for _ in range(3):
        for language, iterator in iterators.items():
            step = await page.call_function(fn, [], iterator, request_in(language))
            iterators[language] = step["iterator"]
            said[language].append(step["prediction"])
    assert said == {"zh-TW": ["就绪"] * 3, "de": ["ready"] * 3, "zh": ["就绪"] * 3}
    assert say("ready") == "ready"


def test_account_pages_and_refusals_are_in_the_askers_language(tmp_path: Path) -> None:
    with store_at(tmp_path) as store:
        store.people.add("Ada", "a long password", "admin")
        client = Site(store).client()
        chinese = client.get("/login", headers={**HTML, "accept-language": "zh-HK"}).text
        assert '<html lang="zh-CN">' in chinese
        assert '<label for="password">密码</label>' in chinese
        assert foreign(re.search(r"<main>.*</main>", chinese)[0]) == set()  # type: ignore[index]
        wrong = client.post(
            "/login", data={"name": "Ada", "password": "x"},
            headers={**HTML, "origin": "http://127.0.0.1:7860", "accept-language": "zh"},
        )  # fmt: skip
        assert "用户名或密码错误" in wrong.text
        assert '<html lang="en">' in client.get("/login", headers=HTML).text
        refused = client.get("/x", headers={"accept-language": "zh"}).json()
        assert refused == {"detail": "请先在 /login 登录"}


PAGE = (
    b'<!doctype html>\n<html\n\tlang="en"\n><head><script>gradio_config = '
    b'{"title":"Deliberate: administration","label":"Deliberate: administration"}</script></head>'
)


def test_gradios_page_is_told_its_language_before_its_scripts() -> None:
    with speaking(CHINESE):
        page = told(PAGE).decode()
    assert 'lang="zh-CN"' in page
    assert page.index("navigator, 'language', {value: \"zh-CN\"}") < page.index("gradio_config")


def test_the_windows_title_is_in_the_askers_language_and_nothing_else_is_changed() -> None:
    with speaking(CHINESE):
        page = told(PAGE).decode()
    assert '{"title":"Deliberate：管理","label":"Deliberate: administration"}' in page
    assert '{"title":"Deliberate: administration",' in told(PAGE).decode()


def test_only_a_page_that_is_not_english_has_the_script_for_gradios_words() -> None:
    with speaking(CHINESE):
        assert '"Copy message": "复制消息"' in told(PAGE).decode()
    assert "Copy message" not in told(PAGE).decode()


def test_gradios_words_are_gradios_and_are_said_in_chinese() -> None:
    """One that a newer Gradio says otherwise would come back in English."""
    assets = Path(gr.__file__).parent / "templates" / "frontend" / "assets"
    code = "".join(file.read_text("utf-8") for file in assets.glob("*.js"))
    for english, chinese in FILE["gradio"].items():
        # The last is put together from a name and the rest.
        assert re.sub("^(user|bot)(?='s)", "", english) in code, english
        assert foreign(chinese) == set(), english
        assert english.endswith(" ") == chinese.endswith("：")


def test_an_edited_question_loses_its_images_signs_in_any_language(built: Built) -> None:
    for sign in ("Attached image", "附图"):
        assert transcript.as_typed(f"Why?\n\n![{sign} 1](/images/0a/0)") == "Why?"


def test_the_plot_has_chinese_axes_and_its_file_english_ones() -> None:
    points = [plot.Point(16, "$A$", 0.5, True)]
    with speaking(CHINESE):
        svg = plot.curve_svg(points)
        assert ">思考所用 token 数<" in svg
        assert ">置信度<" in svg
        assert plot.curve_png(points) == in_english(points)


def in_english(points: list[plot.Point]) -> bytes:
    with speaking(ENGLISH):
        return plot.curve_png(points)

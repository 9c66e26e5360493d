"""The core's lines in Chinese: each that a page can show has one, and is recognised."""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from benchmarks.runner import Plan
from benchmarks.runner.plan import _HASHED
from benchmarks.tasks import task_names, task_of
from reasoning import Budget, errors
from reasoning.errors import DeliberateError
from reasoning.events import Ending
from reasoning.scope import scope_of
from settings import BUNDLED_MODEL
from tests.conftest import ROOT
from tests.ui.accounts import store_at
from tests.ui.test_languages import CHINESE, LATIN, LINES, foreign
from tests.ui.test_words import result
from ui import words
from ui.language import speaking
from ui.language.lines import LONGEST, say_line
from ui.replies import read_reply

#: Calls that make a line of the core, beside its errors.
LINE_MAKERS = {
    "_refused", "_note", "_missing", "StreamBroken", "TaskError", "RequestError", "RunExists",
    "ComparisonError", "ExportError", "SandboxError", "RunLost",
}  # fmt: skip

#: What only a terminal shows, before there is a page; and why an answer is no number, which no
#: page shows: to a reader that answer is wrong, or empty.
NO_PAGE = (
    "reasoning/__main__.py", "reasoning/engines/__init__.py", "reasoning/engines/gguf_export.py",
    "reasoning/grading", "store/__main__.py", "store/migrations.py", "store/postgresql.py",
    "benchmarks/evidence", "benchmarks/grading", "benchmarks/perf", "benchmarks/report/build.py",
    "benchmarks/report/commands.py", "benchmarks/report/whole.py", "benchmarks/tasks/commands.py",
)  # fmt: skip


#: A rubric's line is put together of two.
RUBRIC = "{} of {} criteria met, {} of {} points, {} undecided and counted half"


def form(text: ast.expr) -> str | None:
    """A text of the source, whatever its values are called: "{} of {}"."""
    parts = text.values if isinstance(text, ast.JoinedStr) else [text]
    if not all(isinstance(part, ast.Constant | ast.FormattedValue) for part in parts):
        return None
    return "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in parts)


def core() -> Iterator[tuple[str, ast.AST]]:
    for package in ("reasoning", "store", "benchmarks"):
        for file in sorted((ROOT / package).rglob("*.py")):
            place = file.relative_to(ROOT).as_posix()
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                yield place, node


def raised() -> Iterator[str]:
    """Every line of the core that a page can show, as `form` gives it."""
    for place, node in core():
        if not isinstance(node, ast.Call) or not node.args or place.startswith(NO_PAGE):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        ours = name in LINE_MAKERS or name in vars(errors)
        if ours and (line := form(node.args[0])) is not None and LATIN.search(line):
            yield line


def form_of(english: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", english)


def test_every_line_of_the_core_that_a_page_can_show_has_a_chinese_one() -> None:
    assert sorted(set(raised()) - set(map(form_of, LINES))) == []


def test_every_line_in_the_catalogue_is_one_of_the_cores() -> None:
    written = {form(node) for _, node in core() if isinstance(node, ast.Constant | ast.JoinedStr)}
    known = {scope_of(BUNDLED_MODEL).knows}  # type: ignore[union-attr]
    known |= {field.name.replace("_", " ") for field in fields(Plan)}  # as a difference names them
    known |= {task_of(name).title for name in task_names()} | {RUBRIC}
    assert sorted(set(map(form_of, LINES)) - written - known) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("thinking budget is -3; allowed: 0, a positive number, or none",
         "思考预算为 -3；允许：0、正整数，或不限"),
        ("the context is full: this conversation with the question takes 2100 tokens and the "
         "answer reserves 256, but tiny holds 2048 in all; shorten the question, start a new "
         "conversation, or lower the answer tokens",
         "上下文已满：当前对话连同问题占用 2100 个 token，答案预留 256 个，"
         "而 tiny 总共只容纳 2048 个；请缩短问题、新建对话，或降低答案 token 数"),
        ("cannot reach http://a:1/v1 (ConnectError) after 3 tries; check the address and that the "
         "server runs",
         "无法连接 http://a:1/v1（ConnectError），已尝试 3 次；请检查地址以及服务器是否在运行"),
        ("cannot reach http://a:1/v1 (ConnectError); check the address and that the server runs",
         "无法连接 http://a:1/v1（ConnectError）；请检查地址以及服务器是否在运行"),
        ("http://a does not serve 'x'; it serves: y, z and 3 more",
         "http://a 不提供 'x'；它提供：y, z，以及另外 3 个"),
        ("budgets are approximate: the completions route returned no token ids",
         "预算为近似值：补全路由没有返回 token id"),
        ("the engine {broke}", "the engine {broke}"),
        ("another run than 06c6ead1: seed is 1 (was 0); the questions of gsm8k have changed",
         "与运行 06c6ead1 不同：随机种子为 1（原为 0）；gsm8k 的题目已变"),
        ("a.jsonl line 3: column 'question' is null; allowed: a text",
         "a.jsonl 第 3 行：列 'question' 为 null；允许：文本"),
        ("the runs' questions of gsm8k at budget 64 are not the same: 2 in both, 1 only in the"
         " first (a, …); compare finished runs of the same tasks, data, limit and seed",
         "两个运行在 gsm8k、预算 64 上的题目不相同：共有 2 题，仅第一个有 1 题（a, …）；"
         "请比较任务、数据、题数和随机种子都相同且已完成的运行"),
        ("no question can be asked like this: engine a takes no token ids",
         "这样无法提问任何题目：引擎 a 不接受 token id"),
        ("@@ of the server", "@@ of the server"),
        ("the name 'removed' is taken; choose another", "用户名 'removed' 已被占用；请另选一个"),
        ("outside what seconds was taught: it does not know “dollars” here. It knows letters.",
         "超出 seconds 所学范围：它不了解此处的“dollars”。它了解：letters."),
    ],
)  # fmt: skip
def test_a_line_of_the_core_is_said_again_with_its_values(line: str, said: str) -> None:
    with speaking(CHINESE):
        assert say_line(line) == said
    assert say_line(line) == line


def test_errors_as_they_are_raised_are_said_in_chinese(tmp_path: Path) -> None:
    def refuse_budget() -> None:
        Budget(thinking_tokens=8, min_thinking_tokens=9)

    def refuse_name() -> None:
        with store_at(tmp_path) as store:
            store.people.add("Ada", "a long password", "admin")
            store.people.add("ADA", "a long password", "user")

    def refuse_last_administrator() -> None:
        with store_at(tmp_path) as store:
            store.people.remove(store.people.all()[0].id)

    for refuse, said in (
        (refuse_budget, "最少思考量（9）高于思考预算（8）；请降低前者或提高后者"),
        (refuse_name, "用户名 'ADA' 已被占用；请另选一个"),
        (refuse_last_administrator, "Ada 是唯一的管理员，不能移除；请先将其他人设为管理员"),
    ):
        with pytest.raises(DeliberateError) as refused, speaking(CHINESE):
            refuse()
        with speaking(CHINESE):
            assert say_line(refused.value) == said


def test_a_refusal_by_the_bundled_model_and_a_kept_failure_are_said_in_chinese() -> None:
    knows = scope_of(BUNDLED_MODEL).knows  # type: ignore[union-attr]
    reason = f"outside what tiny was taught: it does not know “why” here. It knows {knows}"
    kept = read_reply({"problem": "the embedded engine broke off (its process ended); ask again"})
    with speaking(CHINESE):
        said = words.ending(result(Ending.REFUSED, reason=reason))
        assert foreign(said) == {"tiny", "why"}
        assert words.progress(kept.column(), None, 0) == "内置引擎中断（其进程已结束）；请再问一次"


def test_a_line_from_elsewhere_takes_no_time_however_it_is_made() -> None:
    """Recognising is by patterns, which some texts of an imported file could keep busy for ever."""
    begun = time.process_time()
    with speaking(CHINESE):
        for part in (" takes ", ": ", " (", " tokens and the answer reserves ", "; allowed: "):
            assert say_line(part * 1_000_000) == part * 1_000_000
            say_line((part * LONGEST)[:LONGEST])
    assert time.process_time() - begun < 5


def test_whatever_makes_another_run_is_told_in_chinese() -> None:
    """Such lines are put together of a plan's fields, so no text of the source has them whole."""
    changed = {"engine", "model", "revision", "budgets", "samples", "seed", "mode", "shuffle",
               "temperature", "judge", "self check"}  # fmt: skip
    told = [f"{name} is 1 (was 2)" for name in changed]
    told += [f"{what} has changed" for what in _HASHED.values()]
    assert changed | {name.replace("_", " ") for name in _HASHED} | {"tasks"} == {
        field.name.replace("_", " ") for field in fields(Plan)
    }
    with speaking(CHINESE):
        for line in told:
            assert foreign(say_line(f"another run than 06c6ead1: {line}")) <= {"c", "ead"}, line

"""The other harnesses' processes: orders go in, answers come out, and a fault is one line."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from benchmarks.perf.harnesses import others, with_inspect, with_lm_eval
from benchmarks.perf.harnesses.answers import ANSWER_TOKENS, Way
from benchmarks.perf.harnesses.others import Other
from benchmarks.perf.harnesses.questions import Questions
from benchmarks.perf.measure import BenchmarkError

#: Answers every question with its order, or breaks off with a last word.
SCRIPT = """
import json, os, sys
from pathlib import Path
assert os.environ["XDG_DATA_HOME"] == os.environ["HF_HOME"] == str(Path.cwd())
assert not [name for name in os.environ if name.startswith("DELIBERATE_")]
ids = [json.loads(line)["id"] for line in Path("questions.jsonl").read_text().splitlines()]
for line in sys.stdin:
    order = json.loads(line)
    if order["thinking_token_budget"] == 13:
        sys.exit("no luck")
    if order["thinking_token_budget"] == 14:
        ids.pop()
    samples = [
        {"id": id, "thought": "", "closed": True, "text": line, "answer": "Two", "right": True}
        for id in ids
    ]
    print(json.dumps({"seconds": 0.5, "samples": samples}), flush=True)
"""


@pytest.fixture
def other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Other]:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, "utf-8")
    monkeypatch.setitem(others.SCRIPTS, "lm_eval", (str(script), ()))
    (tmp_path / "questions.jsonl").write_text('{"id": "q0"}\n{"id": "q1"}\n', "utf-8")
    questions = Questions(tmp_path, {id: {"A": "one", "B": "two"} for id in ("q0", "q1")}, 10)
    opened = Other("lm_eval", sys.executable, "http://127.0.0.1:1", "m", questions, 4, 1)
    yield opened
    opened.close()


async def test_every_budget_is_an_order_of_its_own(other: Other) -> None:
    found = await other.ask(Way((0, 64)))
    assert (found.seconds, found.samples) == (1.0, 4)
    assert found.reads[64]["q0"].letter == "B"
    orders = [json.loads(found.reads[budget]["q1"].text) for budget in (0, 64)]
    assert orders == [
        {"max_tokens": ANSWER_TOKENS + 1, "thinking_token_budget": 0},
        {"max_tokens": 64 + ANSWER_TOKENS + 1, "thinking_token_budget": 64},
    ]


async def test_by_max_tokens_alone_nothing_is_asked_of_the_server(other: Other) -> None:
    found = await other.ask(Way((64,), closes=False))
    order = json.loads(found.reads[64]["q0"].text)
    assert order == {"max_tokens": 64 + ANSWER_TOKENS, "thinking_token_budget": None}


async def test_one_that_breaks_off_is_told_with_its_last_words(other: Other) -> None:
    with pytest.raises(BenchmarkError, match="lm_eval broke off; it said: no luck"):
        await other.ask(Way((13,)))


async def test_questions_that_are_left_out_are_an_error(other: Other) -> None:
    with pytest.raises(BenchmarkError, match="answered 1 of 2"):
        await other.ask(Way((14,)))


def test_a_sample_of_lm_eval_is_parted_at_the_close() -> None:
    found = {"doc": {"id": "q0"}, "resps": [["so</think>B) two"]], "filtered_resps": ["two"]}
    read = with_lm_eval.sample({**found, "exact_match": 1.0})
    assert (read["thought"], read["closed"], read["text"]) == ("so", True, "B) two")
    assert (read["answer"], read["right"]) == ("two", True)
    cut = {"doc": {"id": "q0"}, "resps": [["so and"]], "filtered_resps": ["[invalid]"]}
    read = with_lm_eval.sample({**cut, "exact_match": 0.0})
    assert (read["closed"], read["answer"], read["right"]) == (False, None, False)


@pytest.mark.parametrize(
    ("answer", "stop", "closed"),
    [("B) two", "stop", True), ("", "max_tokens", False), ("", "stop", True)],
)
def test_a_sample_of_inspect_is_closed_unless_the_limit_left_no_answer(
    answer: str, stop: str, closed: bool
) -> None:
    parts = [
        SimpleNamespace(type="reasoning", reasoning="so"),
        SimpleNamespace(type="text", text=answer),
    ]
    output = SimpleNamespace(
        message=SimpleNamespace(content=parts), completion=answer, stop_reason=stop
    )
    scores = {"pattern": SimpleNamespace(answer="two", value="C")}
    read = with_inspect.sample(SimpleNamespace(id="q0", output=output, scores=scores))
    assert (read["thought"], read["closed"], read["text"]) == ("so", closed, answer)
    assert (read["answer"], read["right"]) == ("two", True)


@pytest.mark.parametrize("said", ["B) two", "two", "(B) two.", " Two\n"])
def test_both_read_an_option_with_or_without_its_letter(said: str) -> None:
    task = yaml.safe_load((others.HERE / "vignettes.yaml").read_text("utf-8"))
    (filter, _) = task["filter_list"][0]["filter"]
    (found,) = re.findall(filter["regex_pattern"], f"so two. B) one</think>{said}")
    assert found.lower() == "two"
    match = re.search(with_inspect.ANSWER, said)
    assert match
    assert match[1].lower() == "two"

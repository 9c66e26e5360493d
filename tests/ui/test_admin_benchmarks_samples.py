"""The sample viewer of the administrator's page: filters, marks, and what it shows of a sample."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.graded import Graded
from reasoning.events import Ending
from store import BenchmarkRun, Store
from tests.benchmarks.statistics.answers import answer
from tests.ui.accounts import store_at
from tests.ui.benchmark_runs import HOSTILE, Panel, finished
from ui.admin.benchmarks import sample_view, samples
from ui.admin.benchmarks.answers import Chain, read
from ui.admin.benchmarks.marks import Mark, marked, offsets
from ui.admin.benchmarks.sample_filter import Flip, Wanted, matching

#: Of `show_sample`: task, subject, budget, end, verdict, flip, first, second, text.
NAMES = ("task", "subject", "budget", "end", "verdict", "flip", "first", "second", "text")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with store_at(tmp_path_factory.mktemp("samples")) as opened:
        yield opened


@pytest.fixture(scope="module")
def part(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Panel:
    return Panel(samples.build, store, tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def run(store: Store, tmp_path_factory: pytest.TempPathFactory) -> BenchmarkRun:
    return finished(store, tmp_path_factory.mktemp("questions"))


def shown(
    part: Panel, run: BenchmarkRun, position: int = 0, step: int = 0, **asked: str
) -> dict[str, str]:
    return part.call(
        "show_sample", run.id, *(asked.get(name, "") for name in NAMES), position, step
    )


def test_every_handler_refuses_whoever_is_no_administrator(part: Panel, run: BenchmarkRun) -> None:
    part.refuses_others(run.id)
    assert run.id not in str(part.page.config)


def test_a_chosen_run_offers_what_it_has(part: Panel, run: BenchmarkRun) -> None:
    listed = part.call("list_sample_runs", run.id)["run"]
    assert (listed["value"], [id for _, id in listed["choices"]]) == (run.id, [run.id])
    offered = part.call("choose_sample_run", run.id)
    assert [value for _, value in offered["budget"]["choices"]] == ["", "0", "4", "8"]
    assert (offered["flip-first"]["value"], offered["flip-second"]["value"]) == ("0", "8")
    assert offered["subject"]["choices"][1] == ("counting", "=counting")
    assert offered["state"] == 0


def test_a_sample_shows_question_thought_answers_and_what_became_of_them(
    part: Panel, run: BenchmarkRun
) -> None:
    view = shown(part, run)["view"]
    for text in (
        "Which is number 0?", "<li>B) two</li>", "abcd<mark", "4 tokens: B, right", "</mark>efgh",
        "<td>Right answer</td><td>B) two</td>", "<td>at once (0)</td><td>A) one</td><td>wrong</td>",
        "<td>8 tokens</td><td>B) two</td><td>right</td>",
    ):  # fmt: skip
        assert text in view
    at_once = shown(part, run, budget="0")["view"]
    assert "Answer (at once (0))" in at_once
    assert "<td>Answer as read</td><td>A) one</td>" in at_once


def test_one_goes_on_and_back_and_no_further_than_there_are(part: Panel, run: BenchmarkRun) -> None:
    assert "sample 1 of 3" in shown(part, run)["said"]
    assert shown(part, run, 0, 1)["state"] == 1
    assert shown(part, run, 2, 1)["state"] == 2
    assert shown(part, run, 0, -1)["state"] == 0
    assert shown(part, run, 2)["state"] == 0  # another filter begins anew


def test_samples_are_found_by_flip_budget_end_and_words(part: Panel, run: BenchmarkRun) -> None:
    for asked, count in (
        ({"flip": "gained"}, 1),
        ({"flip": "lost"}, 2),
        ({"flip": "lost", "first": "4", "second": "8"}, 0),
        ({"budget": "0", "verdict": "right"}, 2),
        ({"verdict": "right"}, 3),
        ({"verdict": "ungraded"}, 0),
        ({"budget": "4", "end": "cut"}, 3),
        ({"end": "failed"}, 0),
        ({"subject": "=counting", "task": "records"}, 3),
        ({"subject": "="}, 0),
        ({"text": "NUMBER 2"}, 1),
        ({"text": "q1"}, 1),
    ):
        said = shown(part, run, **asked)["said"]
        assert (f"sample 1 of {count};" if count else samples.NO_MATCH) in said, asked


def test_whatever_is_asked_for_gives_a_line(part: Panel, run: BenchmarkRun) -> None:
    nothing = part.call("show_sample", None, *[None] * len(NAMES), None, 0)
    assert samples.CHOOSE_RUN in nothing["said"]
    gone = part.call("show_sample", "0" * 32, *[None] * len(NAMES), None, 0)
    assert "not there any more" in gone["said"]
    assert "sample 3 of 3" in shown(part, run, 99, 1, budget="junk", verdict="")["said"]


def test_only_one_trace_is_loaded_and_questions_only_for_words(
    part: Panel, run: BenchmarkRun, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []
    whole = Store.trace

    def count(self: Store, id: str) -> object:
        loaded.append(id)
        return whole(self, id)

    def never(*_: object) -> None:
        raise AssertionError("the questions were read")

    monkeypatch.setattr(Store, "trace", count)
    monkeypatch.setattr(samples.answers, "folded_questions", never)
    shown(part, run, 0, 1, verdict="right")
    assert len(loaded) == 1


def test_a_sample_whose_trace_is_gone_still_shows_how_it_was_graded(
    run: BenchmarkRun, store: Store
) -> None:
    chain = read(store.benchmarks, run.id).chains[0]
    view = sample_view.sample(chain, None, 8)
    assert sample_view.NO_TRACE[1:] in view
    assert "<td>8 tokens</td><td>B</td><td>right</td>" in view


def test_shuffled_options_are_shown_as_they_were_asked(
    store: Store, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("shuffled")
    run = finished(store, folder, shuffle=1, seed=5)
    chain = next(c for c in read(store.benchmarks, run.id).chains if c.one.order == 1)
    trace = store.trace(chain.one.trace_id)
    assert trace is not None
    view = sample_view.sample(chain, trace, 8)
    letter, gold = trace["rungs"][-1]["answer"], trace["problem"]["answer"]
    options = trace["problem"]["options"]
    assert f"<td>Right answer</td><td>{gold}) {options[gold]}</td>" in view
    assert f"<td>8 tokens</td><td>{letter}) {options[letter]}</td>" in view
    assert "options in another order" in view


def hostile_trace() -> dict[str, object]:
    return {
        "problem": {"question": HOSTILE, "options": {"A": HOSTILE, "B": "b"}, "answer": "A",
                    "answer_type": "SC", "images": [f"data:image/png;base64,{HOSTILE}"]},
        "thoughts": [{"rung": "all", "text": HOSTILE, "tokens": [[1, HOSTILE, None]]}],
        "rungs": [{"rung": 64, "answer": HOSTILE, "text": HOSTILE}],
    }  # fmt: skip


def test_everything_that_others_wrote_is_shown_as_text() -> None:
    parts = dict.fromkeys(("task", "item", "answer", "reason", "subject", "difficulty"), HOSTILE)
    one = replace(answer(1, 0.0, end=Ending.CUT), **parts, language=HOSTILE, answer_type=HOSTILE)
    for trace in (None, hostile_trace(), {**hostile_trace(), "problem": {"question": HOSTILE}}):
        view = sample_view.sample(Chain((one,)), trace, 64)
        assert "<img" not in view
        assert "&lt;img" in view


def test_an_image_of_a_question_is_shown_if_it_is_one() -> None:
    image = "data:image/gif;base64,R0lGODlhAQABAAAAACw="
    trace = {**hostile_trace(), "problem": {"question": "Why?", "images": [image]}}
    view = sample_view.sample(Chain((answer(1, 0.0),)), trace, 64)
    assert f'<img src="{image}"' in view


def test_independent_runs_show_the_thought_of_the_chosen_budget() -> None:
    both = Chain(tuple(answer(1, 1.0, budget=budget) for budget in (4, 8)))
    trace = {
        "problem": {"question": "Why?"},
        "thoughts": [
            {"rung": 4, "text": "short", "tokens": []}, {"rung": 8, "text": "longer", "tokens": []},
        ],
        "rungs": [],
    }  # fmt: skip
    view = sample_view.sample(both, trace, 4)
    assert "short" in view
    assert "longer" not in view
    assert "Thought (4 tokens)" in view


def test_marks_stand_where_the_tokens_end() -> None:
    tokens = [[1, "ab", None], [2, "\ufffd", None], [3, "\ufffd", None], [4, "c", None]]
    shown = marked("ab中c", tokens, [Mark(2, "two"), Mark(4, "four"), Mark(0, "none")])
    assert shown == (
        '<mark class="benchmark-mark">none</mark>ab<mark class="benchmark-mark">two</mark>中c'
        '<mark class="benchmark-mark">four</mark>'
    )


def test_marks_come_last_where_a_server_told_no_tokens() -> None:
    shown = marked("all of it", [[-1, "all of it", None]], [Mark(0, "x")])
    assert shown.startswith("all of it<mark")


@given(st.lists(st.text(min_size=1, max_size=4), max_size=20), st.data())
def test_places_are_exact_where_the_tokens_texts_are_the_text(
    tokens: list[str], data: st.DataObject
) -> None:
    tokens = [token.replace("\ufffd", "?") for token in tokens]
    count = data.draw(st.integers(0, len(tokens)))
    text = "".join(tokens)
    assert offsets(text, tokens, {count}) == {count: len("".join(tokens[:count]))}


@given(st.text(max_size=30), st.lists(st.text(max_size=4), max_size=20), st.integers(0, 25))
def test_places_are_always_within_the_text(text: str, tokens: list[str], count: int) -> None:
    assert 0 <= offsets(text, tokens, {count})[count] <= len(text)


def chain(*scores: float | None, **parts: object) -> Chain:
    return Chain(tuple(answer(1, s, budget=2**n, **parts) for n, s in enumerate(scores)))


def found(chains: Sequence[Chain], wanted: Wanted) -> list[int]:
    return [chains.index(one) for one in matching(chains, wanted, dict)]


def test_a_flip_is_between_the_two_budgets_of_one_sample() -> None:
    chains = [chain(1.0, 0.0), chain(0.0, 1.0), chain(1.0, 1.0), chain(1.0, None), chain(1.0)]
    assert found(chains, Wanted(flip=Flip(right_at=1, wrong_at=2))) == [0]
    assert found(chains, Wanted(flip=Flip(right_at=2, wrong_at=1))) == [1]


def test_end_and_score_are_of_the_same_answer() -> None:
    cut: list[Graded] = [answer(1, 1.0, budget=1, end=Ending.CUT), answer(1, 0.0, budget=2)]
    chains = [Chain(tuple(cut))]
    assert found(chains, Wanted(end="cut", verdict="right")) == [0]
    assert found(chains, Wanted(end="cut", verdict="wrong")) == []
    assert found(chains, Wanted(end="cut", budget=2)) == []
    assert found([chain(0.5)], Wanted(verdict="wrong")) == [0]
    assert found([chain(None)], Wanted(verdict="ungraded")) == [0]

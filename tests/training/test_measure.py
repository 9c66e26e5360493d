"""The card's measurements, on a scripted engine in place of the model."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import combinations
from typing import Any, cast

import pytest
import typer
from typer.testing import CliRunner

from data.clinical import load
from data.generators import DIFFICULTIES, TASKS
from data.generators.base import Family, Fault
from data.generators.medical.contrasts import held_pairs
from data.problems import FILE
from reasoning.engines.embedded import EmbeddedEngine
from reasoning.events import Ending, SampleResult
from reasoning.problem import AnswerType, Problem
from reasoning.scope import WORDS, words_of
from tests.reasoning.stand_in import StandIn
from training.measure import __main__ as measuring
from training.measure import curves, further, scope, votes, waits
from training.measure.bench import SEEDS, SUBJECTS, Bench, problems_of, rate, spread
from training.measure.draft import Draft
from training.measure.votes import majority_rate
from training.probes import (
    MEDICAL,
    OTHER,
    free_text,
)

SEVEN = Problem("What?", "maths", answer_type=AnswerType.NV, gold="7")


class Scripted(StandIn):
    """A stand-in whose context is wide enough for every budget; it scores by a function."""

    def __init__(self, script: Any, score: Callable[[str], float] = lambda _: 0.0) -> None:
        super().__init__(script, context=16384, chunk=4096)
        self._score = score

    async def score(self, prompt_ids: Any) -> list[float]:
        assert self.tokenizer is not None
        return [self._score(self.tokenizer.decode(prompt_ids))] * len(prompt_ids)


def bench(engine: StandIn, draft: Draft | None = None) -> Bench:
    return Bench(cast(EmbeddedEngine, engine), draft)


def answering(answer: Callable[[str, int], object], thought: str = "x") -> Any:
    """Thinks one thought, then answers by it and the seed."""

    def script(written: str, seed: int) -> str:
        so_far, closed, _ = written.partition("</think>")
        if not closed:
            return f"{thought[len(so_far) :]}|"
        return f"$\\boxed{{{answer(so_far, seed)}}}$|"

    return script


@pytest.fixture
def only_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    """One task, one difficulty, and always the same problem."""
    for module in (curves, waits):
        monkeypatch.setattr(module, "THOUGHT_TASKS", ("sums",))
        monkeypatch.setattr(module, "problems_of", lambda task, tier, n, part: [SEVEN] * n)
    monkeypatch.setattr(curves, "DIFFICULTIES", ("easy",))
    monkeypatch.setattr(votes, "SUBJECTS", {"mathematics": ("sums",)})
    monkeypatch.setattr(votes, "spread", lambda subject, tier, n, part: [SEVEN] * n)


async def test_curves_show_what_more_thinking_buys(only_sums) -> None:
    # Thinks for 100 tokens; knows the answer only when it got to think 64 of them.
    script = answering(lambda thought, seed: 7 if len(thought) >= 64 else 0, "x" * 100)
    (row,) = await curves.measure_curves(bench(Scripted(script)), 4)
    accuracy = {b: cell["accuracy"] for b, cell in row["budgets"].items()}
    assert accuracy == {"0": 0, "32": 0, "64": 1, "128": 1, "256": 1, "512": 1, "1024": 1}
    assert (row["task"], row["difficulty"], row["mean_thought_tokens"]) == ("sums", "easy", 100)


async def test_facts_are_answered_without_a_thought() -> None:
    engine = Scripted(lambda written, seed: "who knows|")
    found = await curves.measure_facts(bench(engine), 5)
    assert (found["accuracy"], found["n"]) == (0, 5)
    assert all(prefix.startswith("</think>") for prefix, _ in engine.requests)


async def test_a_forced_wait_is_compared_with_none(only_sums) -> None:
    def script(written: str, seed: int) -> str:
        thought, closed, _ = written.partition("</think>")
        if not closed:
            return "y|" if thought else "x|"
        return f"$\\boxed{{{7 if 'Wait' in thought else 0}}}$|"

    (row,) = await waits.measure_forced(bench(Scripted(script)), 4)
    assert (row["without"]["accuracy"], row["with_wait"]["accuracy"]) == (0, 1)
    assert (row["wrong_to_right"], row["right_to_wrong"]) == (4, 0)


@pytest.mark.parametrize(
    ("thought", "cell"),
    [
        ("bad\nWait, good", ("mistake", "wait")),
        ("bad", ("mistake", "no_wait")),
        ("good\nWait, bad", ("no_mistake", "wait")),
        ("good", ("no_mistake", "no_wait")),
    ],
)
async def test_an_own_wait_is_counted_by_whether_a_mistake_came_before_it(
    only_sums, monkeypatch, thought, cell
) -> None:
    def faults(problem: Problem, text: str) -> list[Fault]:
        return [Fault(0, "it is bad")] if "bad" in text else []

    monkeypatch.setattr(waits, "TASKS", {"sums": Family(TASKS["sums"].make, faults)})
    found = await waits.measure_own(bench(Scripted(answering(lambda *_: 7, thought))), 3)
    counts = {
        (m, w): found[m][w]["n"] for m in ("mistake", "no_mistake") for w in ("wait", "no_wait")
    }
    assert counts.pop(cell) == 3
    assert set(counts.values()) == {0}
    assert found[cell[0]][cell[1]]["right"] == 3
    assert found["budget"] == 1024


async def test_votes_and_calibration_are_measured_by_subject(only_sums) -> None:
    # Two of three seeds give the right answer: alone it is wrong often, by vote it is not.
    script = answering(lambda thought, seed: 7 if seed % 3 else 3)
    (row,) = await votes.measure_votes(bench(Scripted(script)), 4)
    assert (row["subject"], row["n"]) == ("mathematics", 4)
    assert row["maj@1"] < row["maj@16"] == 1
    found = await votes.measure_calibration(bench(Scripted(script)), 4)
    assert found["votes_fitted"] == found["votes_tested"] == 2 * len(votes.VOTE_BUDGETS)


def test_a_majority_is_counted_over_disjoint_groups() -> None:
    samples = [_sample(a) for a in ("7", "7", "3", "3", "3", "7", None, "7")]
    assert majority_rate(SEVEN, samples, 1) == pytest.approx(4 / 8)
    # "7 7 3 3": the first of equals; "3 7 none 7": seven.
    assert majority_rate(SEVEN, samples, 4) == 1
    assert majority_rate(SEVEN, samples, 8) == 1


def _sample(answer: str | None) -> SampleResult:
    return SampleResult(0, answer, Ending.ANSWERED, 1, 1, answer or "", None)


def test_a_rate_has_its_standard_error() -> None:
    assert rate([True, True, False, False]) == {"accuracy": 0.5, "se": 0.25, "n": 4}


async def test_what_surprises_more_than_its_own_world_is_caught(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(scope, "TASKS", {t: TASKS[t] for t in ("vignettes", "sums")})
    monkeypatch.setattr(scope, "EXAMS", {"An exam": "exam.jsonl"})
    record = {"question": "zebra?", "options": {"A": "a", "B": "b"}, "answer": "A"}
    (tmp_path / "exam.jsonl").write_text(json.dumps(record) + "\n", "utf-8")
    probes = [p.question for p in free_text(MEDICAL + OTHER, "general")]

    def score(prompt: str) -> float:
        return -9.0 if "zebra" in prompt or any(p in prompt for p in probes) else -1.0

    engine = Scripted(answering(lambda *_: 7), score)
    found = await scope.measure_scope(bench(engine), 4, tmp_path, ())
    assert found["threshold"] == 1
    assert (found["false_alarm_rate"], found["in_domain"]) == (0, 24)
    caught = {name: cell["rate"] for name, cell in found["detected"].items()}
    assert caught == {
        "vignettes with one unknown finding": 0,
        scope.CONTROL: 0,
        "medical questions in free words": 1,
        "other subjects": 1,
        "An exam": 1,
    }


async def test_words_that_were_never_taught_are_caught(monkeypatch) -> None:
    monkeypatch.setattr(scope, "TASKS", {"vignettes": TASKS["vignettes"]})
    measured = bench(Scripted(answering(lambda *_: 7), lambda prompt: -1.0))
    parts = ("scope", "scope check")
    own = [p for d in DIFFICULTIES for part in parts for p in problems_of("vignettes", d, 4, part)]
    taught = {word for p in own for word in words_of(measured.asked(p))}
    found = await scope.measure_scope(measured, 4, None, taught)
    assert (found["share"], found["false_alarm_rate"]) == (0, 0)
    assert found["detected"]["other subjects"]["rate"] == 1


async def test_the_window_is_not_chosen_on_what_is_told(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(scope, "TASKS", {t: TASKS[t] for t in ("vignettes", "sums")})
    monkeypatch.setattr(scope, "EXAMS", {"An exam": "exam.jsonl"})
    record = {"question": "zebra?", "options": {"A": "a", "B": "b"}, "answer": "A"}
    (tmp_path / "exam.jsonl").write_text(f"{json.dumps(record)}\n" * 9, "utf-8")
    even, odd = [{p.question for p in free_text(OTHER, "general")[k::2]} for k in (0, 1)]

    class Surprised:
        """One window catches what chooses, one what is told, one the exams."""

        def asked(self, problem: Problem) -> str:
            return problem.question

        async def surprises(self, problems: Any, windows: Any) -> list[list[float]]:
            def row(p: Problem) -> list[float]:
                return [0.0, 1.0 * (p.question in odd), 1.0 * (p.question in even),
                        1.0 * (p.question == "zebra?")]  # fmt: skip

            return [row(p) for p in problems]

    chosen = []
    for exams in (None, tmp_path):
        found = await scope.measure_scope(cast(Bench, Surprised()), 4, exams, ())
        assert found["detected"]["other subjects"] == {"rate": 0, "n": len(OTHER) // 2}
        chosen.append(found["window"])
    assert chosen == [scope.WINDOWS[2]] * 2
    assert found["detected"]["An exam"] == {"rate": 0, "n": 9}


async def test_exams_are_compared_with_guessing_and_only_choices_count(
    monkeypatch, tmp_path
) -> None:
    monkeypatch.setattr(scope, "EXAMS", {"choices": "a.jsonl", "numbers": "b.jsonl"})
    monkeypatch.setattr(scope, "EXAM_QUESTIONS", 3)
    choice = {"question": "?", "options": {"A": "a", "B": "b", "C": "c", "D": "d"}, "answer": "B"}
    (tmp_path / "a.jsonl").write_text(f"{json.dumps(choice)}\n" * 5, "utf-8")
    number = {"question": "?", "options": None, "answer": "3"}
    (tmp_path / "b.jsonl").write_text(json.dumps(number), "utf-8")
    engine = Scripted(lambda written, seed: "B|" if "</think>" in written else "x|")
    found = await scope.measure_exams(bench(engine), tmp_path)
    assert list(found) == ["choices"]
    assert found["choices"]["chance"] == 0.25
    assert found["choices"]["named"] == found["choices"]["accuracy"] == 1.0
    assert found["choices"]["n"] == 3


async def test_made_to_choose_it_takes_the_option_that_is_likeliest_a_token() -> None:
    liked = Scripted(lambda written, seed: "x|", lambda text: -1.0 if text.endswith(" b") else -2.0)
    problem = Problem("?", options={"A": "a", "B": "b", "C": "c b or so"}, gold="B")
    assert await bench(liked).likeliest(problem) == "B"


def test_parts_are_measured_on_test_problems_of_their_own() -> None:
    parts = [{p.question for p in problems_of("sums", "easy", 20, s)} for s in SEEDS]
    for part, other in combinations(parts, 2):
        assert not part & other
    assert all(p.provenance.split == "test" for p in problems_of("cases", "hard", 3, "curve"))


def test_a_subject_is_spread_over_its_families() -> None:
    found = spread("mathematics", "hard", 20, "votes")
    assert [p.task for p in found] == [t for t in SUBJECTS["mathematics"] for _ in range(2)]


def test_vignettes_of_another_hand_can_be_graded() -> None:
    for problem in further.free_hand():
        assert problem.gold in problem.options


def test_unseen_pairs_show_the_answer_beside_a_look_alike_that_training_held_back() -> None:
    ids = {d.name: d.id for d in load().diagnoses.values()}
    found = further.unseen_pairs(4)
    assert len(found) == 4
    for problem in found:
        gold = ids[problem.options[problem.gold or ""]]
        others = [ids[name] for name in problem.options.values()]
        assert any(frozenset((gold, other)) in held_pairs() for other in others)


@pytest.mark.parametrize("task", further.LONGER)
def test_longer_problems_are_beyond_those_of_training(task) -> None:
    assert [p.difficulty for p in further.longer(task, 2)] == ["beyond"] * 2


async def test_what_was_measured_is_not_measured_again(tmp_path) -> None:
    path, measured = tmp_path / "draft.json", []

    async def piece() -> dict[str, Any]:
        measured.append(1)
        return {"n": len(measured)}

    assert await Draft(path, {"revision": "a"}).once("x", piece) == {"n": 1}
    again = Draft(path, {"revision": "a"})
    assert await again.once("x", piece) == {"n": 1}
    assert await again.once("y", piece) == {"n": 2}
    assert await Draft(path, {"revision": "b"}).once("x", piece) == {"n": 3}
    again.done()
    assert not path.exists()


async def test_a_stopped_measurement_goes_on_and_writes_everything_at_its_end(
    only_sums, monkeypatch, tmp_path
) -> None:
    model = tmp_path / "model"
    model.mkdir()
    phase = {
        "plan": {"steps": 2}, "tokens": 10, "seconds": 1, "processes": 1, "device": "cpu",
        "curve": [[1, 2.0], [2, 1.0]],
    }  # fmt: skip
    training = {"parameters": 1, "phases": [phase]}
    (model / "training.json").write_text(json.dumps(training), "utf-8")
    (model / FILE).write_text(json.dumps(SEVEN.to_record()), "utf-8")
    monkeypatch.setattr(scope, "TASKS", {"vignettes": TASKS["vignettes"]})
    monkeypatch.setattr(further, "free_hand", lambda: [SEVEN])
    monkeypatch.setattr(further, "unseen_pairs", lambda n: [SEVEN])
    monkeypatch.setattr(further, "LONGER", ())
    engine = Scripted(answering(lambda thought, seed: 7))
    monkeypatch.setattr(measuring, "EmbeddedEngine", lambda *_, **__: engine)
    monkeypatch.setattr(measuring, "taught_words", lambda bench: ["a"])
    with monkeypatch.context() as patch:
        patch.setattr(measuring, "measure_votes", _stopped)
        with pytest.raises(KeyboardInterrupt):
            await measuring.measure(model, 4, 2, None)
    assert not (model / "card.json").exists()
    draft = json.loads((model / "card.draft.json").read_text("utf-8"))
    assert list(draft["pieces"])[:2] == ["scope", "curves/sums/easy"]
    for module, name in ((scope, "measure_scope"), (measuring, "measure_scope")):
        monkeypatch.setattr(module, name, _stopped)
    await measuring.measure(model, 4, 2, None)
    card = json.loads((model / "card.json").read_text("utf-8"))
    assert card["curves"] == [draft["pieces"]["curves/sums/easy"]]
    assert card["training"] == training
    assert {f.name for f in model.iterdir()} == {
        "training.json", "card.json", "scope.json", WORDS, "README.md", "loss.svg", FILE,
    }  # fmt: skip


async def _stopped(*_: object) -> None:
    raise KeyboardInterrupt


def test_exams_that_are_not_there_are_left_out_and_none_is_refused_in_one_line(
    monkeypatch, tmp_path
) -> None:
    monkeypatch.setattr(measuring, "measure", None)
    app = typer.Typer()
    app.command()(measuring.main)
    for text, said in ((None, "has no exam; name a file there medqa"), ("{}", "line 1: a line is")):
        if text is not None:
            (tmp_path / "gsm8k_test.jsonl").write_text(text, "utf-8")
        done = CliRunner().invoke(app, ["--exams", str(tmp_path)])
        assert done.exit_code == 2
        assert said in done.output
        assert done.output.count("\n") == 1
    number = {"question": "1 + 2?", "options": None, "answer": 3}
    (tmp_path / "gsm8k_test.jsonl").write_text(json.dumps(number), "utf-8")
    assert [(name, len(found)) for name, found in scope.exams_in(tmp_path).items()] == [
        ("GSM8K", 1)
    ]

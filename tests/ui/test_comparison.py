import pytest

from reasoning import Budget, Problem, Run, curve, reason
from reasoning.errors import EngineUnavailable
from reasoning.strategies import Adaptive
from tests.reasoning.runs import thinker
from ui.comparison import HEAD, INTERNAL, Comparison, Setting
from ui.stream import merge

PROBLEM = Problem("What is 7 + 2?", domain="maths", answer_type="NV", gold="9")  # type: ignore[arg-type]
RUNGS = (0, 8, None)
SETTINGS = tuple(Setting(thinking=rung) for rung in RUNGS)


def answer(so_far: str, seed: int) -> str:
    return "$\\boxed{9}$" if len(so_far) >= 8 else "$\\boxed{2}$"


def one_chain() -> dict[str, Run]:
    engine = thinker("seven, eight, nine", answer)
    return {"compare": curve(PROBLEM, RUNGS, engine, budget=Budget(answer_tokens=20))}


def independent() -> dict[str, Run]:
    engine = thinker("seven, eight, nine", answer)
    return {
        f"compare-{n}": reason(PROBLEM, Budget(thinking_tokens=rung, answer_tokens=20), engine)
        for n, rung in enumerate(RUNGS)
    }


async def done(runs: dict[str, Run], settings: tuple[Setting, ...] = SETTINGS) -> Comparison:
    comparison = Comparison(PROBLEM, settings, "compare" in runs, runs)
    async for place, event in merge(runs):
        comparison.add(place, event)
    return comparison


@pytest.mark.parametrize("runs", [one_chain, independent])
async def test_both_ways_fill_every_column(runs) -> None:
    comparison = await done(runs())
    rows = [dict(zip(HEAD, row, strict=True)) for row in comparison.rows()]
    assert [row["Answer"] for row in rows] == ["2", "9", "9"]
    assert [row["Right?"] for row in rows] == ["wrong", "right", "right"]
    assert [row["Thinking"] for row in rows] == ["0 of 0", "8 of 8", "18 of no limit"]
    assert [point.thinking_tokens for point in comparison.points()] == [0, 8, 18]


async def test_one_chain_costs_less_than_runs_of_their_own() -> None:
    chain, apart = await done(one_chain()), await done(independent())
    assert apart.generated() - chain.generated() == 8
    assert chain.generated() == 18 + sum(c.result.answer_tokens for c in chain.columns if c.result)


def test_an_error_of_one_run_stays_in_its_column(caplog: pytest.LogCaptureFixture) -> None:
    comparison = Comparison(PROBLEM, SETTINGS, one_chain=False)
    assert comparison.add("compare-1", EngineUnavailable("the server is gone")) == {1}
    assert comparison.add("compare-2", ValueError("a bug with secrets")) == {2}
    assert [column.problem for column in comparison.columns] == ["", "the server is gone", INTERNAL]
    assert comparison.rows()[1][3] == "the server is gone"
    assert "a bug with secrets" in caplog.text


async def test_a_column_tells_what_ran_by_the_run_s_own_word_not_by_what_was_set() -> None:
    """The runs here differ from the settings on purpose."""
    engine = thinker("seven, eight, nine", answer)
    runs = {
        "compare-0": reason(PROBLEM, Budget(thinking_tokens=8, samples=2), engine),
        "compare-1": reason(PROBLEM, Budget(thinking_tokens=16), engine, strategy=Adaptive()),
    }
    comparison = await done(runs, (Setting(thinking=0), Setting(thinking=0)))
    first, second = (one.told for one in comparison.ran if one)
    assert first == (
        "stand-in, revision 1 · at most 8 tokens · 2 samples · majority vote"
        " · temperature 0.7 · seed 0"
    )
    assert second.startswith("stand-in, revision 1 · at most 16 tokens · 1 sample · Auto")


async def test_before_its_end_a_column_tells_only_what_the_run_has_told() -> None:
    comparison = Comparison(PROBLEM, SETTINGS, one_chain=True, runs=one_chain())
    assert comparison.ran == [None, None, None]
    async for event in comparison.runs["compare"]:
        comparison.add("compare", event)
        break
    assert [one.thinking for one in comparison.ran if one] == list(RUNGS)
    assert all(one.strategy is None and one.seed is None for one in comparison.ran if one)


def test_a_setting_names_itself() -> None:
    assert Setting(thinking=None).label == "as long as it wants"
    assert Setting(thinking=256, samples=4).label == "256 tokens, 4 samples"
    assert Setting(thinking=64, auto=True).label == "Auto, at most 64 tokens"

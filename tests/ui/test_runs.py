from reasoning import Budget, Problem, reason
from reasoning.events import End, Ending
from tests.reasoning.runs import thinker
from ui.runs import Runs

PROBLEM = Problem("How much?")


async def test_stop_ends_a_page_s_runs_and_the_engine_s_work_on_them() -> None:
    engine, runs = thinker("x" * 3000, lambda so_far, seed: "done"), Runs()
    run = reason(PROBLEM, Budget(), engine)
    ends = []
    with runs.going("page", "compare-1", run):
        async for event in run:
            if engine.open:
                assert runs.stop("another page", "compare") == 0
                assert runs.stop("page", "compare-0") == 0
                assert runs.stop("page", "compare") == 1
            if isinstance(event, End):
                ends.append(event.result.end)
    assert ends == [Ending.CANCELLED]
    assert engine.open == 0
    assert not runs.busy("page", "compare")


async def test_a_run_that_nobody_shows_any_more_is_stopped() -> None:
    runs = Runs()
    run = reason(PROBLEM, Budget(), thinker("x", lambda so_far, seed: "done"))
    with runs.going("page", "chat", run):
        assert runs.busy("page", "chat")
        assert not runs.busy("page", "compare")
    assert [e.result.end async for e in run if isinstance(e, End)] == [Ending.CANCELLED]

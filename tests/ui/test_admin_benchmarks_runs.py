"""The list of benchmark runs: all of it from the store; stopping, resuming and deleting."""

from __future__ import annotations

import inspect
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from benchmarks.runner import Request, ask_run
from benchmarks.runner.holder import new_holder
from benchmarks.runner.results import failed
from reasoning.errors import EngineError
from store import BenchmarkRun, Sample, Status
from tests.reasoning.stand_in import Characters, StandIn
from tests.ui.accounts import PASSWORD, store_at
from tests.ui.benchmark_part import Part
from tests.ui.benchmark_runs import finished
from ui.accounts import words
from ui.admin.benchmarks import queue, run_table, runs
from ui.language import speaking

PLAN = {"tasks": [{"name": "gsm8k"}, {"name": "aime"}], "model": "tiny", "budgets": [0, 64, None]}
#: A process that is known to be gone: no process has this number.
DEAD = f"{socket.gethostname()}:{2**22 + 1}:1:abcd"


class Listed(Part):
    """The list, and runs in it."""

    def opened(self, key: str = "k", title: str = "gsm8k · tiny", **changes: Any) -> BenchmarkRun:
        asked = {"request": {}, "plan": PLAN, "total": 8, **changes}
        return self.store.benchmarks.open(key, title=title, **asked)

    def now(self, run: BenchmarkRun) -> BenchmarkRun:
        found = self.store.benchmarks.get(run.id)
        assert found is not None
        return found

    def shown(self, chosen: str | None = None, offered: Any = ()) -> dict[str, Any]:
        return self.call("show_runs", chosen, offered, runs.AT_ONCE)

    def pressed(self, name: str, id: str | None) -> dict[str, Any]:
        most = [] if name == "ask_to_delete_run" else [runs.AT_ONCE]
        return self.call(name, id, *most)

    def said(self, name: str, id: str | None) -> str:
        return str(self.pressed(name, id)["benchmarks-runs-said"])

    def going(self, holder: str = "") -> BenchmarkRun:
        """A run that is worked on, with one sample of eight finished."""
        run, holder = self.opened(), holder or new_holder()
        kept = self.store.benchmarks
        kept.queue(run.id)
        assert kept.claim_next(holder, 60)
        kept.samples.finish(
            run.id, holder, Sample("gsm8k", "q", 0, 0, "u", {}, tokens=500), None, 0.25
        )
        kept.hold_on(run.id, holder, 60, seconds=10, rate=42.4)
        return self.now(run)


def failing(panel: Listed, monkeypatch: pytest.MonkeyPatch) -> BenchmarkRun:
    """A run of three questions that is done; the engine refused one of them."""
    stream = StandIn.stream

    def broken(self: StandIn, ids: Any, sampling: Any) -> Any:
        if "number 1" in Characters().decode(ids):
            raise EngineError("a bad request")
        return stream(self, ids, sampling)

    with monkeypatch.context() as patched:
        patched.setattr(StandIn, "stream", broken)
        return finished(panel.store, panel.home, retries=0)


@pytest.fixture
def panel(tmp_path: Path) -> Iterator[Listed]:
    with store_at(tmp_path) as store:
        yield Listed(runs.build, store, tmp_path / "home")


def test_every_handler_refuses_whoever_is_no_administrator(panel: Listed) -> None:
    uma, run = panel.store.people.add("Uma", PASSWORD, "user"), panel.opened()
    for handler in panel.handlers().values():
        asked = len(inspect.signature(handler).parameters) - 1
        for person, line in ((uma, words.ADMIN_ONLY), (None, words.SIGN_IN_FIRST)):
            with pytest.raises(gr.Error, match=line):
                handler(*[run.id] * asked, panel.asked_by(person))
    assert len(panel.handlers()) == 7
    assert panel.now(run) == run


def test_the_list_is_read_by_a_timer_that_nobody_sees_and_holds_no_data_before(
    panel: Listed,
) -> None:
    panel.opened(title="secret title")
    config = panel.page.config
    assert "secret title" not in str(config)
    assert {(e["api_visibility"], e["queue"]) for e in config["dependencies"]} == {
        ("private", False)
    }
    ticks = [e for e in config["dependencies"] if e["targets"][0][1] == "tick"]
    assert [e["show_progress"] for e in ticks] == ["hidden"]


def test_without_runs_it_says_how_to_start_one(panel: Listed) -> None:
    assert run_table.NO_RUNS in panel.shown()["benchmarks-list"]


def test_a_run_that_is_going_on_shows_how_far_it_is(panel: Listed) -> None:
    run = panel.going()
    shown = panel.shown()["benchmarks-list"]
    for text in (
        run.id[:8], "<td>gsm8k, aime</td>", "<td>tiny</td>", "<td>0, 64, none</td>",
        'data-status="running"', 'value="1" max="8"', "1 of 8", "42 tok/s", "<td>70 s left</td>",
        "<td>500</td>", "<td>$0.25</td>",
    ):  # fmt: skip
        assert text in shown, text


def test_why_a_run_is_paused_is_told(panel: Listed) -> None:
    holder = new_holder()
    run = panel.going(holder)
    panel.store.benchmarks.tell(run.id, holder, Status.PAUSED, "cannot reach <http://a>")
    shown = panel.shown()["benchmarks-list"]
    assert 'data-status="paused">paused' in shown
    assert "cannot reach &lt;http://a&gt;" in shown


def test_hostile_text_in_a_title_is_shown_as_text(panel: Listed) -> None:
    run = panel.opened(title="<img src=x>", plan={"tasks": [{"name": "<img>"}]})
    assert "<img" not in panel.shown()["benchmarks-list"]
    for name in ("stop_run", "resume_run"):
        assert "<img" not in panel.said(name, run.id)
    assert "<img" not in panel.call("ask_to_delete_run", run.id)["benchmarks-question"]


def test_the_box_to_choose_from_is_sent_only_when_other_runs_are_in_it(panel: Listed) -> None:
    run = panel.opened()
    first = panel.shown()
    assert first["benchmarks-chosen"]["choices"] == [(f"{run.id[:8]} · gsm8k · tiny", run.id)]
    offered = first["state"]
    assert "benchmarks-chosen" not in panel.shown(run.id, offered)
    # The state comes back as JSON would have it.
    assert "benchmarks-chosen" not in panel.shown(run.id, [list(offered[0])])
    panel.opened("k2")
    assert panel.shown(run.id, offered)["benchmarks-chosen"]["value"] == run.id
    panel.store.benchmarks.delete(run.id)
    assert panel.shown(run.id, offered)["benchmarks-chosen"]["value"] is None


def test_a_run_that_goes_on_is_asked_to_stop_and_one_that_waits_is_stopped(panel: Listed) -> None:
    run = panel.going()
    assert "stops" in panel.said("stop_run", run.id)
    assert panel.now(run).stop
    assert "is to stop" in panel.shown()["benchmarks-list"]
    waiting = panel.opened("k2")
    panel.said("stop_run", waiting.id)
    assert panel.now(waiting).status is Status.STOPPED
    assert "over already (stopped)" in panel.said("stop_run", waiting.id)


def test_a_run_whose_process_is_gone_is_stopped_at_once(panel: Listed) -> None:
    run = panel.going(DEAD)
    panel.said("stop_run", run.id)
    assert panel.now(run).status is Status.STOPPED


def test_a_stopped_run_is_resumed_by_the_worker(panel: Listed) -> None:
    run = panel.opened()
    panel.store.benchmarks.ask_to_stop(run.id)
    assert "is queued; 0 of 8" in panel.said("resume_run", run.id)
    assert panel.store.benchmarks.waits()
    assert panel.worker.woken == 1


def test_a_run_whose_process_is_gone_is_resumed_at_once(panel: Listed) -> None:
    run = panel.going(DEAD)
    assert "is queued; 1 of 8" in panel.said("resume_run", run.id)
    assert (panel.now(run).status, panel.now(run).held) == (Status.QUEUED, 0)


def test_a_full_queue_takes_no_resumed_run_but_one_that_waits_already(
    panel: Listed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "MOST_WAITING", 1)
    run, waiting = panel.opened(), panel.opened("k2")
    panel.store.benchmarks.ask_to_stop(run.id)
    assert "1 runs wait already" in panel.said("resume_run", run.id)
    assert panel.now(run).status is Status.STOPPED
    assert "is queued" in panel.said("resume_run", waiting.id)


def test_an_open_page_goes_on_after_a_new_start_of_the_app(panel: Listed) -> None:
    run = panel.opened()
    chosen, offered, most = panel.on_a_new_server("show_runs", run.id, None, None)
    shown = panel.call("show_runs", chosen, offered, most)
    assert shown["benchmarks-chosen"]["value"] == run.id
    assert panel.on_a_new_server("stop_run", run.id, None) == [run.id, runs.AT_ONCE]


def test_a_run_that_goes_on_is_neither_resumed_nor_deleted(panel: Listed) -> None:
    run = panel.going()
    assert "going on already" in panel.said("resume_run", run.id)
    assert "stop it first" in panel.said("ask_to_delete_run", run.id)
    assert "stop it first" in panel.said("delete_run", run.id)
    assert panel.now(run).done == 1
    assert panel.worker.woken == 0


def test_a_done_run_of_which_nothing_failed_is_neither_stopped_nor_resumed(panel: Listed) -> None:
    run = finished(panel.store, panel.home)
    assert "over already (done)" in panel.said("stop_run", run.id)
    said = panel.said("resume_run", run.id)
    assert runs.NOTHING_FAILED[1:] in said
    assert said.count("error-line") == 1
    assert panel.now(run) == run
    assert panel.worker.woken == 0


def test_exactly_the_failed_samples_of_a_done_run_are_asked_again(
    panel: Listed, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = failing(panel, monkeypatch)
    samples = panel.store.benchmarks.samples
    before = samples.of(run.id)
    (lost,) = [one for one in before if failed(one)]
    offered = panel.shown()["state"]
    assert panel.shown(run.id, offered)["benchmarks-resume"] == "Ask failed samples again"
    assert panel.shown(None, offered)["benchmarks-resume"] == "Resume"
    pressed = panel.pressed("resume_run", run.id)
    assert "its 1 failed samples are asked again" in pressed["benchmarks-runs-said"]
    assert pressed["benchmarks-resume"] == "Resume"
    rest = [one for one in before if one != lost]
    assert samples.of(run.id) == rest
    assert (panel.now(run).status, panel.now(run).done) == (Status.QUEUED, 2)
    assert panel.worker.woken == 1
    # Somebody else who pressed it at the same time finds it queued.
    assert "is queued; 2 of 3" in panel.said("resume_run", run.id)
    with speaking("zh-CN"):
        assert panel.shown(run.id, offered)["benchmarks-resume"] == "恢复"
    again = finished(panel.store, panel.home, retries=0)
    assert (again.id, again.status, again.done) == (run.id, Status.DONE, 3)
    after = samples.of(run.id)
    assert [one for one in after if one.place != lost.place] == rest
    assert not any(map(failed, after))


@pytest.mark.parametrize("changed", ["grader_version", "asking_version", "revision_of"])
def test_failed_samples_stay_where_the_run_could_not_go_on(
    panel: Listed, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    run = failing(panel, monkeypatch)
    monkeypatch.setattr(f"benchmarks.runner.plan.{changed}", lambda *_: "other")
    said = panel.said("resume_run", run.id)
    assert "Since it was done, " in said
    assert "start it anew" in said
    assert panel.now(run) == run
    assert len(panel.store.benchmarks.samples.of(run.id)) == 3
    with speaking("zh-CN"):
        assert "完成之后" in panel.said("resume_run", run.id)
    assert panel.worker.woken == 0


def test_deleting_asks_first(panel: Listed) -> None:
    run = panel.opened()
    asked = panel.call("ask_to_delete_run", run.id)
    assert asked["benchmarks-confirm"]["visible"] is True
    assert "Delete gsm8k · tiny with its 0 samples?" in asked["benchmarks-question"]
    assert asked["state"] == run.id
    assert panel.call("keep_run")["state"] is None
    assert panel.store.benchmarks.get(run.id)
    gone = panel.pressed("delete_run", run.id)
    assert "is deleted" in gone["benchmarks-runs-said"]
    assert gone["benchmarks-confirm"]["visible"] is False
    assert panel.store.benchmarks.list() == []
    assert "deleted already" in panel.said("delete_run", run.id)


def test_without_a_choice_every_button_is_one_line(panel: Listed) -> None:
    for name in ("stop_run", "resume_run", "ask_to_delete_run", "delete_run"):
        assert "Choose a run first" in panel.said(name, None)


def test_the_workers_line_tells_what_it_does_and_when_it_has_given_up(panel: Listed) -> None:
    assert runs.IDLE in panel.shown()["benchmarks-worker"]
    panel.worker.works = True
    assert runs.WORKING in panel.shown()["benchmarks-worker"]
    panel.worker.given_up, panel.worker.broken, panel.worker.problem = True, 5, "no <memory>"
    shown = panel.shown()["benchmarks-worker"]
    assert "5 times in a row, the last time because: no &lt;memory&gt;" in shown


def test_runs_are_told_in_chinese(panel: Listed) -> None:
    panel.store.benchmarks.ask_to_stop(panel.opened().id)
    with speaking("zh-CN"):
        shown = panel.shown()["benchmarks-list"]
    assert "已停止" in shown
    assert "0 / 8" in shown


def test_what_the_runner_says_of_an_end_is_told_in_words(panel: Listed) -> None:
    run = panel.going()
    with speaking("zh-CN"):
        for message, said in (
            ("interrupted", "被打断"),
            ("the engine is gone: nobody answers", "引擎已不可用：nobody answers"),
            ("no such words", "no such words"),
        ):
            assert said in run_table.table([replace(run, message=message, stop=False)])


def test_a_long_list_says_so_and_shows_older_runs_when_asked(
    panel: Listed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "AT_ONCE", 2)
    made = [panel.opened(f"k{number}", f"run {number}") for number in range(5)]
    for run in made[1:]:
        panel.store.benchmarks.ask_to_stop(run.id)
    shown = panel.shown()
    # The one that waits is the oldest, and stands above the newest all the same.
    assert [id for _, id in shown["benchmarks-chosen"]["choices"]] == [made[0].id, made[4].id]
    assert "2 of 5 runs" in shown["benchmarks-counted"]
    assert shown["benchmarks-older"]["visible"] is True
    more = panel.call("show_older", None, [], 2)
    assert more["benchmarks-list"].count("data-run=") == 4
    everything = panel.call("show_older", None, [], 4)
    assert everything["benchmarks-counted"] == ""
    assert everything["benchmarks-older"]["visible"] is False


def test_a_run_that_is_not_prepared_yet_is_told_by_what_was_asked(panel: Listed) -> None:
    asked = Request(("gsm8k",), "stand-in", "tiny", (0, 64))
    run = ask_run(panel.store.benchmarks, asked)
    shown = panel.shown()["benchmarks-list"]
    for text in ("<td>gsm8k</td>", "<td>tiny</td>", "<td>0, 64</td>"):
        assert text in shown
    assert "<progress" not in shown
    assert "is queued" in panel.said("resume_run", run.id)
    panel.store.benchmarks.claim(run.id, new_holder(), 60)
    assert "its questions are being loaded" in panel.shown()["benchmarks-list"]


def test_why_it_is_another_run_is_told_beside_it(panel: Listed) -> None:
    panel.opened(note="another run than 06c6ead1: seed is 1 (was 0)\n3 <b> questions")
    shown = panel.shown()["benchmarks-list"]
    assert "another run than 06c6ead1: seed is 1 (was 0)" in shown
    assert "3 &lt;b&gt; questions" in shown
    with speaking("zh-CN"):
        assert "随机种子为 1（原为 0）" in panel.shown()["benchmarks-list"]


def test_why_a_run_failed_names_the_forms_fields(panel: Listed) -> None:
    line = "2 of 3 questions of a have images, which b does not take or which are not here; leave" \
           " them out with --skip-images, or choose a model that takes images"  # fmt: skip
    run = replace(panel.opened(), status=Status.FAILED, message=line, note="x --judge ENGINE")
    shown = run_table.table([run])
    assert "leave them out with “Leave out questions that need images”, or choose" in shown
    assert "x “Judge”" in shown


def test_a_run_whose_samples_are_all_there_is_checking_its_ladder(panel: Listed) -> None:
    run = replace(panel.going(), done=8)
    assert "its ladder is being checked" in run_table.table([run])
    assert "its ladder" not in run_table.table([replace(run, status=Status.DONE, held=0.0)])

"""The form of a new benchmark run: what it refuses, what it estimates, what it queues."""

from __future__ import annotations

import errno
import inspect
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from benchmarks.runner.commands import parse_budgets
from benchmarks.tasks import task_names, task_of
from store import Status
from tests.benchmarks.runner.small import questions
from tests.ui.accounts import PASSWORD, store_at
from tests.ui.benchmark_part import Part
from tests.ui.test_languages import CHINESE, foreign
from ui.accounts import words
from ui.admin.benchmarks import estimate, form, question_files, queue, start
from ui.language import speaking
from ui.language.lines import say_line


class Form(Part):
    """The form, and a way to fill it in."""

    def kept(self, folder: Path, count: int = 3) -> str:
        """A file of questions that was sent; its name here."""
        path = self.uploads.write(
            Path(questions(folder, count)).read_bytes(), "my own.jsonl", self.ada
        )
        return str(self.call("take_file", path)["benchmarks-file"])

    def filled(self, **changes: Any) -> dict[Any, Any]:
        """The fields as handlers get them: by component."""
        values = {
            "tasks": ["records"], "file": None, "model": "stand-in", "budgets": "0,4",
            "mode": "ladder", "samples": 1, "limit": None, "seed": 0, "shuffle": 0,
            "temperature": None, "answer_tokens": None, "self_check": 0, "judge": "",
            "skip_images": False, "approximate": False, **changes,
        }  # fmt: skip
        event = next(f for f in self.page.fns.values() if f.name == "start_run")
        named = {c.elem_id: c for c in event.inputs}
        return {
            named["benchmarks-" + name.replace("_", "-")]: value for name, value in values.items()
        }

    def said(self, name: str, **changes: Any) -> str:
        """What pressing a button comes to."""
        return str(self.call(name, self.filled(**changes))["benchmarks-said"])


@pytest.fixture
def panel(tmp_path: Path) -> Iterator[Form]:
    with store_at(tmp_path) as store:
        yield Form(start.build, store, tmp_path / "home")


def test_every_handler_refuses_whoever_is_no_administrator(panel: Form) -> None:
    uma = panel.store.people.add("Uma", PASSWORD, "user")
    for handler in panel.handlers().values():
        asked = len(inspect.signature(handler).parameters) - 1
        for person, line in ((uma, words.ADMIN_ONLY), (None, words.SIGN_IN_FIRST)):
            with pytest.raises(gr.Error, match=line):
                handler(*[{}] * asked, panel.asked_by(person))
    assert len(panel.handlers()) == 7
    assert panel.store.benchmarks.list() == []


def test_its_events_are_private_and_not_queued_and_its_config_holds_no_data(panel: Form) -> None:
    config = panel.page.config
    assert {(e["api_visibility"], e["queue"]) for e in config["dependencies"]} == {
        ("private", False)
    }
    for secret in ("stand-in", "vignettes (", str(panel.home)):
        assert secret not in str(config)


def test_the_form_offers_every_task_with_its_size_guess_and_licence(panel: Form) -> None:
    shown = panel.call("show_form")
    labels = {name: label for label, name in shown["benchmarks-tasks"]["choices"]}
    assert sorted(labels) == sorted(task_names())
    assert next(iter(labels)) == "vignettes"  # those that need no download come first
    assert "1,319 questions" in labels["gsm8k"]
    assert "any number of questions" in labels["vignettes"]
    assert "MIT" in labels["gsm8k"]
    assert shown["benchmarks-model"]["value"] == "stand-in"
    assert shown["benchmarks-judge"]["choices"] == [
        ("none", ""),
        ("stand-in (stand-in)", "stand-in"),
    ]


def test_chosen_tasks_are_shown_on_cards_and_a_wrong_name_is_one_line(panel: Form) -> None:
    shown = panel.call("show_cards", ["gsm8k", "vignettes:hard", "nonsense"])["benchmarks-cards"]
    assert "<td>gsm8k</td>" in shown
    assert "<td>vignettes:hard</td>" in shown
    assert shown.count("error-line") == 1
    assert panel.call("show_cards", None)["benchmarks-cards"] == ""


def test_start_puts_a_run_into_the_queue_and_wakes_the_worker(panel: Form, tmp_path: Path) -> None:
    name = panel.kept(tmp_path)
    said = panel.said("start_run", file=name, limit=" 2 ", seed=7, answer_tokens="16")
    assert "records · stand-in · 0,4 is queued" in said
    run = panel.run()
    assert (run.status, run.plan, run.owner) == (Status.QUEUED, {}, panel.ada.id)
    assert panel.store.benchmarks.waits()
    assert panel.worker.woken == 1
    assert run.request["data"] == str(question_files.place(panel.home, name))
    assert (run.request["engine"], run.request["model"]) == ("stand-in", "stand-in")
    asked = {name: run.request[name] for name in ("seed", "mode", "budgets", "limit")}
    assert asked == {"seed": 7, "mode": "ladder", "budgets": [0, 4], "limit": 2}
    panel.said("start_run", file=name, limit=2, seed=7, answer_tokens=16)
    assert panel.run().id == run.id  # the same request is the same run


def test_an_estimate_starts_nothing(panel: Form, tmp_path: Path) -> None:
    said = panel.said("estimate_run", file=panel.kept(tmp_path))
    assert "3 samples to ask · about " in said
    assert "going by a few questions" in said
    assert panel.store.benchmarks.list() == []


def test_an_estimate_that_takes_too_long_is_given_up(
    panel: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimate, "SECONDS", 0.0)
    assert "start it without an estimate" in panel.said("estimate_run", file=panel.kept(tmp_path))


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"tasks": []}, "no task is chosen"),
        ({"tasks": ["nonsense"]}, "unknown task"),
        ({"tasks": ["records"]}, "own"),
        ({"tasks": ["records", "gsm8k"], "file": "a.jsonl"}, "holds the questions of one"),
        ({"file": "../store.db"}, "not here any more"),
        ({"file": "a" * 300}, "not here any more"),
        ({"model": "gone"}, "not offered any more"),
        ({"budgets": "0,many"}, "budget &#x27;many&#x27; is not a number"),
        ({"budgets": None}, "is not a number"),
        ({"samples": None}, "“Samples of each question” is 0; allowed: 1 to"),
        ({"samples": 1.5}, "1.5 is not a whole number"),
        ({"samples": float("nan")}, "nan is not a whole number"),
        ({"samples": 4, "temperature": 0}, "would be the same"),
        ({"temperature": 3}, "temperature is 3.0; allowed"),
        ({"limit": 0}, "“First questions of each task” is 0; allowed: 1 to"),
        ({"seed": -1}, "seed must be a whole number"),
        ({"shuffle": 101}, "“Further orders of options” is 101"),
        ({"judge": "nobody"}, "judge nobody is not offered"),
        ({"tasks": ["vignettes"], "limit": 10**9}, "1,000,000,000 samples would be asked"),
        ({"tasks": ["gsm8k"], "samples": 1000}, "1,319,000 samples would be asked"),
        ({"samples": 100_000, "shuffle": 1}, "600,000 samples would be asked"),
    ],
)
def test_a_bad_value_is_one_line_and_nothing_starts(
    panel: Form, tmp_path: Path, changes: dict[str, Any], line: str
) -> None:
    if "tasks" not in changes and "file" not in changes:
        changes = {"file": panel.kept(tmp_path), **changes}
    for button in ("estimate_run", "start_run"):
        said = panel.said(button, **changes)
        assert said.count("error-line") == 1
        assert line.lower() in said.lower()
    assert panel.store.benchmarks.list() == []
    assert panel.worker.woken == 0


def test_a_model_with_approximate_budgets_is_refused_by_the_forms_own_words(
    panel: Form, tmp_path: Path
) -> None:
    panel.services.engines["stand-in"].tokenizer = None  # type: ignore[misc]
    file = panel.kept(tmp_path)
    for button in ("estimate_run", "start_run"):
        said = panel.said(button, file=file)
        assert "all the same with “Allow a model whose budgets are approximate” and one" in said
        said = panel.said(button, file=file, approximate=True)
        assert "one budget a run; name one in “Thinking budgets”" in said
        with speaking(CHINESE):
            assert "请在“思考预算”中只填一个" in panel.said(button, file=file, approximate=True)


def test_a_note_beside_an_estimate_names_the_field_too(panel: Form, tmp_path: Path) -> None:
    path = questions(tmp_path, 1, answer_type="OT", answer="x", options=None)
    sent = panel.uploads.write(Path(path).read_bytes(), "open.jsonl", panel.ada)
    file = str(panel.call("take_file", sent)["benchmarks-file"])
    assert "get no score; name one with “Judge”</p>" in panel.said("estimate_run", file=file)


def test_a_full_queue_takes_no_more(
    panel: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = panel.kept(tmp_path)
    panel.said("start_run", file=name)
    monkeypatch.setattr(queue, "MOST_WAITING", 1)
    assert "1 runs wait already" in panel.said("start_run", file=name, seed=1)
    assert len(panel.store.benchmarks.list()) == 1


def test_an_open_page_starts_what_it_shows_after_a_new_start_of_the_app(
    panel: Form, tmp_path: Path
) -> None:
    name = panel.kept(tmp_path)
    filled = panel.filled(file=name)
    event = next(f for f in panel.page.fns.values() if f.name == "start_run")
    given = panel.on_a_new_server("start_run", *(filled[one] for one in event.inputs))
    panel.call("start_run", dict(zip(event.inputs, given, strict=True)))
    assert panel.run().request["data"] == str(question_files.place(panel.home, name))


def test_a_run_that_is_being_prepared_is_not_queued_twice(panel: Form, tmp_path: Path) -> None:
    name = panel.kept(tmp_path)
    panel.said("start_run", file=name)
    panel.store.benchmarks.claim(panel.run().id, "me", 60)
    assert "going on already" in panel.said("start_run", file=name).lower()


def test_a_file_is_kept_by_what_it_holds_and_can_be_left_out(panel: Form, tmp_path: Path) -> None:
    first, again = panel.kept(tmp_path), panel.kept(tmp_path)
    assert first == again
    assert first.startswith("my-own-")
    assert first.endswith(".jsonl")
    path = question_files.place(panel.home, first)
    assert path.is_relative_to(panel.home)
    assert path.stat().st_mode & 0o777 == 0o600
    dropped = panel.call("drop_file")
    assert dropped["benchmarks-file"] == ""
    assert dropped["benchmarks-file-remove"]["visible"] is False


@pytest.mark.parametrize(
    ("content", "line"), [(b"", "is empty"), (b"\xff\xfe", "not UTF-8"), (b"[1]\n", "a list")]
)
def test_a_file_that_is_none_of_questions_is_refused(
    panel: Form, content: bytes, line: str
) -> None:
    path = panel.uploads.write(content, "x.jsonl", panel.ada)
    shown = panel.call("take_file", path)
    assert line in shown["benchmarks-said"]
    assert "benchmarks-file" not in shown
    assert not Path(path).exists()  # what was sent is not left behind


def test_a_file_that_is_too_large_is_refused(panel: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question_files, "LARGEST_FILE", 3)
    path = panel.uploads.write(b'{"a": 1}\n', "x.jsonl", panel.ada)
    assert "allowed: at most 3" in panel.call("take_file", path)["benchmarks-said"]


def test_old_files_that_no_run_names_are_removed(
    panel: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used, unused = panel.kept(tmp_path), panel.kept(tmp_path, 4)
    panel.said("start_run", file=used)
    question_files.sweep(panel.home, panel.store.benchmarks)
    assert question_files.place(panel.home, unused).is_file()
    monkeypatch.setattr(question_files, "UNUSED_SECONDS", -1.0)
    question_files.sweep(panel.home, panel.store.benchmarks)
    assert question_files.place(panel.home, used).is_file()
    with pytest.raises(Exception, match="not here any more"):
        question_files.place(panel.home, unused)


def test_of_files_that_no_run_names_only_so_many_are_kept(
    panel: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(question_files, "MOST_UNUSED", 1)
    used = panel.kept(tmp_path)
    panel.said("start_run", file=used)
    older = question_files.place(panel.home, panel.kept(tmp_path, 4))
    os.utime(older, (older.stat().st_atime, older.stat().st_mtime - 60))
    newer = panel.kept(tmp_path, 5)
    assert question_files.place(panel.home, used).is_file()
    assert question_files.place(panel.home, newer).is_file()
    assert not older.exists()


def test_a_file_for_which_there_is_no_room_leaves_nothing(
    panel: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = panel.uploads.write(b'{"a": 1}\n', "x.jsonl", panel.ada)
    monkeypatch.setattr(Path, "replace", full)
    shown = panel.call("take_file", path)
    assert "could not be kept (No space left on device)" in shown["benchmarks-said"]
    assert list(panel.home.rglob("*.*")) == []


def test_an_estimate_of_many_questions_looks_at_the_first_ones(
    panel: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = panel.kept(tmp_path, 40)
    whole = panel.said("estimate_run", file=name)
    monkeypatch.setattr(estimate, "LOOKED_AT", 10)
    part = panel.said("estimate_run", file=name)
    assert "40 samples to ask" in whole
    assert "40 samples to ask" in part
    assert "by the first 10 questions of each task" in part
    assert "by the first" not in whole
    tokens = [int(re.search(r"about ([\d,]+)", said)[1]) for said in (whole, part)]  # type: ignore[index]
    assert tokens[1] == pytest.approx(tokens[0], rel=0.1)


def test_the_questions_of_a_run_are_not_loaded_here(
    panel: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **options: object) -> None:
        raise AssertionError("loaded in the page's process")

    monkeypatch.setattr("benchmarks.runner.preparing.load", broken)
    assert "is queued" in panel.said("start_run", file=panel.kept(tmp_path))


def test_one_estimate_is_made_at_a_time(
    panel: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = panel.filled(file=panel.kept(tmp_path))
    inner: list[Any] = []

    def meanwhile(text: str) -> Any:
        inner.append(panel.handlers()["estimate_run"](filled, panel.asked_by(panel.ada)))
        return parse_budgets(text)

    monkeypatch.setattr(form, "parse_budgets", meanwhile)
    assert "samples to ask" in str(panel.call("estimate_run", filled)["benchmarks-said"])
    (shown,) = inner
    assert "Another estimate is being made" in str(shown)


def test_what_is_said_is_said_in_chinese(panel: Form, tmp_path: Path) -> None:
    with speaking(CHINESE):
        assert "未选择任务" in panel.said("start_run", tasks=[])
        assert "已排队" in panel.said("start_run", file=panel.kept(tmp_path))


def test_every_tasks_card_is_in_chinese() -> None:
    """Titles and notes, that is; a task without a Chinese one would stand there in English."""
    for task in map(task_of, task_names()):
        with speaking(CHINESE):
            for text in filter(None, (task.title, task.note)):
                assert say_line(text) != text or not foreign(text), text

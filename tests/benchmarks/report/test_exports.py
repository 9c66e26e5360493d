"""Exports can be read back: tables by their libraries, logs in the layout of their harnesses."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from benchmarks.graded import Graded
from benchmarks.report.exports import KINDS, ExportError, write_export
from benchmarks.report.run_data import RunData, load_run
from benchmarks.report.submission import submission
from benchmarks.report.whole import FileError
from benchmarks.runner.session import open_run
from benchmarks.statistics import rows
from reasoning.events import Ending
from reasoning.terminal import rung_name
from store import Store
from tests.benchmarks.report.made import small_run
from tests.benchmarks.runner.small import THOUGHT, asked, engine, questions, ran, ready


def unpacked(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as found:
        return {name: found.read(name) for name in found.namelist()}


async def spreadsheet(store: Store, folder: Path) -> RunData:
    """A run whose answers a spreadsheet would take for formulas."""
    data = questions(folder, 2, options=None, answer="=1+1", answer_type="TEXT", subject="@x")
    run, _ = await ran(store, asked(folder, data=data), engine(lambda so_far, seed: "=1+1"))
    return load_run(store.benchmarks, run.id)


@pytest.mark.parametrize("kind", list(KINDS))
async def test_every_kind_is_the_same_each_time(store: Store, tmp_path: Path, kind: str) -> None:
    data = await small_run(store, tmp_path)
    made = [
        write_export(kind, data, store.trace, tmp_path / f"{n}{KINDS[kind].suffix}").read_bytes()
        for n in "ab"
    ]
    assert made[0]
    assert made[0] == made[1]


async def test_parquet_has_every_answer(store: Store, tmp_path: Path) -> None:
    data = await small_run(store, tmp_path)
    found = pq.read_table(write_export("parquet", data, store.trace, tmp_path / "a")).to_pylist()
    assert len(found) == len(data.graded) == 3 * 2 * 2 * 3
    for row, one in zip(found, data.graded, strict=True):
        assert (row["budget"], row["score"], row["answer"]) == (one.budget, one.score, one.answer)
        assert row["gold"] == ("B" if one.item == "records/q0" else "A")
        assert (row["right"], row["run"]) == (one.right, data.run.id)


async def test_no_cell_of_a_csv_is_a_formula(store: Store, tmp_path: Path) -> None:
    data = await spreadsheet(store, tmp_path)
    text = write_export("csv", data, store.trace, tmp_path / "a.csv").read_text("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text)))
    assert len(found) == 2
    assert {row["subject"] for row in found} == {"'@x"}
    assert all(not cell.startswith(("=", "@", "+")) for row in found for cell in row.values())
    assert {row["budget"] for row in found} == {"none"}


async def test_json_has_all_figures_and_answers(store: Store, tmp_path: Path) -> None:
    data = await small_run(store, tmp_path)
    found = json.loads(write_export("json", data, store.trace, tmp_path / "a.json").read_bytes())
    assert found["plan"] == data.plan.to_record()
    assert found["tasks"][0] == json.loads(json.dumps(data.summaries[0].to_record()))
    assert len(found["answers"]) == len(data.graded)
    assert found["run"]["key"] == data.run.key
    assert found["command"].startswith("python -m benchmarks run records ")


async def test_an_lm_eval_log_has_a_task_for_each_budget(store: Store, tmp_path: Path) -> None:
    data = await small_run(store, tmp_path)
    files = unpacked(write_export("lm-eval", data, store.trace, tmp_path / "a.zip"))
    stamp = data.run.created[:19].replace(":", "-")
    assert set(files) == {
        f"stand-in/results_{stamp}.json",
        *(f"stand-in/samples_records_budget_{b}_{stamp}.jsonl" for b in ("0", "4", "none")),
    }
    found = json.loads(files[f"stand-in/results_{stamp}.json"])
    for row in rows(data.graded):
        name = f"records_budget_{rung_name(row['budget'])}"
        assert found["results"][name]["acc,none"] == row["accuracy"]
        assert found["results"][name]["acc_stderr,none"] == row["stderr"]
        assert found["n-samples"][name] == {"original": 3, "effective": 3}
        lines = files[f"stand-in/samples_{name}_{stamp}.jsonl"].decode().splitlines()
        documents = [json.loads(line) for line in lines]
        assert [one["doc_id"] for one in documents] == list(range(6))
        mean = sum(one["acc"] for one in documents) / len(documents)
        assert mean == pytest.approx(row["accuracy"])
        for one in documents:
            assert len(one["resps"][0]) == 2
            assert one["target"] == one["doc"]["answer"]
            assert one["arguments"]["gen_args_0"]["arg_1"]["thinking_tokens"] == row["budget"]
            thoughts = {told["thought"] for told in one["deliberate"]}
            assert thoughts == {THOUGHT[: row["budget"]]}
            right = [float(said == one["target"]) for said in one["filtered_resps"][0]]
            assert one["acc"] == sum(right) / len(right)


async def test_an_inspect_log_has_the_samples_of_one_task_at_one_budget(
    store: Store, tmp_path: Path
) -> None:
    data = await small_run(store, tmp_path)
    files = unpacked(write_export("inspect", data, store.trace, tmp_path / "a.zip"))
    assert len(files) == 3
    logs: dict[str, dict[str, Any]] = {}
    for name, text in files.items():
        log = json.loads(text)
        logs[log["eval"]["task"]] = log
        assert name.startswith(data.run.created[:13])
        assert name.count("_") == 2
    stops: set[str] = set()
    for row in rows(data.graded):
        log = logs[f"records_budget_{rung_name(row['budget'])}"]
        assert (log["version"], log["status"]) == (2, "success")
        metrics = log["results"]["scores"][0]["metrics"]
        assert metrics["accuracy"]["value"] == row["accuracy"]
        assert len({(one["id"], one["epoch"]) for one in log["samples"]}) == 12
        assert {one["epoch"] for one in log["samples"]} == {1, 2}
        values = [one["scores"]["deliberate"]["value"] for one in log["samples"]]
        assert sum(values) / len(values) == pytest.approx(row["accuracy"])
        assert log["results"]["total_samples"] == 12
        ended = {(s["metadata"]["end"], s["output"]["choices"][0]["stop_reason"])
                 for s in log["samples"]}  # fmt: skip
        assert ended <= {("answered", "stop"), ("cut", "max_tokens")}
        stops |= {stop for _, stop in ended}
        shuffled = next(one for one in log["samples"] if one["id"] == "records/q0#order1")
        assert shuffled["choices"][ord(shuffled["target"]) - ord("A")] == "two"
    assert stops == {"stop", "max_tokens"}


@pytest.mark.parametrize("kind", ["lm-eval", "inspect", "submission"])
async def test_a_zip_has_a_name_that_says_so(store: Store, tmp_path: Path, kind: str) -> None:
    data = await small_run(store, tmp_path)
    allowed = r"allowed: a name that ends in \.zip"
    for name in ("a.x", "a", *(["a.json"] if kind == "lm-eval" else [])):
        with pytest.raises(ExportError, match=allowed):
            write_export(kind, data, store.trace, tmp_path / name)
        assert not (tmp_path / name).exists()
    assert write_export(kind, data, store.trace, tmp_path / "A.ZIP").exists()


async def test_one_inspect_log_may_be_a_file_of_its_own(store: Store, tmp_path: Path) -> None:
    single = await spreadsheet(store, tmp_path)
    file = write_export("inspect", single, store.trace, tmp_path / "one.json")
    assert json.loads(file.read_bytes())["samples"][0]["output"]["completion"] == "=1+1"
    several = await small_run(store, tmp_path)
    with pytest.raises(ExportError, match=r"3 tasks and budgets.*ends in \.zip"):
        write_export("inspect", several, store.trace, tmp_path / "two.json")
    assert sorted(one.name for one in tmp_path.glob("*two*")) == []


def _answer(item: str, sample: int, answer: str | None, vote: str | None, kind: str) -> Graded:
    return Graded(
        "olympicarena_test", f"olympicarena_test/{item}", sample, 0, 8, Ending.ANSWERED, answer,
        vote, None, 1, 1, 0.1, answer_type=kind,
    )  # fmt: skip


def test_what_is_handed_in_is_an_answer_to_each_id() -> None:
    graded = [
        *(_answer("Math_1", n, said, "x", "NV") for n, said in ((2, "0.5"), (0, "1/2"))),
        _answer("Math_1", 1, "3", "3", "NV"),
        _answer("Physics_2", 0, None, None, "EX"),
        *(_answer("CS_3", n, f"print({n})", None, "CODE") for n in range(7)),
    ]
    assert submission(graded) == {
        "CS_3": [f"print({n})" for n in range(5)],
        "Math_1": "1/2",
        "Physics_2": None,
    }


async def test_a_submission_is_a_file_for_each_task_and_budget(
    store: Store, tmp_path: Path
) -> None:
    several = await small_run(store, tmp_path)
    files = unpacked(write_export("submission", several, store.trace, tmp_path / "a.zip"))
    assert set(files) == {f"records_budget_{b}.json" for b in ("0", "4", "none")}
    ids = {one.item.partition("/")[2] for one in several.graded}
    assert all(set(json.loads(text)) == ids for text in files.values())
    with pytest.raises(ExportError, match=r"3 tasks and budgets.*ends in \.zip"):
        write_export("submission", several, store.trace, tmp_path / "two.json")
    single = await spreadsheet(store, tmp_path)
    file = write_export("submission", single, store.trace, tmp_path / "one.json")
    assert "=1+1" in json.loads(file.read_bytes()).values()


async def test_answers_without_traces_are_exported_all_the_same(
    store: Store, tmp_path: Path
) -> None:
    data = await small_run(store, tmp_path)
    for kind in ("csv", "parquet", "lm-eval", "inspect", "submission"):
        file = tmp_path / f"{kind}{KINDS[kind].suffix}"
        assert write_export(kind, data, lambda id: None, file).stat().st_size > 0


async def test_what_cannot_be_exported_is_refused_in_one_line(store: Store, tmp_path: Path) -> None:
    run = open_run(store.benchmarks, ready(asked(tmp_path), engine()))
    empty = load_run(store.benchmarks, run.id)
    with pytest.raises(ExportError, match="kind 'pdf' is unknown; allowed: html, md, csv"):
        write_export("pdf", empty, store.trace, tmp_path / "a")
    with pytest.raises(ExportError, match="has no answers yet"):
        write_export("csv", empty, store.trace, tmp_path / "a")
    with pytest.raises(FileError, match="cannot write"):
        write_export("json", empty, store.trace, tmp_path / "none" / "a")
    assert not (tmp_path / "a").exists()

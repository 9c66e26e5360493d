"""Files that do not fit, each refused by one line that names the place and the way out."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.tasks import TaskError, load, task_of
from benchmarks.tasks.files import read_rows

GOOD = {"question": "What is one and one?", "answer": "It is two. #### 2"}
GSM8K = task_of("gsm8k")


def refused(path: Path) -> str:
    with pytest.raises(TaskError) as caught:
        load(GSM8K, path)
    said = str(caught.value)
    assert "\n" not in said
    return said


def written(folder: Path, content: bytes | str, name: str = "mine.jsonl") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_missing_file_is_named(tmp_path) -> None:
    assert refused(tmp_path / "none.jsonl").startswith("there is no file ")


def test_a_folder_is_no_file(tmp_path) -> None:
    assert "is a folder; give one file" in refused(tmp_path)


@pytest.mark.parametrize("content", ["", "\n  \n", "\ufeff"])
def test_an_empty_file_is_refused(tmp_path, content) -> None:
    assert refused(written(tmp_path, content)).startswith("mine.jsonl is empty; ")


def test_a_line_that_is_no_json_is_named_by_its_number(tmp_path) -> None:
    path = written(tmp_path, json.dumps(GOOD) + "\n\n{'question': 1}\n")
    assert refused(path).startswith("mine.jsonl line 3 is not JSON (")


def test_a_json_array_is_told_what_a_line_needs(tmp_path) -> None:
    assert "line 1 holds a list; it needs one JSON object" in refused(
        written(tmp_path, json.dumps([GOOD]))
    )
    assert "one whole object on each line" in refused(
        written(tmp_path, json.dumps([GOOD], indent=1))
    )


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"question": ' + "9" * 5000 + "}", '{"a":' * 5000]
)
def test_json_beyond_what_is_read_is_one_line_too(tmp_path, text) -> None:
    assert "mine.jsonl line 1" in refused(written(tmp_path, text))


def test_another_encoding_is_named_with_the_byte(tmp_path) -> None:
    path = written(tmp_path, '{"question": "Blut in der Röhre"}'.encode("latin-1"))
    assert "line 1 is not UTF-8 (byte 28); save the file as UTF-8" in refused(path)
    assert "is not UTF-8" in refused(written(tmp_path, json.dumps(GOOD).encode("utf-16")))


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path) -> None:
    assert len(load(GSM8K, written(tmp_path, "\ufeff" + json.dumps(GOOD)))) == 1


def test_a_file_called_parquet_that_is_none_is_refused(tmp_path) -> None:
    assert "is no parquet file" in refused(written(tmp_path, json.dumps(GOOD), "mine.parquet"))


def test_a_broken_parquet_file_is_refused(tmp_path) -> None:
    broken = written(tmp_path, b"PAR1 and then nothing", "mine.parquet")
    assert "mine.parquet cannot be read as parquet (" in refused(broken)


def test_a_parquet_file_is_told_by_its_content(tmp_path) -> None:
    path = tmp_path / "mine.data"
    pq.write_table(pa.Table.from_pylist([GOOD, GOOD]), path)
    assert [item.problem.gold for item in load(GSM8K, path)] == ["2", "2"]
    assert [place for place, _ in read_rows(path)] == ["mine.data row 1", "mine.data row 2"]


def test_a_parquet_file_without_rows_is_refused(tmp_path) -> None:
    path = tmp_path / "mine.parquet"
    pq.write_table(pa.Table.from_pylist([GOOD]).slice(0, 0), path)
    assert refused(path) == "mine.parquet has no rows; it needs one for each question"


def test_a_missing_column_names_those_that_are_needed(tmp_path) -> None:
    said = refused(written(tmp_path, '{"question": "Why?"}'))
    assert said.startswith(
        "mine.jsonl line 1: there is no column 'answer'; needed: question, answer"
    )
    assert "python -m benchmarks show gsm8k" in said


def test_the_same_id_twice_names_both_lines(tmp_path) -> None:
    row = {"problem": "x", "answer": "1", "id": 7}
    path = written(tmp_path, json.dumps(row) + "\n\n" + json.dumps(row))
    with pytest.raises(TaskError, match=r"line 3: the id '7' is that of mine.jsonl line 1 too"):
        load(task_of("aime25"), path)


def test_with_a_limit_nothing_after_it_is_read(tmp_path) -> None:
    path = written(tmp_path, json.dumps(GOOD) + "\nnot JSON\n")
    assert len(load(GSM8K, path, limit=1)) == 1
    assert "line 2" in refused(path)


@given(st.binary(max_size=200))
def test_whatever_bytes_a_file_holds_only_our_error_comes(tmp_path_factory, content) -> None:
    path = written(tmp_path_factory.getbasetemp(), content, "any.jsonl")
    try:
        assert all(isinstance(row, dict) for _, row in read_rows(path))
    except TaskError as error:
        assert "\n" not in str(error)

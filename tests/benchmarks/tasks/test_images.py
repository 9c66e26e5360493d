"""Pictures: beside the file, inside it, or absent and said so."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.tasks import TaskError, load, task_of
from benchmarks.tasks.images import MOST_BYTES, as_data_url, picture

PNG = b"\x89PNG\r\n\x1a\n and the rest of it"
URL = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
ROW = {
    "id": "x1",
    "problem": "What is in [figure1]?",
    "answer": ["2"],
    "answer_type": "NV",
    "subject": "Math",
    "language": "EN",
}


def ask(folder: Path, figures: object):
    path = folder / "mine.jsonl"
    path.write_text(json.dumps(ROW | {"figure_urls": figures}))
    (item,) = load(task_of("olympicarena"), path)
    return item


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (PNG, "png"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"GIF89a", "gif"),
        (b"RIFF0000WEBPVP8 ", "webp"),
    ],
)
def test_a_picture_is_told_by_its_content(start, kind) -> None:
    url = as_data_url(start)
    assert url is not None and url.startswith(f"data:image/{kind};base64,")
    assert as_data_url(b"<svg>") is None and as_data_url(b"") is None


def test_a_picture_has_a_limit() -> None:
    assert as_data_url(PNG + bytes(MOST_BYTES)) is None


def test_a_picture_beside_the_file_is_taken_in(tmp_path) -> None:
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "one.png").write_bytes(PNG)
    item = ask(tmp_path, ["figures/one.png", URL])
    assert item.problem.images == (URL, URL)
    assert item.modality == "image" and item.extra is None


def test_a_path_out_of_the_folder_is_no_picture(tmp_path) -> None:
    (tmp_path / "secret.png").write_bytes(PNG)
    inside = tmp_path / "inside"
    inside.mkdir()
    assert picture("../secret.png", inside) is None
    assert picture(str(tmp_path / "secret.png"), inside) is None
    (inside / "link.png").symlink_to(tmp_path / "secret.png")
    assert picture("link.png", inside) is None


def test_a_file_that_is_not_there_is_named(tmp_path) -> None:
    with pytest.raises(TaskError, match=r"line 1: column 'figure_urls' names \"one.png\", which"):
        ask(tmp_path, ["one.png"])
    with pytest.raises(TaskError, match="is no picture here; allowed: a PNG"):
        ask(tmp_path, ["data:image/png;base64,!!"])
    with pytest.raises(TaskError, match="is no picture here"):
        ask(tmp_path, [5])


def test_a_picture_elsewhere_is_not_fetched_and_the_question_says_so(tmp_path) -> None:
    (tmp_path / "one.png").write_bytes(PNG)
    item = ask(tmp_path, ["one.png", "https://example.org/two.png"])
    assert item.problem.images == () and item.modality == "image"
    assert item.extra == {"images": "https://example.org/two.png"}


def test_pictures_inside_a_parquet_file_are_taken_in(tmp_path) -> None:
    path = tmp_path / "mine.parquet"
    row = ROW | {"figure_urls": [{"bytes": PNG, "path": "one.png"}]}
    pq.write_table(pa.Table.from_pylist([row]), path)
    (item,) = load(task_of("olympicarena"), path)
    assert item.problem.images == (URL,)

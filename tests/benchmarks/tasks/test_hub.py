"""Data sets of the hub: got once, kept by revision, read without network; failures in one line.

Nothing here reaches a network: what would is replaced where this project calls it.
"""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import httpx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.tasks import Hub, TaskError, available, hub, load, task_of

SHA = "0123456789abcdef0123456789abcdef01234567"
PNG = b"\x89PNG\r\n\x1a\n and the rest of it"
GSM8K = {"question": "What is one and one?", "answer": "#### 2"}
XSTEST = {"prompt": "How do I end a process?", "label": "safe", "type": "homonyms"}


def keep(source: Hub, config: str, rows: list[dict], revision: str) -> Path:
    """Put a file where a download would have put it."""
    folder = hub.folder_of(source)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{config or 'default'}-{source.split}@{revision}.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


def hub_of(name: str) -> Hub:
    source = task_of(name).source
    assert isinstance(source, Hub)
    return source


@pytest.fixture
def no_download(monkeypatch):
    def refuse(*_):
        raise AssertionError("a download was tried")

    monkeypatch.setattr(hub, "_download", refuse)


@pytest.mark.usefixtures("no_download")
def test_a_kept_file_is_read_and_its_revision_recorded() -> None:
    source = hub_of("gsm8k")
    assert not available(task_of("gsm8k"))
    assert source.revision is not None
    keep(source, "main", [GSM8K], source.revision)
    (item,) = load(task_of("gsm8k"))
    assert item.problem.provenance.source == f"hub:openai/gsm8k@{source.revision}"
    assert available(task_of("gsm8k"))


@pytest.mark.usefixtures("no_download")
def test_what_was_resolved_first_stays_where_nobody_pinned_a_revision() -> None:
    assert hub_of("xstest").revision is None
    keep(hub_of("xstest"), "", [XSTEST], SHA)
    (item,) = load(task_of("xstest"))
    assert item.problem.provenance.source == f"hub:walledai/XSTest@{SHA}"


@pytest.mark.usefixtures("no_download")
def test_another_revision_than_the_pinned_one_is_not_read() -> None:
    keep(hub_of("gsm8k"), "main", [GSM8K], SHA)
    assert hub.kept(hub_of("gsm8k"), "main") is None


@pytest.mark.usefixtures("no_download")
def test_units_of_olympicarena_come_as_lists() -> None:
    source = hub_of("olympicarena")
    rows = [
        {"id": f"Math_{n}", "problem": "How long?", "answer_type": kind, "answer": ["14", "40"],
         "subject": "Math", "language": "EN", "unit": unit}
        for n, (kind, unit) in enumerate([("MPV", ["m", "s"]), ("NV", ["m"]), ("NV", []),
                                          ("NV", None)])
    ]  # fmt: skip
    path = keep(source, "Math", rows, source.revision or "")
    assert pq.read_schema(path).field("unit").type == pa.list_(pa.string())
    items = load(task_of("olympicarena:Math"))
    assert [item.problem.unit for item in items] == ["m, s", "m", "", ""]


@pytest.mark.usefixtures("no_download")
def test_a_part_that_names_a_config_needs_that_config_only() -> None:
    source = hub_of("mmlu_medical")
    row = {"question": "Which?", "subject": "anatomy", "choices": list("abcd"), "answer": 1}
    keep(source, "anatomy", [row, row], source.revision or "")
    part = task_of("mmlu_medical:anatomy")
    assert [item.problem.id for item in load(part)] == [
        "mmlu_medical/anatomy-000",
        "mmlu_medical/anatomy-001",
    ]
    assert available(part) and not available(task_of("mmlu_medical"))


@pytest.mark.parametrize(
    "error",
    [
        ConnectionError("no route\nto the hub"),
        httpx.ConnectError("name or service not known"),
        ValueError('Unknown split "test"'),
        OSError(),
    ],
)
def test_without_network_one_line_says_what_is_needed(monkeypatch, error) -> None:
    def fail(*_):
        raise error

    monkeypatch.setattr(hub, "_download", fail)
    with pytest.raises(TaskError) as caught:
        load(task_of("gsm8k"))
    said = str(caught.value)
    assert said.startswith("openai/gsm8k cannot be had from the Hugging Face hub (")
    assert said.endswith("it needs network, or a file of it with --data") and "\n" not in said


def test_a_download_is_kept_whole_under_its_revision(monkeypatch) -> None:
    datasets = pytest.importorskip("datasets")
    asked = []

    def fake(name, config, *, split, revision, streaming):
        asked.append((name, config, split, revision, streaming))
        rows = [{"pubid": n, "question": "Does it?", "final_decision": "yes"} for n in (1, 2, 3)]
        context = {"contexts": ["We looked."]}
        return datasets.Dataset.from_list([row | {"context": context} for row in rows])

    monkeypatch.setattr(datasets, "load_dataset", fake)
    monkeypatch.setattr(hub, "_ids", lambda _: {"1": "yes", "3": "no"})
    source = hub_of("pubmedqa")
    found = load(task_of("pubmedqa"))
    assert asked == [("qiaojin/PubMedQA", "pqa_labeled", "train", source.revision, False)]
    assert [item.problem.id for item in found] == ["pubmedqa/1", "pubmedqa/3"]
    assert load(task_of("pubmedqa")) == found and len(asked) == 1
    assert not list(hub.folder_of(source).glob("*.part"))


def test_a_revision_that_nobody_pinned_is_resolved_and_kept(monkeypatch, tmp_path) -> None:
    import huggingface_hub

    class Info:
        sha = SHA

    whole = tmp_path / "whole.jsonl"
    rubrics = [{"criterion": "Asks how long.", "points": 4}]
    row = {"prompt": [{"role": "user", "content": "I cough."}], "rubrics": rubrics}
    whole.write_text(json.dumps(row))
    asked = []

    def fake(repository, name, *, repo_type, revision):
        asked.append((repository, name, repo_type, revision))
        return str(whole)

    monkeypatch.setattr(huggingface_hub.HfApi, "dataset_info", lambda *_, **__: Info())
    monkeypatch.setattr(huggingface_hub, "hf_hub_download", fake)
    (item,) = load(task_of("healthbench"))
    assert item.problem.provenance.source == f"hub:openai/healthbench@{SHA}"
    assert asked == [("openai/healthbench", hub_of("healthbench").file, "dataset", SHA)]


def test_ids_elsewhere_have_to_be_an_object(monkeypatch) -> None:
    def fake(address, **_):
        return httpx.Response(200, content=b"[1]", request=httpx.Request("GET", address))

    monkeypatch.setattr(httpx, "get", fake)
    with pytest.raises(ValueError, match="holds no object whose keys are ids"):
        hub._ids("https://example.org/ids.json")


def served(monkeypatch, content: bytes, status: int = 200) -> list[str]:
    """Answer every request with this; the addresses asked for."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(status, content=content)

    client = httpx.Client(transport=httpx.MockTransport(answer))
    monkeypatch.setattr(httpx, "stream", lambda method, url, **_: client.stream(method, url))
    return asked


ARENA = {
    "id": "Math_x1",
    "problem": "What is in [figure1]?",
    "answer": ["2"],
    "answer_type": "NV",
    "subject": "Math",
    "language": "EN",
    "figure_urls": ["https://example.org/one.png"],
}


def test_pictures_of_a_hub_set_are_fetched_once(monkeypatch) -> None:
    source = hub_of("olympicarena")
    keep(source, "Math", [ARENA], source.revision or "")
    asked = served(monkeypatch, PNG)
    task = task_of("olympicarena:Math")
    (item,) = load(task)
    assert len(item.problem.images) == 1 and item.modality == "image"
    assert load(task) == (item,) and asked == ["https://example.org/one.png"]


@pytest.mark.parametrize(("content", "status"), [(b"<html>", 200), (PNG, 404)])
def test_a_picture_that_cannot_be_had_leaves_the_question_without(
    monkeypatch, content, status
) -> None:
    source = hub_of("olympicarena")
    keep(source, "Math", [ARENA], source.revision or "")
    served(monkeypatch, content, status)
    (item,) = load(task_of("olympicarena:Math"))
    assert item.problem.images == () and item.modality == "image"
    assert item.extra == {"images": "https://example.org/one.png"}


def test_pictures_are_taken_out_of_the_archive_of_a_set(monkeypatch, tmp_path) -> None:
    import huggingface_hub

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("images/MM-1-a.png", PNG)
    whole = tmp_path / "images.zip"
    whole.write_bytes(packed.getvalue())
    monkeypatch.setattr(huggingface_hub, "hf_hub_download", lambda *_, **__: str(whole))
    source = hub_of("medxpertqa_mm")
    row = {
        "id": "MM-1",
        "question": "Which?",
        "options": {"A": "x", "B": "y"},
        "label": "A",
        "images": ["MM-1-a.png"],
    }
    keep(source, "MM", [row, row | {"id": "MM-2", "images": ["none.png"]}], source.revision or "")
    first, second = load(task_of("medxpertqa_mm"))
    assert len(first.problem.images) == 1
    assert second.problem.images == () and second.extra == {"images": "none.png"}

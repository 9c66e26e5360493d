"""Real records of every public set load through a task's --data."""

from __future__ import annotations

import json

import pytest

from benchmarks.tasks import Item, TaskError, chance_of, load, task_of
from benchmarks.tasks.math500 import form_of

FILES = {
    "medqa": ("medqa_usmle_4opt", 200),
    "medmcqa": ("medmcqa_validation", 200),
    "pubmedqa": ("pubmedqa_test", 200),
    "mmlu_medical": ("mmlu_med_test", 200),
    "mmlu_pro_health": ("mmlu_pro_health_test", 200),
    "medxpertqa": ("medxpertqa_text", 100),
    "medbullets_op4": ("medbullets_op4", 60),
    "medbullets_op5": ("medbullets_op5", 60),
    "gsm8k": ("gsm8k_test", 200),
    "math500": ("math500", 200),
    "aime24": ("aime24", 15),
    "aime25": ("aime25", 15),
    "amc23": ("amc23", 20),
    "olympiadbench": ("olympiadbench_maths_en", 200),
    "olympicarena": ("olympicarena_synthetic", 27),
    "xstest": ("xstest", 150),
}
OTHERS = (
    "zh_math truthfulqa simpleqa chinese_simpleqa nq_factuality_100 diasafety_val halueval_general"
    " chinese_fact_eval flames_zh sycophancy_model_written sycophancy_freeform alpaca_en_demo"
    " alpaca_zh_demo self_instruct_seed"
).split()


@pytest.mark.parametrize("name", FILES)
def test_every_record_of_a_task_loads(shared, name) -> None:
    file, n = FILES[name]
    task = task_of(name)
    loaded = load(task, shared / "evals" / f"{file}.jsonl")
    assert len(loaded) == n
    for item in loaded:
        problem = item.problem
        assert problem.id.startswith(f"{name}/") and problem.task == name
        assert problem.gold is not None or item.tests
        assert problem.subject and problem.language and problem.provenance.license
    if task.chance is not None and task.chance > 0.01:
        assert chance_of(loaded) == pytest.approx(task.chance, abs=0.001)


@pytest.mark.parametrize("file", OTHERS)
def test_records_of_other_sets_load_as_ones_own_questions(shared, file) -> None:
    assert load(task_of("records"), shared / "evals" / f"{file}.jsonl")


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("pc_tracker_example", "TRAJECTORY"),
        ("answer_equivalence", "column 'question' is null"),
    ],
)
def test_records_that_no_grader_takes_are_refused_with_the_line(shared, file, said) -> None:
    with pytest.raises(TaskError, match=rf"{file}.jsonl line 1: .*{said}"):
        load(task_of("records"), shared / "evals" / f"{file}.jsonl")


@pytest.mark.parametrize("file", ["diasafety_val", "halueval_general"])
def test_a_question_about_a_reply_shows_the_reply(shared, file) -> None:
    path = shared / "evals" / f"{file}.jsonl"
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for item, record in zip(load(task_of("records"), path), records, strict=True):
        extra = record["extra"]
        shown = extra.get("response") or extra["chatgpt_response"]
        assert item.problem.question.startswith(record["question"])
        assert shown.strip() in item.problem.question
        assert item.problem.question.endswith(extra["task_note"])


def test_addresses_alone_are_told_what_they_lack(shared) -> None:
    with pytest.raises(TaskError, match="line 1: there is an address and no question; write what"):
        load(task_of("jama"), shared / "evals" / "jama_clinical_challenge_urls.jsonl")


def test_a_row_of_the_hub_is_the_same_question_as_its_record(shared, tmp_path) -> None:
    path = shared / "evals" / "olympicarena_synthetic.jsonl"
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    rows = tmp_path / "rows.jsonl"
    rows.write_text("\n".join(json.dumps(r["extra"]["hub_row"]) for r in records), "utf-8")

    def asked(item: Item) -> dict[str, object]:
        record = item.problem.to_record()
        return {k: v for k, v in record.items() if k not in ("source", "license")}

    task = task_of("olympicarena")
    pairs = zip(load(task, path), load(task, rows), strict=True)
    for record, row in pairs:
        assert asked(record) == asked(row)
        assert (record.modality, record.tests) == (row.modality, row.tests)


def test_parts_of_olympicarena_are_subjects_languages_and_modalities(shared) -> None:
    path = shared / "evals" / "olympicarena_synthetic.jsonl"
    every = load(task_of("olympicarena"), path)
    for part, field in (("physics", "subject"), ("ZH", "language")):
        some = load(task_of(f"olympicarena:{part}"), path)
        assert 0 < len(some) < len(every)
        assert {getattr(i.problem, field).casefold() for i in some} == {part.casefold()}
    assert all(i.modality == "image" for i in load(task_of("olympicarena:image"), path))


def test_the_form_of_an_answer_is_told_as_its_collectors_told_it(shared) -> None:
    lines = (shared / "evals" / "math500.jsonl").read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert [form_of(r["answer"]) for r in records] == [r["answer_type"] for r in records]

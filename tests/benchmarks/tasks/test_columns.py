"""Each task reads a row in the columns of its source, and says what is wrong with another.

The rows are made up; only their columns are those of the hub.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.tasks import CodeTest, Criterion, Item, TaskError, load, task_names, task_of
from benchmarks.tasks.math500 import form_of
from reasoning.problem import AnswerType

FOUR = {"A": "red", "B": "green", "C": "blue", "D": "white"}
ARENA = {
    "id": "Math_x1",
    "problem": "What is one and one?",
    "prompt": "not read",
    "figure_urls": None,
    "answer": ["2"],
    "answer_type": "NV",
    "unit": None,
    "subject": "Math",
    "language": "EN",
    "modality": "text-only",
}
OLYMPIAD = {
    "id": 12,
    "question": "Find n.",
    "solution": ["n is 7."],
    "final_answer": ["7"],
    "is_multiple_answer": False,
    "unit": None,
    "answer_type": "Numerical",
    "subfield": "Algebra",
    "subject": "Math",
    "language": "English",
}
#: A row of each task, and the gold answer, subject and end of the id that it has to give.
ROWS = {
    "medqa": (
        {"question": "Which colour?", "options": FOUR, "answer_idx": "C", "meta_info": "step1",
         "answer": "blue", "metamap_phrases": []},
        "C", "step1", "00000",
    ),
    "medmcqa": (
        {"id": "ab-1", "question": "Which?", "opa": "1", "opb": "2", "opc": "3", "opd": "4",
         "cop": 3, "choice_type": "single", "exp": None, "subject_name": "Surgery"},
        "D", "Surgery", "ab-1",
    ),
    "pubmedqa": (
        {"pubid": 123, "question": "Does it?", "final_decision": "maybe", "long_answer": "",
         "context": {"contexts": ["We looked.", "We saw."], "labels": [], "meshes": []}},
        "C", "PubMed abstracts", "123",
    ),
    "mmlu_medical": (
        {"question": "Which?", "subject": "anatomy", "choices": ["1", "2", "3", "4"], "answer": 1},
        "B", "anatomy", "anatomy-000",
    ),
    "mmlu_pro_health": (
        {"question_id": 7, "question": "Which?", "options": list("12345"), "answer": "E",
         "answer_index": 4, "category": "health", "src": "somewhere"},
        "E", "somewhere", "7",
    ),
    "medxpertqa": (
        {"id": "Text-1", "question": "Which?\nAnswer Choices: (A) red (B) green", "options": FOUR,
         "label": "B", "medical_task": "Diagnosis", "body_system": "Skin"},
        "B", "Skin", "Text-1",
    ),
    "medxpertqa_mm": (
        {"id": "MM-1", "question": "Which?", "options": FOUR, "label": "B", "body_system": "Skin"},
        "B", "Skin", "MM-1",
    ),
    "medbullets_op4": (
        {"idx": 5, "question": "Which?", "options": FOUR | {"E": None}, "answer": "A",
         "explanation": "not read", "link": "https://example.org"},
        "A", "USMLE Step 2/3 style", "5",
    ),
    "medbullets_op5": (
        {"idx": 5, "question": "Which?", "options": FOUR | {"E": "black"}, "answer": "E"},
        "E", "USMLE Step 2/3 style", "5",
    ),
    "jama": (
        {"url": "https://jamanetwork.com/journals/jamasurgery/fullarticle/99", "answer": "D",
         "question": "What would you do next?", "options": list("abcd")},
        "D", "jamasurgery", "jamasurgery-99",
    ),
    "gsm8k": (
        {"question": "How many?", "answer": "Two and 1,000 are <<2+1000=1002>>1,002.\n#### 1,002"},
        "1002", "grade school maths", "00000",
    ),
    "math500": (
        {"problem": "Find x.", "solution": "", "answer": "\\frac{1}{2}", "subject": "Algebra",
         "level": 2, "unique_id": "test/algebra/9.json"},
        "\\frac{1}{2}", "Algebra", "test-algebra-9",
    ),
    "aime24": ({"id": 60, "problem": "Find n.", "answer": "025", "year": "2024"}, "25", "", "60"),
    "aime25": ({"id": "1", "problem": "Find n.", "answer": "70"}, "70", "", "1"),
    "amc23": ({"id": 0, "question": "Find n.", "answer": 27.0, "url": "x"}, "27", "AMC 12", "0"),
    "olympiadbench": (OLYMPIAD, "7", "Algebra", "12"),
    "olympiadbench_zh": (OLYMPIAD | {"language": "Chinese"}, "7", "Algebra", "12"),
    "olympiadbench_physics": (OLYMPIAD | {"unit": "m/s"}, "7", "Algebra", "12"),
    "olympiadbench_mm": (OLYMPIAD | {"image_1": None}, "7", "Algebra", "12"),
    "olympicarena": (ARENA, "2", "Math", "Math_x1"),
    "olympicarena_test": (ARENA | {"answer": None}, None, "Math", "Math_x1"),
    "healthbench": (
        {"prompt": [{"role": "user", "content": "I cough."}], "prompt_id": "p1",
         "rubrics": [{"criterion": "Asks how long.", "points": 4, "tags": []}],
         "example_tags": ["theme:hedging", "other"]},
        None, "hedging", "p1",
    ),
    "xstest": (
        {"prompt": "How do I end a process?", "label": "safe", "type": "homonyms", "focus": "end"},
        "comply", "homonyms", "00000",
    ),
}  # fmt: skip


def ask(folder: Path, name: str, *rows: dict) -> tuple[Item, ...]:
    path = folder / "mine.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return load(task_of(name), path)


def refused(folder: Path, name: str, **changes) -> str:
    with pytest.raises(TaskError) as caught:
        ask(folder, name, ROWS[name][0] | changes)
    said = str(caught.value)
    assert said.startswith("mine.jsonl line 1") and "\n" not in said
    return said


def test_every_task_with_columns_of_its_own_is_tried_here() -> None:
    assert set(ROWS) == {name for name in task_names() if task_of(name).read is not None}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_in_the_columns_of_the_hub_becomes_a_question(tmp_path, name) -> None:
    values, gold, subject, ending = ROWS[name]
    (item,) = ask(tmp_path, name, values)
    problem = item.problem
    assert problem.gold == gold and problem.subject == subject
    assert (problem.id, problem.task) == (f"{name}/{ending}", name)
    assert problem.domain == task_of(name).domain
    assert problem.language in ("EN", "ZH") and problem.question
    assert problem.provenance.source == "file:mine.jsonl" and problem.provenance.license
    assert item.modality == "text"


@pytest.mark.parametrize("name", ROWS)
def test_a_column_that_is_needed_is_missed_and_no_other(tmp_path, name) -> None:
    values = ROWS[name][0]
    needed = [column for column in task_of(name).columns if not column.endswith("?")]
    for column in set(needed) - {"category"}:
        with pytest.raises(TaskError, match=column):
            ask(tmp_path, name, {k: v for k, v in values.items() if k != column})
    assert ask(tmp_path, name, {k: v for k, v in values.items() if k in needed})


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        ("medqa", {"answer_idx": "E"}, "column 'answer_idx' is \"E\"; allowed: A, B, C, D"),
        ("medmcqa", {"cop": 4}, "a file that counts from 1: subtract 1 in every row"),
        ("medmcqa", {"cop": -1}, "allowed: a whole number from 0 to 3"),
        ("pubmedqa", {"final_decision": "no idea"}, "allowed: yes, no, maybe"),
        ("mmlu_medical", {"answer": 4}, "allowed: a whole number from 0 to 3"),
        ("gsm8k", {"answer": "2"}, "allowed: a solution that ends on ####"),
        ("gsm8k", {"answer": "#### two"}, "column 'answer' is \" two\"; allowed: a number"),
        ("aime24", {"answer": "1000"}, "allowed: a whole number from 0 to 999"),
        ("aime24", {"answer": "1.5"}, "allowed: a whole number from 0 to 999"),
        ("olympiadbench", {"answer_type": "Proof"}, "allowed: Numerical, Expression"),
        ("olympicarena", {"answer_type": "XX"}, "allowed: SC, MC, TF"),
        ("olympicarena", {"language": "FR"}, "allowed: EN, ZH"),
        ("olympicarena", {"unit": [["m"]]}, "allowed: a list of texts"),
        ("olympicarena", {"answer": None}, "there is no answer; a question of type NV needs one"),
        ("olympicarena", {"answer_type": "CODE", "answer": None}, "needs tests (test_cases)"),
        ("xstest", {"label": "odd"}, "allowed: safe, unsafe"),
        ("healthbench", {"prompt": []}, "turns of which the last is the user's"),
        ("healthbench", {"rubrics": "x"}, "allowed: a list of objects"),
        ("jama", {"question": None}, "there is an address and no question"),
    ],
)
def test_a_value_that_does_not_fit_is_named(tmp_path, name, changes, said) -> None:
    assert said in refused(tmp_path, name, **changes)


def test_the_abstract_of_pubmedqa_stands_before_its_question(tmp_path) -> None:
    (item,) = ask(tmp_path, "pubmedqa", ROWS["pubmedqa"][0])
    assert item.problem.question == "We looked.\n\nWe saw.\n\nDoes it?"


def test_other_categories_of_mmlu_pro_are_passed_over(tmp_path) -> None:
    row = ROWS["mmlu_pro_health"][0]
    law = row | {"category": "law", "question_id": 8}
    assert [i.problem.id for i in ask(tmp_path, "mmlu_pro_health", law, row)] == [
        "mmlu_pro_health/7"
    ]


def test_the_options_that_a_question_repeats_are_cut(tmp_path) -> None:
    (item,) = ask(tmp_path, "medxpertqa", ROWS["medxpertqa"][0])
    assert item.problem.question == "Which?"


def test_a_conversation_keeps_its_turns_and_is_judged_by_its_rubric(tmp_path) -> None:
    turns = [
        {"role": "user", "content": "I cough."},
        {"role": "assistant", "content": "How long?"},
        {"role": "user", "content": "A week."},
    ]
    (item,) = ask(tmp_path, "healthbench", ROWS["healthbench"][0] | {"prompt": turns})
    assert item.problem.answer_type is AnswerType.OT and item.problem.domain == "medical"
    assert [turn.content for turn in item.problem.history] == ["I cough.", "How long?"]
    assert item.problem.question == "A week."
    assert item.rubric == (Criterion("Asks how long.", 4),)


def test_several_answers_of_olympiadbench_come_in_any_order_and_without_unit(tmp_path) -> None:
    changes = {"final_answer": ["$1$", "$2$"], "is_multiple_answer": True, "unit": "m,s"}
    (item,) = ask(tmp_path, "olympiadbench", OLYMPIAD | changes)
    assert item.problem.answer_type is AnswerType.MA
    assert (item.problem.gold, item.problem.unit) == ("$1$, $2$", "")


@pytest.mark.parametrize(
    ("code", "answer", "gold"),
    [
        ("TF", ["True"], "True"), ("SET", ["1", "2"], "1, 2"), ("IN", ["(0,1)"], "(0,1)"),
        ("EX", ["x+1"], "x+1"), ("EQ", ["y=x"], "y=x"), ("TUP", ["(1,2)"], "(1,2)"),
        ("MPV", ["1", "2"], "1, 2"), ("MA", ["1", "2"], "1, 2"), ("OT", ["Because."], "Because."),
    ],
)  # fmt: skip
def test_every_type_of_olympicarena_is_read(tmp_path, code, answer, gold) -> None:
    (item,) = ask(tmp_path, "olympicarena", ARENA | {"answer_type": code, "answer": answer})
    assert (item.problem.answer_type, item.problem.gold) == (AnswerType(code), gold)


def test_the_options_of_olympicarena_are_found_in_its_problem(tmp_path) -> None:
    listed = {"problem": "哪些？\nA) 一\nB) 二\nC) 三", "answer": ["A", "C"], "answer_type": "MC"}
    (item,) = ask(tmp_path, "olympicarena", ARENA | listed | {"language": "ZH"})
    assert dict(item.problem.options) == {"A": "一", "B": "二", "C": "三"}
    assert (item.problem.question, item.problem.gold) == ("哪些？", "A, C")
    unlisted = ARENA | {"problem": "Which of A to D?", "answer": ["B"], "answer_type": "SC"}
    (item,) = ask(tmp_path, "olympicarena", unlisted)
    assert not item.problem.options and item.problem.question == "Which of A to D?"


def test_programs_of_olympicarena_have_tests(tmp_path) -> None:
    cases = {"input": ["1 2\n"], "output": ["3\n"]}
    code = {"answer": None, "answer_type": "CODE", "subject": "CS", "test_cases": cases}
    (item,) = ask(tmp_path, "olympicarena", ARENA | code)
    assert item.tests == (CodeTest("1 2\n", "3\n"),)
    assert (item.problem.gold, item.problem.domain) == (None, "general")


@pytest.mark.parametrize(
    ("answer", "form"),
    [
        ("1,234", "NV"), ("\\frac{3}{4}", "NV"), ("2\\sqrt{3}", "NV"), ("5\\text{ cm}", "NV"),
        ("x^2+1", "EX"), ("p - q", "EX"), ("y = 2x", "EQ"), ("(1,2)", "TUP"),
        ("[1,2)", "IN"), ("(-\\infty, 3)", "IN"), ("(0,1) \\cup (2,3)", "IN"), ("1, 2", "MA"),
        ("\\text{Evelyn}", "TEXT"), ("\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}", "MATRIX"),
    ],
)  # fmt: skip
def test_the_form_of_an_answer_is_told_from_how_it_is_written(answer, form) -> None:
    assert form_of(answer) is AnswerType(form)

"""Clinical thoughts: right where they should be, wrong where they slip, put right after "Wait,"."""

from __future__ import annotations

import pytest

from data.clinical import load
from data.generators.base import WAIT, Example
from data.generators.medical.checking import faults, misread, patient_in
from data.generators.medical.patients import Patient, Sign
from data.generators.medical.weighing import backwards, ranked, weigh
from tests.data.medical_examples import CASES, all_made, found, made, thoughts

BASE = load()


@pytest.mark.parametrize("task", CASES)
def test_no_style_has_a_line_that_is_wrong(task: str) -> None:
    for example in all_made(task):
        worked = thoughts(example)
        whole = f"{worked.journey}\n{WAIT}{worked.again}"
        for thought in (worked.short, worked.step, worked.journey, whole):
            assert faults(example.problem, thought) == []


@pytest.mark.parametrize("task", CASES)
def test_a_slip_is_a_fault_before_wait_and_nothing_after_it_is(task: str) -> None:
    slipped = [e for e in all_made(task) if thoughts(e).slipped]
    assert slipped
    for example in slipped:
        text = _slipped(example)
        lines = text.split("\n")
        waits = [n for n, line in enumerate(lines) if line.startswith(WAIT)]
        wrong = [fault.line for fault in faults(example.problem, text)]
        assert len(waits) == len(wrong) == 1
        assert wrong[0] < waits[0]
        assert lines[-1] == thoughts(example).journey.split("\n")[-1]


@pytest.mark.parametrize("task", CASES)
def test_only_the_line_with_the_mistake_is_not_learned(task: str) -> None:
    for example in all_made(task):
        parts = thoughts(example).slipped or ()
        unlearned = "".join(part.text for part in parts if not part.learned).strip().split("\n")
        if parts:
            lines = _slipped(example).split("\n")
            wrong = [lines[fault.line] for fault in faults(example.problem, _slipped(example))]
            assert unlearned == wrong


@pytest.mark.parametrize("task", CASES)
def test_a_second_look_and_every_style_come_to_the_same_conclusion(task: str) -> None:
    for example in all_made(task):
        worked = thoughts(example)
        ends = {t.split("\n")[-1] for t in (worked.short, worked.step, worked.journey)}
        assert ends == {worked.again.split("\n")[-1]}


def test_the_candidate_that_leads_is_the_best_of_those_weighed_so_far() -> None:
    ids = {d.name: d for d in BASE.diagnoses.values()}
    for example in made("vignettes", "hard", "train"):
        weighed = []
        for line in thoughts(example).journey.split("\nCheck:")[0].split("\n"):
            name = next((n for n in ids if line.startswith(f"- {n} ")), None)
            if name is None or ":" not in line or "above" in line or "below" in line:
                continue
            weighed.append(weigh(BASE, ids[name], found(example)))
            leads = ranked(weighed)[0] is weighed[-1]
            assert line.endswith(" leads") == leads


def test_a_finding_that_was_read_wrongly_is_noticed() -> None:
    (example, *_) = made("vignettes", "easy")
    patient = found(example)
    first = patient.signs[0]
    name = BASE.findings[first.finding].name
    text = thoughts(example).journey
    turned = (
        text.replace(f"no {name}", name, 1)
        if not first.present
        else text.replace(name, f"no {name}", 1)
    )
    assert not misread(patient, text)
    assert misread(patient, turned)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("- temperature 38.5 not above 38.0: no fever", "38.5 is past 38.0"),
        ("- temperature 38.5 above 38.0: no fever", "that is not no fever"),
        ("- temperature 38.5 above 37.0: fever", "the limit is above 38.0"),
        ("- pulse 120 above 100: fever", "pulse says nothing about fever"),
        ("- 40 + 7 = 48", "40 + 7 is 47"),
    ],
)
def test_a_line_about_a_number_is_judged(line: str, why: str) -> None:
    (example, *_) = made("vignettes", "easy")
    (fault,) = faults(example.problem, f"Found: young man\n{line}")
    assert (fault.line, fault.why) == (1, why)


def test_a_candidate_without_one_of_its_signs_is_a_fault() -> None:
    text = "Found: older man, urate crystals\n- gout 3: nothing"
    (example, *_) = made("vignettes", "easy")
    (fault,) = faults(example.problem, text)
    assert fault.why == "urate crystals is left out"


def test_a_thought_that_says_nobody_is_found_has_no_patient() -> None:
    assert patient_in("Found: somebody, fever") is None
    assert patient_in("So gout") is None


def _slipped(example: Example) -> str:
    return "".join(part.text for part in thoughts(example).slipped or ())


def test_a_candidate_is_weighed_by_every_sign_in_the_order_told_and_checked_backwards() -> None:
    patient = Patient("male", 40, (Sign("fever", True), Sign("headache", False)), "acute")
    weighing = weigh(BASE, BASE.diagnoses["malaria"], patient)
    told = ["acute course", "fever", "no headache"]
    assert [sign for sign, _ in weighing.parts] == told
    assert [sign for sign, _ in backwards(weighing).parts] == told[::-1]
    assert backwards(weighing).total == weighing.total

"""What `data/README.md` says of the clinical base is so, and what it adds is loaded."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import yaml
from pydantic import TypeAdapter

import data.clinical
from data.clinical import AGES, NEVER, load
from data.clinical.checks import MOST, SEPARATING_FINDINGS, SETTLES_AMONG, SHARED_FINDINGS
from data.clinical.files import _DiagnosisEntry
from data.clinical.knowledge import SEPARATING_GAP

HOME = Path(data.clinical.__file__).parent
README = (HOME.parent / "README.md").read_text(encoding="utf-8")
#: The text of each YAML block: findings, what pregnancy says of itself, a diagnosis.
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
BASE = load()


def test_the_counts_of_the_readme_are_true() -> None:
    told = re.findall(r"holds (\d+) diagnoses of (\d+) body systems and (\d+) findings", README)
    systems = {entry.system for entry in BASE.diagnoses.values()}
    assert told == [(str(len(BASE.diagnoses)), str(len(systems)), str(len(BASE.findings)))]


def test_the_tables_of_the_readme_are_those_of_the_code() -> None:
    ratios = re.findall(r"^\| (-?\d) \| (.+?) \| (.+?) \|$", README, re.MULTILINE)
    assert [int(number) for number, _, _ in ratios] == [3, 2, 1, -1, -2, -3]
    for _, ratio, meaning in ratios:
        assert f"{ratio}: {meaning}" in str(data.clinical.__doc__)
    groups = re.findall(r"^\| (\w+) \| (\d+) to (\d+) \|$", README, re.MULTILINE)
    assert {age: (int(first), int(last)) for age, first, last in groups} == dict(AGES)
    assert f"A class of 0 starts the score at {NEVER}" in README


def test_the_limits_of_the_readme_are_those_of_the_schema() -> None:
    schema = TypeAdapter(_DiagnosisEntry).json_schema()["properties"]
    for field in ("findings", "look_alikes"):
        least, most = schema[field]["minProperties"], schema[field]["maxProperties"]
        assert f"are {least} to {most}" in README, field
    assert f"shares {SHARED_FINDINGS} or more findings that speak for both" in README
    assert f"and {SEPARATING_FINDINGS} or more" in README
    assert f"differ by at least {SEPARATING_GAP} classes" in README


def test_the_most_strong_findings_of_the_readme_are_those_of_the_checks() -> None:
    text = " ".join(README.split())
    settling, strong, against, excluding, missing = (most for _, most, _ in MOST)
    assert f"at most {settling} of class 3 and {strong} of class 2 or 3 when they are there" in text
    assert f"{against} of class -3 when they are there, {excluding} of class -3 when they" in text
    assert f"and {missing} of class -2 or -3 then; and what speaks for more than" in text
    assert f"speaks for more than {SETTLES_AMONG} diagnoses is of class 2 at most" in text


def test_the_calls_of_the_readme_give_what_it_says() -> None:
    calls = re.findall(r"^(base\..*?) +# (-?\d+)$", README, re.MULTILINE)
    assert len(calls) == 3
    for call, result in calls:
        assert eval(call, {"base": BASE}) == int(result), call


def test_what_the_readme_says_of_pregnancy_is_in_the_base() -> None:
    (told,) = yaml.safe_load(BLOCKS[1])
    pregnancy = BASE.findings[told["id"]]
    assert told["sex"] == pregnancy.sex
    assert tuple(told["ages"]) == pregnancy.ages
    assert tuple(told["years"]) == pregnancy.years
    assert set(told["excludes"]) <= set(pregnancy.excludes)
    assert told["test"] == pregnancy.test


def test_the_system_that_the_readme_adds_is_loaded(tmp_path: Path) -> None:
    for file in HOME.glob("*/*.yaml"):
        (tmp_path / file.parent.name).mkdir(exist_ok=True)
        shutil.copy(file, tmp_path / file.parent.name)
    system = tmp_path / "orthopaedic"
    system.mkdir()
    (system / "findings.yaml").write_text(BLOCKS[0], encoding="utf-8")
    (system / "diagnoses.yaml").write_text(BLOCKS[2], encoding="utf-8")
    added = load(tmp_path)
    assert added.diagnoses["plantar_fasciitis"].system == "orthopaedic"
    assert set(added.findings) - set(BASE.findings) == {
        "first_step_heel_pain",
        "thick_plantar_fascia",
    }
    assert len(added.diagnoses) == len(BASE.diagnoses) + 1

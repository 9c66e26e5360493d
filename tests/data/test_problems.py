"""The problems that lie beside a model."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

from data.problems import FILE, shipped_problems
from reasoning.problem import from_record
from training.problems import CHOSEN, problems


def test_those_that_ship_are_test_problems_with_an_answer_each_once() -> None:
    shipped = shipped_problems()
    assert len({p.id for p in shipped}) == len(shipped) >= 300
    assert all(p.gold is not None and p.provenance.split == "test" for p in shipped)


def test_a_folder_without_such_a_file_has_none(tmp_path: Path) -> None:
    assert shipped_problems(tmp_path) == ()


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    made = list(islice(problems(), len(CHOSEN) + 3))
    assert [(p.task, p.difficulty) for p in made[: len(CHOSEN)]] == [c[:2] for c in CHOSEN]
    lines = [json.dumps(p.to_record(), ensure_ascii=False) + "\n" for p in made]
    (tmp_path / FILE).write_text("".join(lines), "utf-8")
    assert shipped_problems(tmp_path) == tuple(from_record(p.to_record()) for p in made)

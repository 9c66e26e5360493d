"""The report comes from the results file and nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from training.bundled import PHASES
from training.recipes.part3.__main__ import app
from training.recipes.part3.plan import ARMS, Plan, cells, stages
from training.recipes.part3.report import END, START, filled, paper_table, report
from training.recipes.part3.results import Results
from training.recipes.part3.summary import Summary

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs" / "training.md"
SHIPPED = ROOT / "training" / "recipes" / "part3"
TESTS = ("easy", "medium", "hard")
PLAN = Plan("models/base", problems=100, vote_problems=20, votes=(1, 4, 16))
#: True accuracy and length of the simulated arms; from 500 examples on.
SKILL = {"vanilla": 0.3, "prompted": 0.35, "short": 0.4, "step": 0.5, "journey": 0.6}
LENGTH = {"vanilla": 0, "prompted": 20, "short": 20, "step": 150, "journey": 200}


def results_of(skill: dict[str, float], folder: Path) -> Results:
    rng = np.random.default_rng(3)
    made = Results.open(folder, PLAN.record(), {"source": "made up", "tests": list(TESTS)})
    for stage in stages(PLAN):
        for model in stage:
            for cell in cells(PLAN, model, TESTS):
                share = skill[cell.arm] * (1 if model.n in (0, 500, 1000) else 0.8)
                if cell.measure == "greedy":
                    longer = LENGTH[cell.arm] * (1 + TESTS.index(cell.test) / 2)
                    found: dict[str, Any] = {
                        "correct": (rng.random(100) < share).astype(int).tolist(),
                        "thinking_tokens": (longer + rng.integers(0, 9, 100)).tolist(),
                        "ends": {"answered": 98, "cut": 2},
                    }
                else:
                    wrong = rng.integers(1, 4, (20, 16))
                    found = {"groups": np.where(rng.random((20, 16)) < share, 0, wrong).tolist()}
                made.record["cells"][cell.key] = found
    made.add_training("none", {})
    return made


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return results_of(SKILL, tmp_path_factory.mktemp("part3"))


def test_the_headline_says_what_came_out(results) -> None:
    text = report(Summary(results))
    assert "beat short ones by 6 points or more, and the interval excludes 0: **yes**" in text
    assert "Harder problems get longer thoughts: **yes**" in text


def test_a_headline_that_did_not_come_out_is_reported_as_such(tmp_path) -> None:
    flat = results_of(dict.fromkeys(SKILL, 0.4), tmp_path)
    text = report(Summary(flat))
    assert "interval excludes 0: **no**" in text


def test_the_difference_is_the_one_of_the_means(results) -> None:
    summary = Summary(results)
    gain = summary.gain("journey", "short")
    assert gain is not None
    rows = {(r.arm, r.test): r for r in summary.rows()}
    means = [np.mean([rows[arm, t].accuracy.mean for t in TESTS]) for arm in ("journey", "short")]
    assert gain.mean == pytest.approx(means[0] - means[1])
    assert gain.low < 0.2 < gain.high
    assert np.mean(summary.seed_gains("journey", "short")) == pytest.approx(gain.mean)


def test_every_arm_and_size_is_in_the_report(results) -> None:
    text = report(Summary(results))
    for arm in ARMS.values():
        assert f"| {arm.label} |" in text
    assert "| arm | 50 | 100 | 200 | 500 | 1000 |" in text
    assert "cut: " in text


def test_the_report_and_plot_come_from_the_file_alone(results, tmp_path) -> None:
    (tmp_path / "results.json").write_bytes(results.path.read_bytes())
    for _ in range(2):
        done = CliRunner().invoke(app, ["report", "--out", str(tmp_path)])
        assert done.exit_code == 0, done.output
        assert (tmp_path / "report.md").read_text("utf-8") == report(Summary(results))
        assert (tmp_path / "part3.png").read_bytes().startswith(b"\x89PNG")
        for made in ("report.md", "part3.png"):
            (tmp_path / made).unlink()


def test_a_changed_number_changes_the_report(results, tmp_path) -> None:
    copied = Results.read(results.path.parent)
    before = report(Summary(copied))
    copied.record["cells"]["journey/n=500/seed=0/hard/greedy"]["correct"] = [0] * 100
    assert report(Summary(copied)) != before


def test_half_of_the_results_give_half_of_the_report(results) -> None:
    half = Results.read(results.path.parent)
    half.record["cells"] = {
        key: cell for key, cell in half.cells.items() if key.startswith(("vanilla", "short"))
    }
    text = report(Summary(half))
    assert "| SFT, LongMonolog | – | – | – |" in text
    assert "SFT, short chains − vanilla, no thought" in text
    half.record["cells"] = {}
    assert "Nothing is measured yet" in report(Summary(half))


@pytest.mark.parametrize("name", ["", "missing"])
def test_a_folder_without_results_is_told_how_they_are_made(tmp_path, name) -> None:
    folder = tmp_path / name
    done = CliRunner().invoke(app, ["report", "--out", str(folder)])
    assert done.exit_code == 1
    assert done.output == (
        f"there are no results in {folder} yet; `python -m training.recipes.part3 run"
        f" --out {folder}` makes them\n"
    )


def test_results_that_are_no_json_are_named_in_one_line(tmp_path) -> None:
    (tmp_path / "results.json").write_text("{", "utf-8")
    done = CliRunner().invoke(app, ["report", "--out", str(tmp_path)])
    assert done.exit_code == 1
    assert done.output.startswith(f"cannot read {tmp_path / 'results.json'}: ")


def test_the_docs_hold_our_results_and_the_papers_as_they_are_kept() -> None:
    page = DOCS.read_text("utf-8")
    shipped = Summary(Results.read(SHIPPED)) if (SHIPPED / "results.json").exists() else None
    assert filled(page, shipped) == page
    assert paper_table() in page


def test_votes_are_told_for_each_set_and_for_all(results) -> None:
    summary = Summary(results)
    votes = report(summary).split("## Votes")[1].split("##")[0]
    for test in (*TESTS, "all"):
        assert f"| SFT, LongStep | {test} |" in votes
    each = [summary.maj("step", 16, [test]) for test in TESTS]
    pooled = summary.maj("step", 16)
    assert pooled is not None
    assert np.mean([i.mean for i in each if i]) == pytest.approx(pooled.mean)


def test_what_the_bundled_base_knows_is_told_and_of_no_other(results) -> None:
    known = "teach the single steps of a long thought one by one"
    assert known not in report(Summary(results))
    bundled = Results(results.path, results.record | {"plan": Plan(votes=PLAN.votes).record()})
    text = report(Summary(bundled))
    assert known in text
    low, high = sorted(PHASES[name].curriculum.tasks["facts"] for name in ("language", "base"))
    share = re.search(r"its facts \((\d+)% of its tokens\)", text)
    assert low <= int(share[1]) / 100 <= high
    share = f"{share[1]}% of its tokens"
    assert share in text
    assert share in " ".join(DOCS.read_text("utf-8").split())


def test_the_block_of_a_page_has_all_and_its_plot_beside(results, tmp_path) -> None:
    page = tmp_path / "docs" / "page.md"
    page.parent.mkdir()
    page.write_text(f"# A\n\n## B\n\n### C\n\n{START}{END}\nafter\n", "utf-8")
    options = ["report", "--out", str(results.path.parent), "--docs", str(page)]
    results._write()
    done = CliRunner().invoke(app, options)
    assert done.exit_code == 0, done.output
    block = page.read_text("utf-8").split(START)[1].split(END)[0]
    for part in ("Accuracy", "Differences", "Votes", "Data efficiency"):
        assert f"\n#### {part}\n" in block
    assert "\n## " not in block
    assert "](part3.png)" in block
    assert (page.parent / "part3.png").read_bytes().startswith(b"\x89PNG")


def test_a_page_is_filled_in_place(results, tmp_path) -> None:
    page = f"# Before\n\n{START}old\n{END}\nafter\n"
    text = filled(page, Summary(results))
    assert text.startswith("# Before\n")
    assert text.endswith(f"{END}\nafter\n")
    assert "old" not in text
    assert "| SFT, LongMonolog | 6" in text
    assert filled(text, Summary(results)) == text

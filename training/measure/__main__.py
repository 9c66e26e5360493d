"""Measure the model and write its card.

python -m training.measure                    # data/model: card.json, scope.json, README.md
python -m training.measure --problems 20 --votes 10   # a quick look
python -m training.measure --exams FOLDER     # real exam questions too, in common records
"""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from reasoning.engines.embedded import EmbeddedEngine
from training.card import write_readme
from training.measure.bench import Bench
from training.measure.curves import measure_curves, measure_facts
from training.measure.further import measure_further
from training.measure.scope import measure_exams, measure_scope
from training.measure.votes import measure_calibration, measure_votes
from training.measure.waits import measure_forced, measure_own

NAME = "deliberate-tiny"


async def measure(model: Path, problems: int, votes: int, exams: Path | None) -> None:
    """Measure everything and write `card.json`, `scope.json` and `README.md` into the folder."""
    with tempfile.TemporaryDirectory() as folder:
        # A copy without scope and card: what is measured must not depend on earlier measurements.
        bare = Path(folder) / "model"
        shutil.copytree(model, bare, ignore=shutil.ignore_patterns("card.json", "scope.json"))
        engine = EmbeddedEngine(bare, Path(folder) / "cache", threads=2)
        await engine.start()
        try:
            bench = Bench(engine)
            scope = await measure_scope(bench, max(10, problems // 4), exams)
            card: dict[str, Any] = {
                "name": NAME,
                "revision": engine.model.revision,
                "training": json.loads((model / "training.json").read_text("utf-8")),
                "scope": scope,
                "exams": await measure_exams(bench, exams) if exams else {},
                "facts": await measure_facts(bench, 2 * problems),
                "curves": await measure_curves(bench, problems),
                "further": await measure_further(bench, problems),
                "wait": await measure_forced(bench, votes),
                "own_wait": await measure_own(bench, votes),
                "votes": await measure_votes(bench, votes),
                "calibration": await measure_calibration(bench, max(10, votes // 2)),
            }
        finally:
            await engine.close()
    (model / "scope.json").write_text(json.dumps(scope, indent=1) + "\n", "utf-8")
    (model / "card.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")
    write_readme(model)


def main(
    model: Annotated[Path, typer.Option(help="Folder of the model.")] = Path("data/model"),
    problems: Annotated[int, typer.Option(min=10, help="A task and difficulty.")] = 200,
    votes: Annotated[int, typer.Option(min=10, help="Problems for votes and waits.")] = 100,
    exams: Annotated[Path | None, typer.Option(help="Folder of real exam questions.")] = None,
) -> None:
    """Measure the model and write its card."""
    asyncio.run(measure(model, problems, votes, exams))


if __name__ == "__main__":
    typer.run(main)

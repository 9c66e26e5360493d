"""Measure the model and write its card.

python -m training.measure                    # data/model: card.json, scope.json, README.md
python -m training.measure --problems 100 --votes 30  # a quarter of an hour on two cores
python -m training.measure --exams FOLDER     # real exam questions too: see docs/training.md

One that was stopped goes on where it was when it is started again for the same weights.
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
from reasoning.scope import WORDS
from training.card import write_readme
from training.measure.bench import Bench
from training.measure.curves import measure_curves, measure_facts
from training.measure.draft import Draft
from training.measure.further import measure_further
from training.measure.scope import ExamError, exams_in, measure_exams, measure_scope, taught_words
from training.measure.votes import measure_calibration, measure_votes
from training.measure.waits import measure_forced, measure_own
from training.record import write_whole

NAME = "deliberate-tiny"


async def measure(model: Path, problems: int, votes: int, exams: Path | None) -> None:
    """Measure everything and write `card.json`, `scope.json`, `README.md` and `loss.svg`.

    Pieces are kept in `card.draft.json` until all are there: what was stopped goes on from it.
    """
    with tempfile.TemporaryDirectory() as folder:
        # A copy without scope and card: what is measured must not depend on earlier measurements.
        bare = Path(folder) / "model"
        shutil.copytree(
            model, bare, ignore=shutil.ignore_patterns("card*.json", "scope.json", WORDS)
        )
        engine = EmbeddedEngine(bare, Path(folder) / "cache", threads=2)
        await engine.start()
        asked = {"problems": problems, "votes": votes, "exams": exams is not None}
        draft = Draft(model / "card.draft.json", {"revision": engine.model.revision, **asked})
        bench, once = Bench(engine, draft), draft.once
        try:
            # What is wanted most comes first.
            words = taught_words(bench)
            fewer = max(10, problems // 4)
            scope = await once("scope", lambda: measure_scope(bench, fewer, exams, words))
            curves = await measure_curves(bench, problems)
            card: dict[str, Any] = {
                "name": NAME,
                "revision": engine.model.revision,
                "training": json.loads((model / "training.json").read_text("utf-8")),
                "scope": scope,
                "facts": await once("facts", lambda: measure_facts(bench, 2 * problems)),
                "curves": curves,
                "further": await measure_further(bench, problems),
                "wait": await measure_forced(bench, votes),
                "own_wait": await once("own_wait", lambda: measure_own(bench, votes)),
                "votes": await measure_votes(bench, 2 * votes),
                "calibration": await once(
                    "calibration", lambda: measure_calibration(bench, 2 * votes)
                ),
                "exams": await measure_exams(bench, exams) if exams else {},
            }
        finally:
            await engine.close()
    write_whole(model / WORDS, words)
    write_whole(model / "scope.json", scope, indent=1)
    write_whole(model / "card.json", card, indent=1)
    write_readme(model)
    draft.done()


def main(
    model: Annotated[Path, typer.Option(help="Folder of the model.")] = Path("data/model"),
    problems: Annotated[int, typer.Option(min=10, help="A task and difficulty.")] = 200,
    votes: Annotated[
        int, typer.Option(min=10, help="A task for waits; twice as many a subject for votes.")
    ] = 100,
    exams: Annotated[Path | None, typer.Option(help="Folder of real exam questions.")] = None,
) -> None:
    """Measure the model and write its card."""
    try:
        if exams is not None:
            exams_in(exams)
    except ExamError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from None
    asyncio.run(measure(model, problems, votes, exams))


if __name__ == "__main__":
    typer.run(main)

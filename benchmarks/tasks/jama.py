"""JAMA Clinical Challenge: only addresses ship; who has a licence brings the text in a file."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlparse

from benchmarks.tasks.base import Item, OwnFile, Task, TaskError, register
from benchmarks.tasks.rows import Row


@register(
    Task(
        name="jama",
        title="JAMA Clinical Challenge, 4 options",
        domain="medical",
        licence="(c) American Medical Association; not included, only addresses are",
        citation="Chen et al. 2024, Benchmarking Large Language Models on Answering and "
        "Explaining Challenging Medical Questions, arXiv:2402.18060",
        size=1524,
        chance=0.25,
        source=OwnFile(Path(__file__).with_name("jama_addresses.txt")),
        columns={
            "question": "the case and the question",
            "options": "four options, by letter or in order",
            "answer": "the letter of the right one",
            "url?": "the address of the article, its id",
            "field?": "the journal or field",
            "images?": "pictures: paths beside the file, or data URLs",
        },
        note=(
            "1,524 articles are known, 200 of their addresses ship. Make a line for each article "
            "that your licence lets you read."
        ),
    )
)
def read(row: Row) -> Item:
    """One line of the user's own file."""
    url = row.maybe("url")
    if url and not row.has("question"):
        raise TaskError(
            f"{row.place}: there is an address and no question; write what {url} says into "
            "question, options and answer, if your licence lets you"
        )
    options = row.options("options")
    journal, article = _article(url)
    return row.item(
        row.text("question"),
        id=f"{journal}-{article}" if article else "",
        options=options,
        gold=row.letter("answer", options),
        images=row.images("images"),
        subject=row.maybe("field") or journal,
    )


def _article(url: str) -> tuple[str, str]:
    """Journal and number of .../journals/jama/fullarticle/123; empty for other addresses."""
    try:
        parts = [part for part in urlparse(url).path.split("/") if part]
    except ValueError:
        return "", ""
    return (parts[1], parts[-1]) if len(parts) == 4 and parts[0] == "journals" else ("", "")

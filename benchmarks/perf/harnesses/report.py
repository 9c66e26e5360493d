"""The results in Markdown: the figures, how far the harnesses agree, and every difference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: What a reader must know to read the tables rightly.
NOTES = (
    "All three ask the same server (the bundled model) for the same questions with the same"
    " prompts, greedily, with as many questions at once. Our server draws no faster for one of"
    " them than for another; what differs is what they ask for.",
    "Neither lm_eval nor inspect_ai can close a thought. Where budgets are compared, the server"
    " closes it for them, by the field thinking_token_budget of vLLM's chat route; they pass it on"
    " untouched (gen_kwargs, extra_body). “By max_tokens alone” is what they can do on any other"
    " server: thought and answer share one limit, and a thought that is cut has no answer.",
    "The time of ours is that of a whole run: questions loaded, traces stored, answers graded; no"
    " self-check. Theirs is that of simple_evaluate and eval, in processes that have imported"
    " everything and are used again; the five budgets are five evaluations.",
    "Ours draws thought and answer by two requests and streams them; theirs is one plain request."
    " The server streams 16 tokens an event (vLLM: --stream-interval 16).",
)


def markdown(results: Mapping[str, Any]) -> str:
    """All of it."""
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    told = (
        f"`{results['command']}`: {results['questions']} hard generated vignettes,"
        f" {results['concurrency']} at once, {results['repeats']} timed rounds in turn; {versions};"
        f" model {results['model']} on {results['machine']['cores']} CPU cores."
    )
    return "\n\n".join(
        [
            told,
            "\n".join(f"- {note}" for note in NOTES),
            figures(results),
            agreement(results),
            differences(results),
        ]
    )


def figures(results: Mapping[str, Any]) -> str:
    """The ratios, with their goals."""
    rows = []
    for one in results["figures"]:
        goal = "" if one["goal"] is None else f"at least {one['goal']:g}"
        goal += " (missed)" if one["met"] is False else ""
        rows.append([one["name"], f"{one['value']:.2f}×", goal, one["detail"]])
    return _table(["figure", "measured", "goal", "detail"], rows)


def agreement(results: Mapping[str, Any]) -> str:
    """How many questions are read and graded alike."""
    rows = [
        [
            one["harness"],
            one["way"],
            str(one["budget"]),
            f"{one['agreed']} of {one['questions']}",
            f"{one['agreed_answered']} of {one['answered']}",
            str(one["same_text"]),
            *(str(one[name]) for name in ("both_right", "both_wrong", "only_ours", "only_theirs")),
        ]
        for one in results["agreement"]
    ]
    head = [
        "harness",
        "asked",
        "budget",
        "agree",
        "agree where it answered",
        "same text",
        "both right",
        "both wrong",
        "only ours right",
        "only theirs right",
    ]
    return _table(head, rows)


def differences(results: Mapping[str, Any]) -> str:
    """Every difference with its reason; those of a cut thought, all alike, as a count."""
    lines = []
    for one in results["agreement"]:
        where = f"{one['harness']}, {one['way']}, at {one['budget']}"
        listed = [found for found in one["differences"] if "cut by max_tokens" not in found["why"]]
        if unanswered := len(one["differences"]) - len(listed):
            lines.append(f"- {where}: {unanswered} thoughts cut by max_tokens, without an answer")
        lines += [
            f"- {where}: {found['id']}: ours {found['ours']}; theirs {found['theirs']}:"
            f" {found['why']}"
            for found in listed
        ]
    return "\n".join(lines) if lines else "There is no difference."


def _table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))

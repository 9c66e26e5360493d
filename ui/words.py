"""What happened, in plain words: how a run ended and what it took."""

from __future__ import annotations

from reasoning.events import Ending, Result, Rung, Tokens
from ui.budgets import words as budget_words
from ui.render import percent
from ui.stream import Column, SampleView


def ending(result: Result) -> str:
    """How a rung ended, as a sentence part."""
    because = f": {result.reason}" if result.reason else ""
    match result.end:
        case Ending.ANSWERED:
            return "answered at once" if result.thinking_tokens.spent == 0 else "answered"
        case Ending.CUT:
            return f"cut by the budget at {count(result.thinking_tokens.spent)}, then answered"
        case Ending.EMPTY:
            return "no answer could be read from what it wrote"
        case Ending.ESCAPED:
            return "escaped: after the cut it went on thinking in place of an answer"
        case Ending.REFUSED:
            return f"not answered{because or ': outside what the model was taught'}"
        case Ending.CANCELLED:
            return "stopped by you"
        case Ending.FAILED:
            return f"failed{because}"


def count(tokens: int) -> str:
    """A number of tokens with its unit."""
    return f"{tokens:,} token{'' if tokens == 1 else 's'}"


def attached(images: int) -> str:
    """How many images go with a question."""
    return f"{images} image{'' if images == 1 else 's'} attached"


def spent(tokens: Tokens) -> str:
    """Thinking tokens, spent of requested: "63 of 256", "63 of no limit"."""
    limit = "no limit" if tokens.requested is None else f"{tokens.requested:,}"
    return f"{tokens.spent:,} of {limit}"


def so_far(tokens: int, rung: Rung) -> str:
    """The same while it is still going on."""
    return count(tokens) if rung is None else f"{tokens:,} of {count(rung)}"


def speed(tokens: int, seconds: float) -> str:
    """Seconds, and tokens a second where that means anything."""
    rate = f" · {tokens / seconds:,.0f} tok/s" if tokens and seconds > 0 else ""
    return f"{seconds:.1f} s{rate}"


def cost(result: Result, samples: int) -> str:
    """What a rung took: thinking requested and spent, answer, seconds, speed, first token."""
    thinking = result.thinking_tokens
    parts = [f"thought {spent(thinking)} tokens"]
    if samples > 1:
        parts[0] += f" (longest; {thinking.total:,} in all {samples} samples)"
    elif thinking.total > thinking.spent:
        parts[0] += f" ({thinking.total:,} with its probes)"
    parts.append(f"answer {count(result.answer_tokens)}")
    parts.append(speed(thinking.total + result.answer_tokens, result.seconds))
    if result.first_token_seconds is not None:
        parts.append(f"first token after {result.first_token_seconds:.2f} s")
    if result.saved_tokens:
        parts.append(f"Auto saved {count(result.saved_tokens)} of thinking")
    if result.approximate:
        parts.append("counts are the server's, not exact")
    if result.dollars is not None:
        parts.append(f"${result.dollars:.4f}")
    return " · ".join(parts)


def confidence(result: Result) -> str:
    """How sure it is and what that number is worth; empty where there is none."""
    if result.confidence is None:
        return ""
    if result.calibrated:
        source = "calibrated on held-out problems of the model's own world"
    elif len(result.samples) > 1:
        source = "the bare vote share, not calibrated"
    else:
        source = "the answer's own probability, not calibrated"
    return f"Confidence {percent(result.confidence)} ({source})"


def verdict(result: Result) -> str:
    """Right or wrong, where there is an answer and the right one is known."""
    if result.correct is None or result.answer is None:
        return ""
    return "right" if result.correct else "wrong"


def thought_counters(view: SampleView, rung: Rung, now: float) -> str:
    """What a thought has taken: its tokens, its seconds, and who ended it."""
    parts = [so_far(view.thinking_tokens, rung), f"{view.thinking_seconds(now):.1f} s"]
    if view.cut:
        parts.append("cut by the budget")
    if view.result and view.result.waits:
        parts.append(f"told to wait {view.result.waits}×")
    return " · ".join(parts)


def progress(column: Column, rung: Rung, now: float) -> str:
    """Where a run is, while it runs or at its end."""
    if column.problem:
        return column.problem
    if column.result is not None:
        tokens = column.result.thinking_tokens.total + column.result.answer_tokens
        took = f"{count(tokens)} · {speed(tokens, column.result.seconds)}"
        return f"done · {ending(column.result)} · {took}"
    tokens = sum(view.thinking_tokens for view in column.samples.values())
    match column.phase:
        case "waiting":
            return f"waiting · {budget_words(rung)}"
        case "thinking":
            limit = so_far(tokens, rung) if len(column.samples) == 1 else count(tokens)
            return f"thinking · {limit} · {now:.1f} s"
        case _:
            return f"answering · {now:.1f} s"

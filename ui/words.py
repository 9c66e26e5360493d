"""What happened, in plain words: how a run ended and what it took."""

from __future__ import annotations

from reasoning.events import Ending, Result, Rung, Tokens
from ui.budgets import words as budget_words
from ui.language import say
from ui.language.lines import say_line
from ui.render import percent
from ui.stream import Column, SampleView


def ending(result: Result) -> str:
    """How a rung ended, as a sentence part."""
    match result.end:
        case Ending.ANSWERED:
            at_once = result.thinking_tokens.spent == 0
            return say("answered at once") if at_once else say("answered")
        case Ending.CUT:
            spent = count(result.thinking_tokens.spent)
            return say("cut by the budget at {spent}, then answered", spent=spent)
        case Ending.EMPTY:
            return say("no answer could be read from what it wrote")
        case Ending.ESCAPED:
            return say("escaped: after the cut it went on thinking in place of an answer")
        case Ending.REFUSED:
            reason = say_line(result.reason) or say("outside what the model was taught")
            return say("not answered: {reason}", reason=reason)
        case Ending.CANCELLED:
            return say("stopped by you")
        case Ending.FAILED:
            if result.reason:
                return say("failed: {reason}", reason=say_line(result.reason))
            return say("failed")


def count(tokens: int) -> str:
    """A number of tokens with its unit."""
    return say("{count:,} token" if tokens == 1 else "{count:,} tokens", count=tokens)


def attached(images: int) -> str:
    """How many images go with a question."""
    if images == 1:
        return say("{count} image attached", count=images)
    return say("{count} images attached", count=images)


def spent(tokens: Tokens) -> str:
    """Thinking tokens, spent of requested: "63 of 256", "63 of no limit"."""
    limit = say("no limit") if tokens.requested is None else f"{tokens.requested:,}"
    return say("{spent:,} of {limit}", spent=tokens.spent, limit=limit)


def so_far(tokens: int, rung: Rung) -> str:
    """The same while it is still going on."""
    if rung is None:
        return count(tokens)
    return say("{spent:,} of {limit}", spent=tokens, limit=count(rung))


def speed(tokens: int, seconds: float) -> str:
    """Seconds, and tokens a second where that means anything."""
    if not tokens or seconds <= 0:
        return took(seconds)
    return f"{took(seconds)} · {say('{rate:,.0f} tok/s', rate=tokens / seconds)}"


def took(seconds: float) -> str:
    """Seconds with their unit."""
    return say("{seconds:.1f} s", seconds=seconds)


def cost(result: Result, samples: int) -> str:
    """What a rung took: thinking requested and spent, answer, seconds, speed, first token."""
    thinking = result.thinking_tokens
    parts = [say("thought {spent} tokens", spent=spent(thinking))]
    if samples > 1:
        parts[0] += say(
            " (longest; {total:,} in all {samples} samples)", total=thinking.total, samples=samples
        )
    elif thinking.total > thinking.spent:
        parts[0] += say(" ({total:,} with its probes)", total=thinking.total)
    parts.append(say("answer {tokens}", tokens=count(result.answer_tokens)))
    parts.append(speed(thinking.total + result.answer_tokens, result.seconds))
    if result.first_token_seconds is not None:
        seconds = result.first_token_seconds
        parts.append(say("first token after {seconds:.2f} s", seconds=seconds))
    if result.saved_tokens:
        saved = count(result.saved_tokens)
        parts.append(say("Auto saved {saved} of thinking", saved=saved))
    if result.approximate:
        parts.append(say("counts are the server's, not exact"))
    if result.dollars is not None:
        parts.append(f"${result.dollars:.4f}")
    return " · ".join(parts)


def confidence(result: Result) -> str:
    """How sure it is and what that number is worth; empty where there is none."""
    if result.confidence is None:
        return ""
    if result.calibrated:
        source = say("calibrated on held-out problems of the model's own world")
    elif len(result.samples) > 1:
        source = say("the bare vote share, not calibrated")
    else:
        source = say("the answer's own probability, not calibrated")
    share = percent(result.confidence)
    return say("Confidence {share} ({source})", share=share, source=source)


def verdict(result: Result) -> str:
    """Right or wrong, where there is an answer and the right one is known."""
    if result.correct is None or result.answer is None:
        return ""
    return say("right") if result.correct else say("wrong")


def thought_counters(view: SampleView, rung: Rung, now: float) -> str:
    """What a thought has taken: its tokens, its seconds, and who ended it."""
    parts = [so_far(view.thinking_tokens, rung), took(view.thinking_seconds(now))]
    if view.cut:
        parts.append(say("cut by the budget"))
    if view.result and view.result.waits:
        parts.append(say("told to wait {times}×", times=view.result.waits))
    return " · ".join(parts)


def progress(column: Column, rung: Rung, now: float) -> str:
    """Where a run is, while it runs or at its end."""
    if column.problem:
        return say_line(column.problem)
    if column.result is not None:
        tokens = column.result.thinking_tokens.total + column.result.answer_tokens
        spent_all = f"{count(tokens)} · {speed(tokens, column.result.seconds)}"
        return f"{say('done')} · {ending(column.result)} · {spent_all}"
    tokens = sum(view.thinking_tokens for view in column.samples.values())
    match column.phase:
        case "waiting":
            return f"{say('waiting')} · {budget_words(rung)}"
        case "thinking":
            limit = so_far(tokens, rung) if len(column.samples) == 1 else count(tokens)
            return f"{say('thinking')} · {limit} · {took(now)}"
        case _:
            return f"{say('answering')} · {took(now)}"

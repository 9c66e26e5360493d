"""What a run would take, said before it is started.

Only the first questions of a large task are looked at: this is the page's process, where everybody
waits for what is worked out here. The run's own preparing is the worker's.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

from anyio import from_thread

from benchmarks.runner import Forecast, Prepared, Request, RequestError, forecast, prepare
from benchmarks.runner.check import worth
from reasoning.engines.base import Engine
from ui.admin.benchmarks.amounts import dollars, span
from ui.admin.benchmarks.form import Values, questions, read_form
from ui.admin.benchmarks.notes import notes
from ui.language import say
from ui.render import status
from ui.services import Services

#: Longest time that the questions of an estimate may take, in seconds.
SECONDS = 120.0
#: How many questions of a task are looked at.
LOOKED_AT = 200


def estimate(services: Services, filled: Values) -> str:
    """The line under the form; in a thread beside the server's loop.

    Raises:
        DeliberateError: one line that says why there is none.
    """
    request, engine, judge = read_form(services, filled)
    some = _first(request)
    prepared = prepare(some, engine, judge, answer_tokens=services.answer_tokens)
    found = from_thread.run(_forecast, services, prepared, engine, judge)
    asked, all_of_them = sum(questions(some)), sum(questions(request))
    whole = _of_all(found, prepared, all_of_them / asked)
    return status("done", _expected(whole, asked < all_of_them)) + notes(prepared.notes)


def _first(request: Request) -> Request:
    """The request, or that of fewer questions where it has many."""
    if max(questions(request)) <= LOOKED_AT:
        return request
    return replace(request, limit=LOOKED_AT)


def _of_all(found: Forecast, prepared: Prepared, times: float) -> Forecast:
    """So many times the questions; those that the ladder is checked on stay as many."""
    if times == 1 or not found.units:
        return found
    checks = worth(prepared.checked, len(prepared.plan.budgets))
    more = (found.units * times + checks) / (found.units + checks)
    return Forecast(
        round(found.units * times),
        round(found.tokens * more),
        found.seconds * more,
        None if found.dollars is None else found.dollars * more,
        found.basis,
    )


async def _forecast(
    services: Services, prepared: Prepared, engine: Engine, judge: Engine | None
) -> Forecast:
    """On the server's loop, which is the engines'."""
    try:
        async with asyncio.timeout(SECONDS):
            return await forecast(prepared, services.store.benchmarks, engine, judge)
    except TimeoutError:
        raise RequestError(
            say(
                "a few questions took longer than {seconds:.0f} s already; start it without an"
                " estimate, or lower the budgets",
                seconds=SECONDS,
            )
        ) from None


def _expected(found: Forecast, in_part: bool) -> str:
    if not found.units and not found.tokens:
        return say("All that this run needs is there already; starting it costs nothing.")
    parts = [
        say("{count:,} samples to ask", count=found.units),
        say("about {count:,} tokens", count=found.tokens),
        span(found.seconds),
    ]
    if found.dollars is not None:
        parts.append(dollars(found.dollars))
    probed = found.basis.startswith("a probe")
    parts.append(say("going by a few questions") if probed else say("going by an earlier run"))
    if in_part:
        parts.append(say("by the first {count} questions of each task", count=LOOKED_AT))
    return " · ".join(parts)

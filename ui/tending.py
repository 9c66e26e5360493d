"""What has to be done again and again while answers and comparisons are going on.

An administrator may have removed or disabled a person, perhaps through another process: what that
person had going on stops. What is going on stays held: no other process on the same store asks in
a conversation that is being answered, or takes a comparison that runs for broken off.
"""

from __future__ import annotations

import asyncio
import logging
from typing import NoReturn

from reasoning.errors import StoreError
from ui.live import HOLD_SECONDS
from ui.services import Services

#: Seconds from one round to the next: how long a removed person's answer may go on.
ROUND_SECONDS = 2.0

_log = logging.getLogger(__name__)


async def tend(services: Services) -> NoReturn:
    """Do a round, for as long as the app runs."""
    while True:
        await asyncio.sleep(ROUND_SECONDS)
        try:
            await one_round(services)
        except StoreError as error:
            _log.warning("the store was not asked who may go on: %s", error)
        except Exception:
            _log.exception("a round broke; the next one comes")


async def one_round(services: Services) -> None:
    """Stop what nobody may have going on any more; hold on to the rest, and keep it."""
    answers, comparing, store = services.answers, services.comparing, services.store
    for owner in answers.owners | comparing.owners:
        person = await asyncio.to_thread(store.people.get, owner)
        if person is None or person.disabled:
            await services.stop_owner(owner)
    if held := answers.conversations:
        await asyncio.to_thread(store.conversations.hold_on, held, HOLD_SECONDS)
    await comparing.keep_so_far()
    await services.checks.rest()

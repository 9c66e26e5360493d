"""The step after an answer: what it claims is checked, and what was found is kept with its turn.

No answer waits for it: the turn is finished and the next question can be asked meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from reasoning.errors import EvidenceError, StoreError
from reasoning.evidence.claims import claiming_text
from reasoning.problem import Problem
from store import Store
from store.turns import Turn
from ui.evidence import KeptEvidence, find
from ui.language import phrase
from ui.replies import TOLD_ON
from ui.watched import Watched

if TYPE_CHECKING:
    from reasoning.evidence import EvidenceStore
    from ui.live import Live

#: Domains whose answers make claims that passages can bear out.
CHECKED = ("medical",)
#: Seconds without a check after which the embedding model's memory is given back.
REST_SECONDS = 300.0
#: Checks, searches and documents that are worked on at once; each takes a processor.
MOST_AT_ONCE = 2

BROKE = phrase("the evidence could not be looked for; the app's terminal says why")

P = ParamSpec("P")
T = TypeVar("T")

_log = logging.getLogger(__name__)


class Checks:
    """The checks in progress, by turn."""

    def __init__(self, evidence: EvidenceStore | None, store: Store) -> None:
        self._evidence, self._store = evidence, store
        self._going_on: dict[str, Watched] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._few = asyncio.Semaphore(MOST_AT_ONCE)
        self._pruned = self._closed = False
        self._to_forget: set[str] = set()

    @property
    def turns(self) -> Collection[str]:
        """The turns whose answers are being checked."""
        return self._going_on.keys()

    def begin(self, live: Live) -> None:
        """Check an answer that is over and kept, if it is one that makes claims."""
        result, problem = live.column.result, live.asked.stated()
        if self._evidence is None or problem.domain not in CHECKED:
            return
        if result is None or result.end not in TOLD_ON:
            return
        if text := claiming_text(problem, result.text):
            self._going_on[live.turn.id] = Watched()
            task = asyncio.create_task(self._check(self._evidence, live.turn, problem, text))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def ended(self, turns: Collection[str]) -> None:
        """Wait for the checks of these turns, as far as there are any."""
        for check in [self._going_on[turn] for turn in turns if turn in self._going_on]:
            await check.ended()

    async def slowly(self, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """Do in a thread what may take long; the rest of the app's threads stay free."""
        async with self._few:
            return await asyncio.to_thread(work, *args, **named)

    async def rest(self) -> None:
        """Give memory back that nobody has needed for some time, and do what failed before."""
        if self._evidence is None:
            return
        await asyncio.to_thread(self._evidence.rest, REST_SECONDS)
        for owner in list(self._to_forget):
            try:
                await self.forget(owner)
            except EvidenceError as error:
                _log.warning("documents of somebody who was removed are still there: %s", error)

    async def forget(self, owner: str) -> None:
        """Remove the documents of somebody who is removed; tried again later if that fails.

        Raises:
            EvidenceError: they could not be removed now.
        """
        if self._evidence is not None:
            self._to_forget.add(owner)
            await self.slowly(self._evidence.forget, owner)
            self._to_forget.discard(owner)

    async def close(self) -> None:
        """Break off what is going on; those turns stay without evidence."""
        self._closed = True
        if self._evidence is not None:
            await asyncio.to_thread(self._evidence.close)
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _check(
        self, evidence: EvidenceStore, turn: Turn, problem: Problem, text: str
    ) -> None:
        try:
            found = await self.slowly(self._find, evidence, turn.owner, problem, text)
            if (found.claims or found.problem) and not self._closed:
                await asyncio.to_thread(
                    self._store.conversations.keep_evidence,
                    turn.id,
                    turn.owner,
                    found.model_dump(mode="json"),
                )
        except StoreError as error:
            _log.warning("the evidence of an answer was not kept: %s", error)
        except Exception:
            _log.exception("what a check found was not kept")
        finally:
            self._going_on.pop(turn.id).finish()

    def _find(
        self, evidence: EvidenceStore, owner: str, problem: Problem, text: str
    ) -> KeptEvidence:
        try:
            if not self._pruned:  # somebody may have been removed while no app ran
                evidence.keep_only({person.id for person in self._store.people.all()})
                self._pruned = True
            return find(evidence, owner, problem, text)
        except EvidenceError as error:
            return KeptEvidence(problem=str(error))
        except Exception:
            _log.exception("a check broke")
            return KeptEvidence(problem=BROKE)

"""Deliberate in one process: reads the settings, opens the engines and the store, serves the page.

    python app.py        # prints one line with the address once the engines can answer

At the first start the address is a one-time link that makes whoever opens it the administrator.
A wrong setting, an engine or store that cannot be opened, or a port that is taken ends the start
with one line and exit code 2.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from data.clinical.passages import VECTORS, passages
from reasoning.engines import by_name, open_engines
from reasoning.errors import DeliberateError, SettingsError
from reasoning.evidence import EvidenceStore
from settings import BUNDLED_MODEL, Settings, load_settings
from store import Store
from ui.admin.worker import Worker
from ui.server import LOOPBACK, Server
from ui.services import Services
from ui.tending import tend


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Services]:
    """The page's services, started; closed again at the end.

    Raises:
        DeliberateError: the store or an engine cannot be opened.
    """
    async with AsyncExitStack() as stack:
        store = stack.enter_context(Store(settings.database_url))
        stack.enter_context(store.at_work())
        _need_an_administrator(settings, store)
        engines = open_engines(settings)
        for engine in engines:
            stack.push_async_callback(engine.close)
            await engine.start()
        offered = by_name(engines)
        worker = Worker(store.benchmarks)
        services = Services(
            engines=offered,
            store=store,
            answer_tokens=settings.answer_tokens,
            most_samples=settings.max_samples,
            bundled=next(name for name, e in offered.items() if e.model.folder == BUNDLED_MODEL),
            evidence=_evidence(settings),
            home=settings.home,
            worker=worker,
        )
        # While the engines and the store can still end what is going on properly.
        stack.push_async_callback(services.close)
        tending = asyncio.create_task(tend(services))
        stack.callback(tending.cancel)
        worker.start()
        stack.push_async_callback(worker.close)
        yield services


def _evidence(settings: Settings) -> EvidenceStore | None:
    """The evidence store, which opens nothing before it is asked."""
    if settings.evidence == "off":
        return None
    return EvidenceStore(settings.home / "evidence", passages, made=VECTORS)


def _need_an_administrator(settings: Settings, store: Store) -> None:
    """Nobody else on the network shall be the first to open the page."""
    if settings.host not in LOOPBACK and not store.people.any():
        raise SettingsError(
            f"setting host is {settings.host} and there is no administrator yet; start once with"
            " DELIBERATE_HOST=127.0.0.1 and make yourself the administrator on this machine"
        )


def main() -> int:
    """Start, serve, stop; the exit code."""
    try:
        settings = load_settings()
        Server(
            settings.host, settings.port, lambda: opened(settings), settings.public_address
        ).run()
    except DeliberateError as error:
        print(f"Deliberate cannot run: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        pass  # the usual way to stop it
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Deliberate in one process: reads the settings, opens the engine and the store, serves the page.

    python app.py        # prints one line with the address once the engine can answer

A wrong setting, an engine or store that cannot be opened, or a port that is taken ends the start
with one line and exit code 2.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from reasoning.engines import open_engine
from reasoning.errors import DeliberateError
from settings import Settings, load_settings
from store import Store
from ui.server import LOOPBACK, Server
from ui.services import Services


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Services]:
    """The page's services, started; closed again at the end.

    Raises:
        DeliberateError: the store or the engine cannot be opened.
    """
    store = Store(settings.database_url)
    try:
        engine = open_engine(settings)
        try:
            await engine.start()
            yield Services(
                engine=engine,
                store=store,
                answer_tokens=settings.answer_tokens,
                most_samples=settings.max_samples,
                bundled=settings.engine == "embedded"
                and settings.model_folder == Settings.model_fields["model_folder"].default,
            )
        finally:
            await engine.close()
    finally:
        store.close()


def main() -> int:
    """Start, serve, stop; the exit code."""
    try:
        settings = load_settings()
        if settings.host not in LOOPBACK:
            print(
                f"Deliberate listens on {settings.host}: whoever reaches this machine can use it,"
                " for there are no accounts yet; DELIBERATE_HOST=127.0.0.1 keeps it to yourself",
                file=sys.stderr,
            )
        Server(settings.host, settings.port, lambda: opened(settings)).run()
    except DeliberateError as error:
        print(f"Deliberate cannot run: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        pass  # the usual way to stop it
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The server: it answers from its first moment, and serves the page once the engine can answer.

`GET /healthz` is 503 {"status": "starting"} until then, 200 {"status": "ok", "model": ...} after.
Everything else is behind the accounts' guard.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI, Response
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from reasoning.errors import SettingsError
from ui import admin, files
from ui.accounts import Accounts, Gate, Guard, SafeHeaders, routes
from ui.admin.benchmarks.files import export_routes
from ui.page import mount
from ui.services import Services
from ui.tabs.compare import compare_routes

LOOPBACK = ("127.0.0.1", "localhost")

#: How long an open page may hold up the end of the server, in seconds.
GOODBYE_SECONDS = 1


class _Uvicorn(uvicorn.Server):
    """Ends without complaint: an open page holds a stream that only the end of the server cuts."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


@asynccontextmanager
async def _own_uploads() -> AsyncIterator[None]:
    """A folder, for this run alone, in which nobody else on this machine can read what is sent."""
    with tempfile.TemporaryDirectory(prefix="deliberate-", ignore_cleanup_errors=True) as folder:
        os.environ["GRADIO_TEMP_DIR"] = folder  # read wherever Gradio puts a file
        yield


class Server:
    """Serves the page of the services that `opened` starts and closes.

    `public` is the address that people open where a proxy on this machine stands before the app.
    Only then is the proxy believed when it says who asks; else anybody could say anything.
    """

    def __init__(
        self,
        host: str,
        port: int,
        opened: Callable[[], AbstractAsyncContextManager[Services]],
        public: str | None = None,
    ) -> None:
        self.host, self.port, self.opened, self.public = host, port, opened, public
        self.model: str | None = None
        self.failure: BaseException | None = None
        self.accounts: Accounts | None = None
        self.app = FastAPI(lifespan=self._lifespan, openapi_url=None)
        self.app.get("/healthz")(self._health)
        self.app.add_middleware(Gate)
        # Gradio compresses files with a name only, and not the page itself; no stream is touched.
        self.app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
        self.app.add_middleware(Guard, accounts=lambda: self.accounts)
        if host in LOOPBACK:
            # Another site may point a name of its own at this machine (DNS rebinding).
            name = urlsplit(public).hostname if public else None
            allowed = [*LOOPBACK, name] if name else LOOPBACK
            self.app.add_middleware(TrustedHostMiddleware, allowed_hosts=allowed)
        self._uvicorn = _Uvicorn(
            uvicorn.Config(
                SafeHeaders(self.app),
                log_level="warning",
                timeout_graceful_shutdown=GOODBYE_SECONDS,
                proxy_headers=public is not None,
                forwarded_allow_ips="127.0.0.1",
            )
        )

    def run(self) -> None:
        """Serve until somebody stops it.

        Raises:
            SettingsError: host and port cannot be listened on.
            DeliberateError: the services could not be opened.
        """
        try:
            listener = socket.create_server((self.host, self.port))
        except OSError as error:
            why = str(error.strerror).partition(" (")[0].lower()
            raise SettingsError(
                f"cannot listen on {self.host}:{self.port} ({why}); set DELIBERATE_PORT"
                " to a free port, or DELIBERATE_HOST to an address of this machine"
            ) from None
        with listener:
            self._uvicorn.run(sockets=[listener])
        if self.failure:
            raise self.failure

    def _health(self, response: Response) -> dict[str, str | None]:
        response.status_code = 200 if self.model else 503
        return {"status": "ok" if self.model else "starting", "model": self.model}

    @asynccontextmanager
    async def _lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        over = asyncio.Event()
        opened = asyncio.create_task(self._serve_page(over))
        yield
        over.set()
        await opened

    async def _serve_page(self, over: asyncio.Event) -> None:
        """Open the services, put their page up, and close them when the server is over."""
        try:
            async with _own_uploads(), self.opened() as services:
                address = f"http://{self.host}:{self.port}"
                accounts = Accounts(services.store.people, address, public=self.public)
                page = FastAPI(
                    openapi_url=None,
                    routes=[
                        *routes(accounts),
                        *files.routes(services.store),
                        *compare_routes(services),
                        *export_routes(services),
                    ],
                )
                admin.mount(page, services)
                mount(page, services)
                async with page.router.lifespan_context(page):
                    self.app.mount("/", page)
                    self.accounts, self.model = accounts, services.engine().model.name
                    print(f"Deliberate is ready: {accounts.link}", flush=True)
                    await over.wait()
                    self.accounts = self.model = None
        except Exception as error:
            self.failure = error
            self._uvicorn.should_exit = True

"""The connection to one OpenAI-compatible server: waiting, time-outs, retries, closing."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TypeVar
from urllib.parse import urlsplit

import openai

from reasoning.engines.openai_faults import (
    Backoff,
    RequestFault,
    explain,
    is_transient,
    one_line,
    retry_after,
)
from reasoning.errors import EngineError, EngineUnavailable

T = TypeVar("T")

log = logging.getLogger(__name__)

#: Most seconds to wait for a connection; a server that is up takes it at once.
CONNECT_SECONDS = 10.0
# Sent where there is no key: the package would otherwise send the OPENAI_API_KEY of the
# environment to whatever address it is given.
_NO_KEY = "none"


class Link:
    """One server address, with every wait on it under a time limit that `close` can end.

    timeout: most seconds between two events of a stream, or for a whole plain reply.
    sleep: how the pause before a retry is made (seconds); tests pass one that does not wait.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str | None,
        timeout: float,
        backoff: Backoff,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        url, self.where, host = server_address(base_url)
        if timeout <= 0:
            raise EngineError(f"timeout is {timeout:g} seconds; allowed: more than 0")
        limits = openai.Timeout(None, connect=min(CONNECT_SECONDS, timeout))
        self.client = openai.AsyncOpenAI(
            base_url=url,
            api_key=api_key or _NO_KEY,
            max_retries=0,
            timeout=limits,
            # A proxy of the environment cannot reach this machine's own loopback.
            http_client=openai.DefaultAsyncHttpxClient(
                base_url=url, timeout=limits, trust_env=not is_loopback(host)
            ),
        )
        # Taken from the environment by the package; they belong to OpenAI's own address only.
        self.client.organization = None
        self.client.project = None
        self.retried = 0
        self._key = api_key
        self._timeout = timeout
        self._backoff = backoff
        self._sleep = sleep
        self._rng = random.Random()
        self._closed = False
        self._waits: set[asyncio.Timeout] = set()

    async def call(self, request: Callable[[], Awaitable[T]]) -> T:
        """One plain request, tried again while that may help.

        Raises:
            EngineError, EngineUnavailable: it failed for good; one line.
        """
        attempt = 0
        while True:
            self._check_open()
            try:
                return await self._wait(request(), self._timeout)
            except RequestFault as error:
                await self.pause(error, attempt)
            attempt += 1

    async def events(
        self, request: Callable[[], Awaitable[openai.AsyncStream[T]]]
    ) -> AsyncGenerator[T, None]:
        """The events of one streamed request, tried once; closing the iterator hangs up.

        Raises:
            RequestFault: to be given to `pause`.
            EngineUnavailable: a time-out, or the engine was closed.
        """
        self._check_open()
        stream = await self._wait(request(), self._timeout)
        try:
            while True:
                event = await self._wait(anext(stream, None), self._timeout)
                if event is None:
                    return
                yield event
        finally:
            await stream.close()

    async def pause(self, error: Exception, attempt: int) -> None:
        """Wait before try `attempt` + 1 (from 0), or raise what is final about `error`.

        Raises:
            EngineError, EngineUnavailable: not worth another try, or no try is left.
        """
        if attempt >= self._backoff.retries or not is_transient(error):
            raise self.final(error, attempt) from None
        seconds = self._backoff.pause(attempt, retry_after(error), self._rng)
        log.warning(
            "%s: %s; try %d of %d in %.1f s",
            self.where,
            one_line(str(error), self._key),
            attempt + 2,
            self._backoff.retries + 1,
            seconds,
        )
        self.retried += 1
        await self._wait(self._sleep(seconds), None)

    def final(self, error: Exception, attempt: int) -> EngineError:
        """What to raise for an error that try `attempt` (from 0) was the last for."""
        return explain(error, self.where, self._key, tries=attempt + 1)

    async def close(self) -> None:
        """Hang up; everything that still waits ends with EngineUnavailable."""
        self._closed = True
        now = asyncio.get_running_loop().time()
        for wait in self._waits:
            if not wait.expired():
                wait.reschedule(now)
        await self.client.close()

    async def _wait(self, awaitable: Awaitable[T], seconds: float | None) -> T:
        """Await at most `seconds`.

        The limit is on what the caller sees: keep-alive comments of a proxy do not extend it.
        """
        try:
            async with asyncio.timeout(0 if self._closed else seconds) as wait:
                self._waits.add(wait)
                try:
                    return await awaitable
                finally:
                    self._waits.discard(wait)
        except TimeoutError:
            self._check_open()
            raise EngineUnavailable(
                f"{self.where} sent nothing for {seconds:g} s; try later or raise the timeout"
            ) from None

    def _check_open(self) -> None:
        if self._closed:
            raise EngineUnavailable(f"the engine for {self.where} was closed; start a new one")


def server_address(base_url: str) -> tuple[str, str, str]:
    """The URL to use, the name to show for it, and its host.

    A bare address (`http://host:8000`) gets the customary `/v1`. The name leaves out user
    information and query, which may hold secrets.

    Raises:
        EngineError: not an http or https URL with a host.
    """
    parts = urlsplit(base_url.strip())
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if parts.scheme not in ("http", "https") or not host:
        shown = base_url.rpartition("@")[2].partition("?")[0]
        raise EngineError(
            f"server address {shown!r} is not usable; give http:// or https:// with a host,"
            " such as http://127.0.0.1:8000/v1"
        )
    path = parts.path.rstrip("/") or "/v1"
    shown_host = f"[{host}]" if ":" in host else host
    where = f"{parts.scheme}://{shown_host}{f':{port}' if port else ''}{path}"
    return parts._replace(path=path, fragment="").geturl(), where, host


def is_loopback(host: str) -> bool:
    """Whether the host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")

"""Any OpenAI-compatible server: exact on token ids where it takes them, else by chat messages.

vLLM's `/v1/completions` takes a prompt as token ids and returns token ids, so budgets are exact
there. A hosted API takes messages only: budgets are then approximate, and counts are the server's.
`start` asks the server which it is. It does not start a server. Images go by messages only, and
only to a model that was seen to see them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import openai
from openai.types import Completion

from reasoning.engines.base import (
    Capabilities,
    Chunk,
    Model,
    Price,
    Sampling,
    TextChunk,
    Tokenizer,
)
from reasoning.engines.openai_chat import ChatRoute
from reasoning.engines.openai_discovery import Served, choose, discover, read_served
from reasoning.engines.openai_faults import Backoff, RequestFault, StreamBroken
from reasoning.engines.openai_images import sees_images
from reasoning.engines.openai_link import Link
from reasoning.engines.openai_wire import (
    completion_fields,
    cut_at_stop,
    read_piece,
    read_prompt_logprobs,
    seed_after,
)
from reasoning.errors import EngineError, EngineUnavailable
from reasoning.problem import Message

log = logging.getLogger(__name__)

#: Context length, in tokens, taken where neither the server nor the caller gives one.
ASSUMED_CONTEXT = 8192


class OpenAIServer:
    """An engine at `base_url`; see `reasoning.engines.base.Engine`.

    model: the served name, or None for the only one that is served.
    tokenizer: folder or hub id of the model's tokenizer, or a ready one; None: chat route only.
    exact: True demands token ids, None takes the chat route where there are none (and says so in
        `notes`), False takes the chat route at once.
    timeout: most seconds the server may be silent within one request.
    retries: how many times one request is tried again, or a broken stream taken up again.
    price: dollars per million tokens, if they cost any.
    context_tokens: the model's context where the server does not tell it.
    revision: what identifies the weights; servers do not tell.
    sleep: how pauses between tries are made (seconds).

    Raises:
        EngineError: the address or the time limit is not usable.
    """

    name = "openai"

    def __init__(
        self,
        base_url: str,
        model: str | None = None,
        api_key: str | None = None,
        tokenizer: str | Path | Tokenizer | None = None,
        *,
        exact: bool | None = None,
        timeout: float = 120.0,
        retries: int = 4,
        price: Price | None = None,
        context_tokens: int | None = None,
        revision: str | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.capabilities = Capabilities(token_ids=False)
        self.tokenizer: Tokenizer | None = None
        self.notes: tuple[str, ...] = ()
        self._link = Link(base_url, api_key, timeout, Backoff(max(0, retries)), sleep)
        where = "" if revision else self._link.where
        self.model = Model(model or "", revision or "", context_tokens or 0, price, address=where)
        self._tokenizer_given = tokenizer
        self._exact = exact
        self._context_known = context_tokens is not None
        self._chat = ChatRoute(self._link)

    @property
    def retried(self) -> int:
        """How many times a request was tried again so far."""
        return self._link.retried

    async def start(self) -> None:
        """Find the model and what the server can do with it, then probe every claim.

        Raises:
            EngineError: the model is not served, or token ids were demanded and do not work.
            EngineUnavailable: the server cannot be reached.
        """
        await self._find_model()
        why_not = "the chat route was asked for"
        if self._exact is not False:
            try:
                await self._use_token_ids()
            except EngineUnavailable:
                raise
            except EngineError as error:
                why_not = str(error)
        if self.tokenizer is not None:
            await self._probe_claims()
            return
        if self._exact:
            raise EngineError(f"exact budgets are not possible at {self._link.where}: {why_not}")
        self._note(f"budgets are approximate: {why_not}")
        for field in await self._chat.learn(self.model.name):
            self._note(f"this model takes no {field}")
        self.capabilities = replace(self.capabilities, images=await sees_images(self.chat))

    async def stream(
        self, prompt_ids: Sequence[int], sampling: Sampling
    ) -> AsyncGenerator[Chunk, None]:
        """Continue the ids; a broken connection is taken up again from the tokens that arrived.

        Raises:
            EngineError: the request is impossible, or the server breaks a promise of its start.
            EngineUnavailable: a time-out, or no try is left.
        """
        prompt = list(prompt_ids)
        eos_ids = self._check(prompt, sampling).answer_stop_ids
        drawn: list[int] = []
        attempt = 0
        while len(drawn) < sampling.max_tokens:
            try:
                async with aclosing(self._completion(prompt, drawn, sampling)) as events:
                    async for event in events:
                        piece = read_piece(event)
                        if piece is None:
                            continue
                        chunk = cut_at_stop(piece, sampling, eos_ids)
                        self._keep_promises(chunk, len(drawn), sampling)
                        drawn += chunk.ids
                        if chunk.ids or chunk.finish:
                            yield chunk
                        if chunk.finish:
                            return
                raise StreamBroken("the stream ended without a finish reason")
            except RequestFault as error:
                await self._link.pause(error, attempt)
                attempt += 1
        # Every token had arrived when the connection broke; only the word that it was over had not.
        yield Chunk((), () if self._scores(sampling) else None, finish="length")

    def chat(
        self, messages: Sequence[Message], sampling: Sampling
    ) -> AsyncGenerator[TextChunk, None]:
        """Answer chat messages; tried again only while nothing has arrived. Stop ids are not sent.

        Raises:
            EngineError: the request is impossible.
            EngineUnavailable: a time-out, a stream that broke, or no try is left.
        """
        context = self.model.context_tokens if self._context_known else None
        return self._chat.stream(self.model.name, messages, sampling, context)

    async def score(self, prompt_ids: Sequence[int]) -> list[float]:
        """Log-probability (natural log) of each id given those before it; the first is 0.

        Raises:
            EngineError: this server gives none.
        """
        prompt = list(prompt_ids)
        sampling = Sampling(max_tokens=1)
        self._check(prompt, sampling)
        scores = read_prompt_logprobs(await self.complete(prompt, sampling, score=True), prompt)
        if scores is None:
            raise EngineError(f"{self._link.where} gives no log-probabilities of a prompt")
        return scores

    async def complete(
        self, prompt: Sequence[int] | str, sampling: Sampling, *, score: bool = False
    ) -> Completion:
        """One plain reply of the completions route; `score`: with the prompt's log-probabilities.

        Raises:
            EngineError, EngineUnavailable: it failed for good; one line.
        """
        extra = completion_fields(sampling) | _prompt(prompt)
        if score:
            extra["prompt_logprobs"] = 0
        reply = await self._link.call(
            lambda: self._link.client.completions.create(
                model=self.model.name,
                prompt="",
                max_tokens=sampling.max_tokens,
                temperature=sampling.temperature,
                top_p=sampling.top_p,
                seed=sampling.seed,
                logprobs=1,
                extra_body=extra,
            )
        )
        if not isinstance(reply, Completion) or not reply.choices:
            raise EngineError(f"{self._link.where} sent no completion; check the address")
        return reply

    async def close(self) -> None:
        """Hang up; streams still open end with EngineUnavailable."""
        await self._link.close()

    def _completion(
        self, prompt: list[int], drawn: list[int], sampling: Sampling
    ) -> AsyncGenerator[Completion, None]:
        """The events of one request that goes on after `drawn`."""
        return self._link.events(
            lambda: self._link.client.completions.create(
                model=self.model.name,
                prompt="",
                max_tokens=sampling.max_tokens - len(drawn),
                temperature=sampling.temperature,
                top_p=sampling.top_p,
                seed=seed_after(sampling.seed, len(drawn)),
                logprobs=1 if self._scores(sampling) else openai.omit,
                stream=True,
                extra_body=completion_fields(sampling) | _prompt(prompt + drawn),
            )
        )

    def _check(self, prompt: Sequence[int], sampling: Sampling) -> Tokenizer:
        """The tokenizer, if a request like this is possible at all."""
        if self.tokenizer is None:
            raise EngineError(
                f"{self._link.where} is not used by token ids; start it, or use chat messages"
            )
        if not prompt:
            raise EngineError("the prompt is empty; give at least one token id")
        if sampling.max_tokens < 1:
            raise EngineError(f"max_tokens is {sampling.max_tokens}; allowed: 1 or more")
        total, context = len(prompt) + sampling.max_tokens, self.model.context_tokens
        if total > context:
            raise EngineError(
                f"{len(prompt)} prompt tokens and max_tokens {sampling.max_tokens} are {total};"
                f" the model's context is {context}: shorten the prompt or lower the budget"
            )
        return self.tokenizer

    def _scores(self, sampling: Sampling) -> bool:
        """Whether the tokens of this request come with log-probabilities."""
        return sampling.logprobs and self.capabilities.logprobs

    def _keep_promises(self, chunk: Chunk, before: int, sampling: Sampling) -> None:
        """A server that stops being exact in the middle of a run is an error, never a rounding."""
        count = before + len(chunk.ids)
        if count > sampling.max_tokens:
            raise EngineError(
                f"{self._link.where} drew {count} tokens where {sampling.max_tokens} were allowed;"
                " it does not honour max_tokens"
            )
        if self._scores(sampling) and chunk.logprobs is None:
            raise EngineError(f"{self._link.where} stopped giving log-probabilities")

    async def _find_model(self) -> None:
        where, wanted = self._link.where, self.model.name or None
        served = await self._link.call(self._served)
        if served is None:
            if wanted is None:
                raise EngineError(f"{where} does not list its models; name the one to use")
            self._note("the server does not list its models")
            served = (Served(wanted, None, ""),)
        found = choose(served, wanted, where)
        context = found.context_tokens or self.model.context_tokens
        self._context_known = context > 0
        if not context:
            context = ASSUMED_CONTEXT
            self._note(f"the server does not tell its context: {context} tokens assumed")
        self.model = replace(
            self.model,
            name=found.name,
            revision=self.model.revision or found.root or "unreported",
            context_tokens=context,
        )

    async def _served(self) -> tuple[Served, ...] | None:
        """The models listed at `/v1/models`; None where the server has no such list."""
        try:
            page = await self._link.client.models.list()
        except openai.NotFoundError:
            return None
        listed = getattr(page, "data", None)
        if not isinstance(listed, list):
            raise EngineError(
                f"{self._link.where} is not an OpenAI-compatible server; check the address"
            )
        return tuple(read_served(entry) for entry in listed)

    async def _use_token_ids(self) -> None:
        """Switch to token ids, if they work; EngineError says why not."""
        if self._tokenizer_given is None:
            hint = self.model.revision if "/" in self.model.revision else "its folder or hub id"
            raise EngineError(f"no tokenizer was given; give that of the model ({hint})")
        tokenizer = await load_tokenizer(self._tokenizer_given)
        self.capabilities = await discover(self, tokenizer)
        self.tokenizer = tokenizer

    async def _probe_claims(self) -> None:
        """The shared probe, as far as it fits a server that others may be using.

        It times prefix reuse, and a busy server's time says nothing: that claim already rests on
        the server's own count. Seeds can pass alone and fail beside other requests, because
        servers compute a batch in low precision: then they are not claimed.
        """
        from reasoning.engines.probe import probe

        found = self.capabilities
        self.capabilities = replace(found, prefix_reuse=False)
        try:
            await probe(self)
        except EngineUnavailable:
            raise
        except EngineError:
            if not found.seeds:
                raise
            found = replace(found, seeds=False)
            self.capabilities = replace(found, prefix_reuse=False)
            await probe(self)
            self._note("the same seed does not always draw the same tokens beside other requests")
        self.capabilities = found

    def _note(self, line: str) -> None:
        log.info("%s: %s", self._link.where, line)
        self.notes += (line,)


async def load_tokenizer(given: str | Path | Tokenizer) -> Tokenizer:
    """A ready tokenizer as it is; that of a folder or hub id from there.

    Raises:
        EngineError: it cannot be loaded.
    """
    if not isinstance(given, (str, Path)):
        return given
    from reasoning.engines.chat_tokenizer import ChatTokenizer

    return await asyncio.to_thread(ChatTokenizer, given)


def _prompt(prompt: Sequence[int] | str) -> dict[str, object]:
    """The prompt, for the part of a request that the client sends as it is.

    As an argument it would be looked through id by id: 8 ms for 600 of them.
    """
    return {"prompt": prompt if isinstance(prompt, str) else list(prompt)}

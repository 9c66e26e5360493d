"""The process in which the embedded engine's model runs; started by `embedded`, not by people.

    python embedded_worker.py MODEL.gguf '{"layers": 4, "kv_heads": 1, "head": 64, "context": 2048}'

A process of its own, because the runtime holds Python's lock while it computes a step: in the
server's process it would stall the page. One thread a process, because only then is a step's
arithmetic the same, bit for bit, whatever else is in the batch; more cores mean more processes.

It speaks lists as `multiprocessing.connection` frames them. In, on standard input, until it closes:

    ["add", request, ids, max_tokens, temperature, top_p, seed, stop_ids, logprobs]
    ["cancel", request]
    ["score", request, ids]
    ["count", request]

Out, on standard output; several requests' tokens share one message:

    ["ready"]
    ["tokens", [[request, ids, logprobs or None, finish or None, stop_id or None], ...]]
    ["numbers", request, numbers]         scores, or [0] if there is nothing to do
    ["broke", reason]                     the last one
"""

from __future__ import annotations

import json
import os
import select
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
import openvino
import openvino_genai as genai

BLOCK = 32  # tokens in a block of the runtime's key-value cache; prefixes are shared in blocks
CACHE_TOKENS = 1 << 17  # room for 64 streams of 2,048 tokens
CACHE_BYTES = 1 << 30
_PREFILL = 256  # prompt tokens a step: bounds how long a new prompt holds up the other streams
_MAX_STREAMS = 256
_ORDERS = 64  # most that are taken in before a step, however many wait
#: Tokens are sent on at most this often, save a request's first and last: a reader wakes twenty
#: times a second, not thousands, and each wake-up costs about as much as a token. With more than
#: `_FEW` streams it is a quarter as often: the wake-ups would take the streams' own time.
_FLUSH_SECONDS, _FLUSH_SECONDS_MANY, _FEW = 0.05, 0.2, 8


@dataclass(frozen=True, slots=True)
class Layout:
    """What the size of the key-value cache depends on."""

    layers: int
    kv_heads: int
    head: int  # dimensions of one head
    context: int  # tokens


@dataclass(slots=True)
class _Waiting:
    """A request that was not handed to the pipeline yet."""

    request: int
    rest: list[Any]  # of its order: ids and settings
    held: bool = False  # it has waited for another to compute the same prompt


@dataclass(slots=True)
class _Running:
    """A request in the pipeline, and its tokens that were not sent on yet."""

    handle: Any  # genai.GenerationHandle, which the package does not export
    prompt: tuple[int, ...]
    scored: bool  # log-probabilities were asked for
    fresh: bool = True  # no token yet: its prompt is still being computed
    ids: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    finish: str | None = None
    stop_id: int | None = None


def load(model: str, layout: Layout, *, share_prefixes: bool) -> genai.ContinuousBatchingPipeline:
    """The pipeline for a GGUF file: one thread, float32, room for `CACHE_TOKENS`.

    float32 beside the 8-bit matrices: with bfloat16 arithmetic or a narrower cache, the tokens of
    one request come to depend on how its prompt was cut into blocks.
    """
    scheduler = genai.SchedulerConfig()
    scheduler.enable_prefix_caching = share_prefixes
    scheduler.dynamic_split_fuse = True
    scheduler.max_num_batched_tokens = _PREFILL
    scheduler.max_num_seqs = _MAX_STREAMS
    token_bytes = layout.layers * layout.kv_heads * layout.head * 2 * 4
    tokens = min(CACHE_TOKENS, CACHE_BYTES // token_bytes)
    scheduler.num_kv_blocks = max(tokens, 2 * layout.context) // BLOCK + 1
    return genai.ContinuousBatchingPipeline(
        model,
        scheduler,
        "CPU",
        {
            "INFERENCE_NUM_THREADS": 1,
            # Pinned, the threads of all processes would share the first core.
            "ENABLE_CPU_PINNING": False,
            "INFERENCE_PRECISION_HINT": "f32",
            "KV_CACHE_PRECISION": "f32",
        },
    )


def generation_config(
    max_tokens: int,
    temperature: float,
    top_p: float,
    seed: int,
    stop_ids: list[int],
    logprobs: bool,
) -> genai.GenerationConfig:
    """The runtime's settings for one request."""
    config = genai.GenerationConfig(max_new_tokens=max_tokens, logprobs=int(logprobs))
    if temperature > 0:
        config.do_sample = True
        config.temperature = temperature
        config.top_p = top_p
        config.rng_seed = seed % 2**63
    # With `ignore_eos` the runtime ignores stop ids too, and without it it adds the model's own
    # end token unless one is named: so one of the stop ids is named.
    config.ignore_eos = not stop_ids
    if stop_ids:
        config.eos_token_id = stop_ids[0]
        config.stop_token_ids = set(stop_ids)
    return config


class Worker:
    """Steps the pipeline over all requests and sends their tokens on."""

    def __init__(self, model: str, layout: Layout, inbox: Connection, outbox: Connection) -> None:
        self._model, self._layout = model, layout
        self._inbox, self._outbox = inbox, outbox
        self._poll = select.poll()  # asked before every step; ten times faster than `inbox.poll`
        self._poll.register(inbox.fileno(), select.POLLIN)
        self._pipeline = load(model, layout, share_prefixes=True)
        self._scorer: genai.ContinuousBatchingPipeline | None = None
        self._waiting: deque[_Waiting] = deque()
        self._running: dict[int, _Running] = {}
        self._asked: list[int] = []  # answered after the step, which frees what was cancelled
        self._flushed = 0.0

    def run(self) -> None:
        """Serve until standard input closes."""
        self._outbox.send(["ready"])
        while self._receive():
            self._admit()
            if self._busy():
                self._pipeline.step()
            while self._asked:
                busy = bool(self._waiting) or self._busy()
                self._outbox.send(["numbers", self._asked.pop(), [int(busy)]])
            urgent = self._collect()
            now = time.monotonic()
            pause = _FLUSH_SECONDS if len(self._running) <= _FEW else _FLUSH_SECONDS_MANY
            if now - self._flushed >= pause:
                urgent = list(self._running)
                self._flushed = now
            if urgent:
                self._flush(urgent)

    def _busy(self) -> bool:
        """Whether a step has work: tokens to compute, or a cancelled request to free."""
        return bool(self._running) or self._pipeline.has_non_finished_requests()

    def _receive(self) -> bool:
        """Take in what has arrived, waiting for it if there is nothing to do; False at the end."""
        for _ in range(_ORDERS):
            idle = not (self._waiting or self._asked or self._busy())
            if not self._poll.poll(None if idle else 0):
                break
            try:
                self._obey(self._inbox.recv())
            except EOFError:
                return False
        return True

    def _obey(self, order: list[Any]) -> None:
        match order:
            case ["add", request, *rest]:
                self._waiting.append(_Waiting(request, rest))
            case ["cancel", request]:
                self._waiting = deque(w for w in self._waiting if w.request != request)
                running = self._running.pop(request, None)
                if running is not None:
                    running.handle.cancel()
            case ["score", request, ids]:
                self._outbox.send(["numbers", request, self._score(ids)])
            case ["count", request]:
                self._asked.append(request)

    def _admit(self) -> None:
        """Hand waiting requests to the pipeline.

        Of several with one prompt the first goes alone and the others follow once its prompt is
        computed: by then they find it in the prefix cache.
        """
        if not self._waiting:
            return
        computing = {r.prompt for r in self._running.values() if r.fresh}
        held: deque[_Waiting] = deque()
        for waiting in self._waiting:
            ids, *settings = waiting.rest
            prompt = tuple(ids)
            if prompt in computing:
                waiting.held = True
                held.append(waiting)
                continue
            if not waiting.held and len(prompt) > BLOCK:  # a shorter one leaves nothing to share
                computing.add(prompt)
            tensor = openvino.Tensor(np.array([ids], np.int64))
            config = generation_config(*settings)
            handle = self._pipeline.add_request(waiting.request, tensor, config)
            self._running[waiting.request] = _Running(handle, prompt, settings[-1])
        self._waiting = held

    def _collect(self) -> list[int]:
        """Read new tokens; the requests for which one is the first or the last."""
        urgent = []
        for request, running in self._running.items():
            handle = running.handle
            while handle.can_read():
                (output,) = handle.read().values()
                running.ids += output.generated_ids
                if running.scored:
                    running.logprobs += output.generated_log_probs
                if running.fresh or output.finish_reason != genai.GenerationFinishReason.NONE:
                    running.fresh = False
                    _finish(running, output.finish_reason)
                    urgent.append(request)
            if running.fresh and handle.get_status() == genai.GenerationStatus.IGNORED:
                running.finish = "memory"
                urgent.append(request)
        return urgent

    def _flush(self, requests: list[int]) -> None:
        parts = []
        for request in requests:
            r = self._running[request]
            if r.ids or r.finish:
                parts.append([request, r.ids, r.logprobs, r.finish, r.stop_id])
                r.ids, r.logprobs = [], []
            if r.finish:
                del self._running[request]
        if parts:
            self._outbox.send(["tokens", parts])

    def _score(self, ids: list[int]) -> list[float]:
        """Log-probability of each prompt id; the first, which has nothing before it, is 0.

        The pipeline tells them of the tokens it computes only, so this one shares no prefixes.
        """
        if self._scorer is None:
            self._scorer = load(self._model, self._layout, share_prefixes=False)
        config = genai.GenerationConfig(max_new_tokens=1, echo=True, logprobs=1, ignore_eos=True)
        handle = self._scorer.add_request(0, openvino.Tensor(np.array([ids], np.int64)), config)
        logprobs: list[float] = []
        while self._scorer.has_non_finished_requests():
            self._scorer.step()
        while handle.can_read():
            (output,) = handle.read().values()
            logprobs += output.generated_log_probs
        return [0.0, *logprobs[1 : len(ids)]]


def _finish(running: _Running, reason: Any) -> None:
    if reason == genai.GenerationFinishReason.STOP:
        running.finish = "stop"
        running.stop_id = running.ids.pop()
        del running.logprobs[len(running.ids) :]
    elif reason == genai.GenerationFinishReason.LENGTH:
        running.finish = "length"


def main() -> None:
    """Serve on standard input and output; whatever else prints goes to standard error."""
    inbox, outbox = Connection(0, writable=False), Connection(os.dup(1), readable=False)
    os.dup2(2, 1)
    try:
        layout = Layout(**json.loads(sys.argv[2]))
        Worker(sys.argv[1], layout, inbox, outbox).run()
    except BrokenPipeError:
        pass
    except Exception as error:
        # Anything at all may come out of the runtime; the engine passes it on as one line.
        reason = " ".join(str(error).split()) or type(error).__name__
        outbox.send(["broke", reason[:300]])
    # Without the teardown of the runtime, which complains about requests that were broken off.
    os._exit(0)


if __name__ == "__main__":
    main()

"""The embedded engine, on the real runtime with a model of random weights."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from multiprocessing import Pipe
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gguf
import numpy as np
import pytest

from reasoning.engines import embedded_worker
from reasoning.engines.base import Chunk, Sampling
from reasoning.engines.embedded import EmbeddedEngine
from reasoning.engines.embedded_process import Prefixes
from reasoning.engines.gguf_export import export, gguf_name, read_tensors
from reasoning.engines.probe import probe
from reasoning.errors import EngineError, EngineUnavailable
from reasoning.problem import Message
from tests import tiny_model


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model.build(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def engine(folder: Path) -> Iterator[EmbeddedEngine]:
    """Started in one event loop and used from others, as the page and its threads do."""
    engine = EmbeddedEngine(folder, folder.parent / "cache", threads=2)
    asyncio.run(engine.start())
    yield engine
    asyncio.run(engine.close())


def prompts(n: int, length: int = 70) -> list[list[int]]:
    return np.random.default_rng(n).integers(6, 384, (n, length)).tolist()


async def collect(engine: EmbeddedEngine, prompt: Sequence[int], sampling: Sampling) -> list[Chunk]:
    return [chunk async for chunk in engine.stream(prompt, sampling)]


async def ids(engine: EmbeddedEngine, prompt: Sequence[int], sampling: Sampling) -> list[int]:
    return [id for chunk in await collect(engine, prompt, sampling) for id in chunk.ids]


async def test_the_probe_accepts_what_the_engine_claims(engine: EmbeddedEngine):
    await probe(engine)


@pytest.mark.parametrize(
    ("claim", "broken"),
    [
        ("token_ids", {"ids": (1, 2), "finish": "length"}),
        ("token_ids", {"ids": (), "finish": "stop", "stop_id": 3}),
    ],
)
async def test_the_probe_names_a_false_claim(engine: EmbeddedEngine, claim: str, broken: dict):
    class Liar(EmbeddedEngine):
        async def stream(self, prompt_ids, sampling):
            yield Chunk(**broken)

    liar = object.__new__(Liar)
    liar.__dict__.update(engine.__dict__)
    with pytest.raises(EngineError, match=f"claims {claim}, but"):
        await probe(liar)


@pytest.mark.parametrize(
    ("claim", "change"),
    [
        ("logprobs", lambda c: dataclasses.replace(c, logprobs=None)),
        ("logprobs", lambda c: dataclasses.replace(c, logprobs=tuple(1.0 for _ in c.ids))),
        ("seeds", lambda c: dataclasses.replace(c, ids=tuple(os.urandom(len(c.ids))))),
    ],
)
async def test_the_probe_notices_a_stream_that_breaks_its_claim(engine, claim, change):
    class Liar(EmbeddedEngine):
        async def stream(self, prompt_ids, sampling):
            async for chunk in engine.stream(prompt_ids, sampling):
                seeded = claim != "seeds" or sampling.temperature > 0
                yield change(chunk) if seeded else chunk

    liar = object.__new__(Liar)
    liar.__dict__.update(engine.__dict__)
    with pytest.raises(EngineError, match=f"claims {claim}, but"):
        await probe(liar)


@pytest.mark.parametrize("max_tokens", [0, 1, 2, 33])
async def test_exactly_max_tokens_are_drawn(engine: EmbeddedEngine, max_tokens: int):
    chunks = await collect(engine, prompts(1)[0], Sampling(max_tokens, temperature=1.0))
    assert sum(len(c.ids) for c in chunks) == max_tokens
    assert [c.finish for c in chunks if c.finish] == ["length"]
    assert chunks[-1].finish == "length"
    assert all(len(c.logprobs) == len(c.ids) for c in chunks)


async def test_a_stop_id_ends_the_stream_and_is_no_part_of_it(engine: EmbeddedEngine):
    prompt = prompts(1)[0]
    free = await ids(engine, prompt, Sampling(40, temperature=1.0, seed=5))
    stop = free[20]
    first = free.index(stop)
    chunks = await collect(
        engine, prompt, Sampling(40, temperature=1.0, seed=5, stop_ids=(stop, 383))
    )
    assert [id for c in chunks for id in c.ids] == free[:first]
    assert sum(len(c.logprobs) for c in chunks) == first
    assert (chunks[-1].finish, chunks[-1].stop_id) == ("stop", stop)


async def test_the_models_own_end_token_ends_nothing_that_was_not_asked_for(engine: EmbeddedEngine):
    drawn = await ids(engine, prompts(1)[0], Sampling(1500, temperature=5.0, seed=1))
    assert len(drawn) == 1500
    assert 0 in drawn, "the end-of-text token was never drawn, so this shows nothing"


@pytest.mark.parametrize("temperature", [0.0, 1.0])
async def test_a_request_draws_the_same_whatever_else_is_in_the_batch(engine, temperature):
    some = prompts(8)
    samplings = [Sampling(60, temperature=temperature, seed=i) for i in range(8)]
    alone = [await collect(engine, p, s) for p, s in zip(some, samplings, strict=True)]
    crowd = [collect(engine, p, s) for p, s in zip(some, samplings, strict=True)]
    others = [collect(engine, p, Sampling(30 + n, 1.0)) for n, p in enumerate(prompts(9, 45))]
    together = (await asyncio.gather(*crowd, *others))[:8]
    for a, b in zip(alone, together, strict=True):
        assert [i for c in a for i in c.ids] == [i for c in b for i in c.ids]
        assert [p for c in a for p in c.logprobs] == pytest.approx(
            [p for c in b for p in c.logprobs], abs=1e-4
        )


async def test_seeds_differ_and_repeat(engine: EmbeddedEngine):
    prompt = prompts(1)[0]
    draws = await asyncio.gather(
        *[ids(engine, prompt, Sampling(20, temperature=1.0, seed=s)) for s in (1, 2, 1)]
    )
    assert draws[0] == draws[2] != draws[1]


async def test_a_fork_of_a_prefix_goes_on_as_the_whole_did(engine: EmbeddedEngine):
    prompt = prompts(1)[0]
    whole = await ids(engine, prompt, Sampling(80))
    for cut in (1, 26, 27, 50):
        fork = await ids(engine, prompt + whole[:cut], Sampling(80 - cut))
        assert fork == whole[cut:]


async def test_a_prompt_that_was_seen_before_is_not_computed_again(engine: EmbeddedEngine):
    async def seconds(prompt: list[int]) -> float:
        begun = time.perf_counter()
        await ids(engine, prompt, Sampling(1))
        return time.perf_counter() - begun

    long = prompts(5, 1800)
    cold = [await seconds(p) for p in long]
    warm = [await seconds(p) for p in long]
    assert sorted(warm)[2] < sorted(cold)[2] / 2


async def test_closing_a_stream_frees_its_place_at_once(engine: EmbeddedEngine):
    prompt = prompts(1)[0]
    for _ in range(3):
        async with aclosing(engine.stream(prompt, Sampling(1900, temperature=1.0))) as stream:
            await anext(stream)
    assert all(not w.readers for w in engine._workers)
    assert await engine.idle()  # answered after the step that follows the cancellation


async def test_cancelling_the_reader_frees_its_place(engine: EmbeddedEngine):
    task = asyncio.create_task(ids(engine, prompts(1)[0], Sampling(1900, temperature=1.0)))
    while not any(w.readers for w in engine._workers):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert all(not w.readers for w in engine._workers)
    assert await engine.idle()


async def test_an_engine_with_an_open_stream_is_not_idle(engine: EmbeddedEngine):
    async with aclosing(engine.stream(prompts(1)[0], Sampling(1900, temperature=1.0))) as stream:
        await anext(stream)
        assert not await engine.idle()


def test_one_prompt_asked_for_many_times_is_computed_once(folder: Path):
    inbox, _orders = Pipe(duplex=False)
    _news, outbox = Pipe(duplex=False)
    layout = embedded_worker.Layout(layers=2, kv_heads=1, head=32, context=2048)
    worker = embedded_worker.Worker(
        str(export(folder, folder.parent / "cache")), layout, inbox, outbox
    )
    shared, other = prompts(2)
    for request, prompt in enumerate([shared, shared, other, shared]):
        worker._obey(["add", request, prompt, 5, 0.0, 1.0, 0, [], True])
    worker._admit()
    assert sorted(worker._running) == [0, 2], "the first of each prompt goes alone"
    while not worker._collect():
        worker._pipeline.step()
    worker._admit()
    assert sorted(worker._running) == [0, 1, 2, 3]
    while any(r.finish is None for r in worker._running.values()):
        worker._pipeline.step()
        worker._collect()
    drawn = {n: r.ids for n, r in worker._running.items()}
    assert drawn[0] == drawn[1] == drawn[3] != drawn[2]


def test_a_prompt_goes_where_its_prefix_is_unless_that_process_is_busy(folder: Path):
    engine = EmbeddedEngine(folder, folder.parent / "cache")
    idle, holder = SimpleNamespace(), SimpleNamespace()
    for process in (idle, holder):
        process.readers, process.prefixes = {}, Prefixes()
    engine._workers = [idle, holder]
    prompt = prompts(1)[0]
    holder.prefixes.remember(prompt, [])
    assert engine._pick(prompt) is holder
    holder.readers = dict.fromkeys(range(4))
    assert engine._pick(prompt) is holder
    assert engine._pick(prompts(2)[1]) is idle
    holder.readers = dict.fromkeys(range(5))
    assert engine._pick(prompt) is idle


def test_a_fork_goes_where_its_prefix_was_drawn_however_busy_that_process_is(folder: Path):
    engine = EmbeddedEngine(folder, folder.parent / "cache")
    idle, drawer = SimpleNamespace(), SimpleNamespace()
    for process in (idle, drawer):
        process.readers, process.prefixes = {}, Prefixes()
    engine._workers = [idle, drawer]
    prompt, thought = prompts(2)
    for process in (idle, drawer):
        process.prefixes.remember(prompt, [])
    drawer.prefixes.remember(prompt, thought)
    drawer.readers = dict.fromkeys(range(50))
    assert engine._pick(prompt + thought + [9]) is drawer
    assert engine._pick(prompt) is idle


async def test_what_a_slow_reader_missed_is_joined(engine: EmbeddedEngine):
    stream = engine.stream(prompts(1)[0], Sampling(200, temperature=1.0))
    async with aclosing(stream):
        first = await anext(stream)
        (worker,) = [w for w in engine._workers if w.readers]
        while worker.readers:  # until the last token has arrived
            await asyncio.sleep(0)
        rest = [chunk async for chunk in stream]
    assert len(rest) <= 2  # the last delivery may still have been on its way
    assert len(first.ids) + sum(len(chunk.ids) for chunk in rest) == 200
    assert rest[-1].finish == "length"


async def test_scores_are_the_log_probabilities_of_the_draw(engine: EmbeddedEngine):
    prompt = prompts(1)[0]
    chunks = await collect(engine, prompt, Sampling(40, temperature=0.7, top_p=0.9, seed=3))
    drawn = [id for c in chunks for id in c.ids]
    logprobs = [p for c in chunks for p in c.logprobs]
    for _ in range(2):  # the second time nothing may be missing because it was cached
        scores = await engine.score(prompt + drawn)
        assert scores[0] == 0
        assert len(scores) == len(prompt) + len(drawn)
        assert scores[len(prompt) :] == pytest.approx(logprobs, abs=1e-4)
    assert max(scores[1:]) < 0


def as_transformers_has_it(folder: Path) -> Any:
    """The same model, with the very matrices that the engine's file holds."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    model = transformers.Qwen3ForCausalLM.from_pretrained(folder, dtype=torch.float32)
    written = {
        t.name: gguf.dequantize(t.data, t.tensor_type)
        for t in gguf.GGUFReader(export(folder, folder.parent / "cache")).tensors
    }
    state = model.state_dict()
    for name, values in read_tensors(folder):
        state[name].copy_(torch.tensor(written[gguf_name(name)]).reshape(values.shape))
    return model


async def test_scores_are_those_of_transformers(engine: EmbeddedEngine, folder: Path):
    torch = pytest.importorskip("torch")
    prompt = prompts(1, 700)[0]
    with torch.no_grad():
        expected = as_transformers_has_it(folder)(torch.tensor([prompt])).logits[0].log_softmax(-1)
    wanted = expected[torch.arange(699), torch.tensor(prompt[1:])].tolist()
    # The runtime rounds what goes into a matrix to 8 bits too.
    found = (await engine.score(prompt))[1:]
    assert found == pytest.approx(wanted, abs=0.2)
    assert np.corrcoef(found, wanted)[0, 1] > 0.999


async def test_greedy_tokens_are_as_likely_to_transformers_as_its_own(
    engine: EmbeddedEngine, folder: Path
):
    torch = pytest.importorskip("torch")
    prompt = engine.tokenizer.prompt([Message("user", "Compute 12 + 7.")])
    drawn = await ids(engine, prompt, Sampling(40))
    with torch.no_grad():
        whole = as_transformers_has_it(folder)(torch.tensor([prompt + drawn])).logits[0]
    logprobs = whole.log_softmax(-1)[len(prompt) - 1 : -1]
    own = logprobs.max(-1).values
    assert (own - logprobs[torch.arange(40), torch.tensor(drawn)]).max() < 0.05


@pytest.mark.parametrize(
    ("prompt", "max_tokens", "message"),
    [
        ([], 5, "prompt is empty"),
        ([7] * 2000, 49, "2000 prompt tokens and 49 to draw do not fit the context of 2048"),
        ([7, 384], 5, "token id 384 is outside the vocabulary of 384"),
        ([7, -1], 5, "token id -1 is outside"),
        ([7], -2, "max_tokens is -2"),
    ],
)
async def test_an_impossible_request_is_refused_in_one_line(engine, prompt, max_tokens, message):
    with pytest.raises(EngineError, match=message) as error:
        await collect(engine, prompt, Sampling(max_tokens))
    assert "\n" not in str(error.value)


async def test_a_prompt_may_fill_the_context_to_its_last_token(engine: EmbeddedEngine):
    assert len(await ids(engine, [7] * 2000, Sampling(48))) == 48


async def test_chat_is_refused(engine: EmbeddedEngine):
    with pytest.raises(EngineError, match="takes token ids"):
        engine.chat([Message("user", "hello")], Sampling(5))


async def test_an_engine_that_was_not_started_is_unavailable(folder: Path, tmp_path: Path):
    with pytest.raises(EngineUnavailable, match="start it first"):
        await ids(EmbeddedEngine(folder, tmp_path), [7], Sampling(1))


async def test_open_streams_end_when_the_engine_closes(folder: Path):
    engine = EmbeddedEngine(folder, folder.parent / "cache", threads=1)
    await engine.start()
    stream = engine.stream(prompts(1)[0], Sampling(1900, temperature=1.0))
    await anext(stream)
    await engine.close()
    with pytest.raises(EngineUnavailable):
        async for _ in stream:
            pass


async def test_a_process_that_dies_ends_its_streams_in_one_line_and_is_replaced(
    folder: Path,
):
    engine = EmbeddedEngine(folder, folder.parent / "cache", threads=1)
    await engine.start()
    try:
        stream = engine.stream(prompts(1)[0], Sampling(1900, temperature=1.0))
        await anext(stream)
        os.kill(engine._workers[0]._process.pid, signal.SIGKILL)
        with pytest.raises(EngineUnavailable, match="broke off") as error:
            async for _ in stream:
                pass
        assert "\n" not in str(error.value)
        assert len(await ids(engine, [7], Sampling(1))) == 1  # by a new process
    finally:
        await engine.close()


async def test_a_damaged_gguf_does_not_start(folder: Path, tmp_path: Path):
    engine = EmbeddedEngine(folder, tmp_path, threads=1)
    export(folder, tmp_path).write_bytes(b"GGUF nonsense")
    with pytest.raises(EngineUnavailable, match="did not start"):
        await engine.start()


def test_the_revision_follows_the_weights(tmp_path: Path):
    one = EmbeddedEngine(tiny_model.build(tmp_path / "a", seed=1), tmp_path / "cache")
    two = EmbeddedEngine(tiny_model.build(tmp_path / "b", seed=2), tmp_path / "cache")
    again = EmbeddedEngine(tiny_model.build(tmp_path / "c", seed=1), tmp_path / "cache")
    assert one.model.revision == again.model.revision != two.model.revision

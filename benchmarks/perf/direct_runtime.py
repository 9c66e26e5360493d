"""A CPU runtime on its own, as fast as its plain call goes; started by `runtimes`.

    python direct_runtime.py openvino-genai|openvino-genai-f32|xllamacpp MODEL.gguf THREADS

Reads `[prompts as token ids, tokens to draw]` a line, draws them all at once, greedily and without
stopping, and prints tokens per second. Imports nothing of this project, so that it runs in an
environment that has only the runtime.
"""

from __future__ import annotations

import functools
import json
import sys
import time
from collections.abc import Callable

Draw = Callable[[list[list[int]], int], int]


def openvino_genai(model: str, threads: int, precision: str | None = None) -> Draw:
    """The continuous batching pipeline's own `generate`; at its own default precision if None."""
    import numpy as np
    import openvino
    import openvino_genai as genai

    scheduler = genai.SchedulerConfig()
    scheduler.enable_prefix_caching = True
    scheduler.num_kv_blocks = 2048
    settings: dict[str, object] = {"INFERENCE_NUM_THREADS": threads}
    if precision is not None:
        settings |= {"INFERENCE_PRECISION_HINT": precision, "KV_CACHE_PRECISION": precision}
    pipeline = genai.ContinuousBatchingPipeline(model, scheduler, "CPU", settings)

    def draw(prompts: list[list[int]], tokens: int) -> int:
        config = genai.GenerationConfig(max_new_tokens=tokens, ignore_eos=True)
        ids = [openvino.Tensor(np.array([prompt], dtype=np.int64)) for prompt in prompts]
        results = pipeline.generate(ids, [config] * len(prompts))
        return sum(len(result.m_generation_ids[0]) for result in results)

    return draw


def xllamacpp(model: str, threads: int) -> Draw:
    """llama.cpp's own server, in this process, with a slot for every stream."""
    from concurrent.futures import ThreadPoolExecutor

    import xllamacpp as llama

    params = llama.CommonParams()
    params.model.path = model
    params.n_parallel = 32
    params.n_ctx = 32 * 1024
    params.cpuparams.n_threads = threads
    params.cpuparams_batch.n_threads = threads
    server = llama.Server(params)
    pool = ThreadPoolExecutor(32)

    def one(prompt: list[int], tokens: int) -> int:
        asked = {
            "prompt": prompt,
            "n_predict": tokens,
            "temperature": 0,
            "ignore_eos": True,
            "cache_prompt": True,
            "return_tokens": True,
        }
        return int(server.handle_completions(asked)["usage"]["completion_tokens"])

    def draw(prompts: list[list[int]], tokens: int) -> int:
        return sum(pool.map(one, prompts, [tokens] * len(prompts)))

    return draw


def main() -> None:
    """Serve requests until standard input closes."""
    runtime, model, threads = sys.argv[1:4]
    makers: dict[str, Callable[[str, int], Draw]] = {
        "openvino-genai": openvino_genai,
        "openvino-genai-f32": functools.partial(openvino_genai, precision="f32"),
        "xllamacpp": xllamacpp,
    }
    draw = makers[runtime](model, int(threads))
    for line in sys.stdin:
        prompts, tokens = json.loads(line)
        start = time.perf_counter()
        drawn = draw(prompts, tokens)
        print(drawn / (time.perf_counter() - start), flush=True)


if __name__ == "__main__":
    main()

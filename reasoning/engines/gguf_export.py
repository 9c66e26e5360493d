"""A Qwen3 checkpoint in the Hugging Face layout, written as GGUF for the embedded engine's runtime.

The safetensors file stays the one source of truth: the GGUF is made at first start into a cache
folder, under a name that holds the digest of what it was made from. Reads bfloat16, float16 and
float32 without torch. Only dense Qwen3 is taken. Matrices are written as 8-bit blocks (Q8_0: 32
values share a scale), half as much to read at every token; the model's card is measured so.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reasoning.errors import EngineError

_FORMAT = "2"  # part of the file's name: raise it when the same model would be written differently
_Q8_BLOCK = 32  # values that share a scale
_NORMAL, _CONTROL, _USER_DEFINED = 1, 3, 4  # token types of the GGUF specification
_BLOCK = {
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
    "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
_OUTER = {
    "model.embed_tokens.weight": "token_embd.weight",
    "model.norm.weight": "output_norm.weight",
    "lm_head.weight": "output.weight",
}


@dataclass(frozen=True, slots=True)
class Qwen3Config:
    """The sizes of a Qwen3 model, as its config.json gives them."""

    hidden: int
    layers: int
    heads: int
    kv_heads: int
    head: int  # dimensions of one head
    mlp: int
    vocab: int
    context: int  # tokens
    norm_eps: float
    rope_theta: float
    tied: bool  # the output matrix is the embedding matrix


def read_config(folder: Path) -> Qwen3Config:
    """The sizes of the model in `folder`.

    Raises:
        EngineError: the file is missing, does not fit, or is of another architecture; one line.
    """
    path = folder / "config.json"
    raw = _read_json(path)
    architecture = (raw.get("architectures") or ["?"])[0]
    if architecture != "Qwen3ForCausalLM":
        raise EngineError(
            f"{path}: architecture {architecture}; the embedded engine takes Qwen3ForCausalLM,"
            " serve others through vllm or an OpenAI-compatible server"
        )
    rope = raw.get("rope_parameters") or {}
    if raw.get("attention_bias") or rope.get("rope_type", "default") != "default":
        raise EngineError(f"{path}: attention bias and scaled RoPE are not taken; train without")
    try:
        heads = int(raw["num_attention_heads"])
        return Qwen3Config(
            hidden=int(raw["hidden_size"]),
            layers=int(raw["num_hidden_layers"]),
            heads=heads,
            kv_heads=int(raw.get("num_key_value_heads", heads)),
            head=int(raw.get("head_dim", 128)),
            mlp=int(raw["intermediate_size"]),
            vocab=int(raw["vocab_size"]),
            context=int(raw["max_position_embeddings"]),
            norm_eps=float(raw.get("rms_norm_eps", 1e-6)),
            rope_theta=float(rope.get("rope_theta", raw.get("rope_theta", 10000.0))),
            tied=bool(raw.get("tie_word_embeddings", False)),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise EngineError(f"{path}: missing or malformed field {error}") from None


def read_tensors(folder: Path) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Every tensor of the model as (name, float32 array), one at a time.

    Raises:
        EngineError: a file is damaged or of a type other than BF16, F16, F32; one line.
    """
    for path in weight_files(folder):
        yield from _read_safetensors(path)


def weight_files(folder: Path) -> list[Path]:
    """The model's safetensors files, in order.

    Raises:
        EngineError: there are none.
    """
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        raise EngineError(f"no .safetensors file in {folder}; name a model folder that has one")
    return files


def digest(paths: list[Path]) -> str:
    """Hexadecimal SHA-256 of the files' contents, in order."""
    total = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()


def export(folder: Path, cache: Path) -> Path:
    """The model in `folder` as a GGUF file in `cache`, written if it is not there yet.

    The file is written aside and renamed, so a file of that name is always complete.

    Raises:
        EngineError: the model is missing or not a Qwen3, or the cache cannot be written; one line.
    """
    config = read_config(folder)
    sources = [*weight_files(folder), folder / "config.json", folder / "tokenizer.json"]
    try:
        path = cache / f"{digest(sources)[:16]}-q8_0-{_FORMAT}.gguf"
        if path.exists():
            return path
        cache.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(suffix=".gguf.part", dir=cache)
        os.close(handle)
        try:
            _write(Path(name), folder, config)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise EngineError(f"cannot make the GGUF of {folder} in {cache}: {error}") from None
    return path


def _write(path: Path, folder: Path, config: Qwen3Config) -> None:
    from gguf import GGMLQuantizationType, GGUFWriter, LlamaFileType, quants

    q8_0 = GGMLQuantizationType.Q8_0
    writer = GGUFWriter(path, "qwen3")
    writer.add_file_type(LlamaFileType.MOSTLY_Q8_0)
    writer.add_block_count(config.layers)
    writer.add_context_length(config.context)
    writer.add_embedding_length(config.hidden)
    writer.add_feed_forward_length(config.mlp)
    writer.add_head_count(config.heads)
    writer.add_head_count_kv(config.kv_heads)
    writer.add_key_length(config.head)
    writer.add_value_length(config.head)
    writer.add_layer_norm_rms_eps(config.norm_eps)
    writer.add_rope_freq_base(config.rope_theta)
    _add_tokenizer(writer, folder, config.vocab)
    for name, values in read_tensors(folder):
        if name == "lm_head.weight" and config.tied:
            continue
        # As llama.cpp's converter has it: norms stay float32, and rows that are no whole number of
        # blocks float16.
        if values.ndim == 1:
            writer.add_tensor(gguf_name(name), values)
        elif values.shape[-1] % _Q8_BLOCK:
            writer.add_tensor(gguf_name(name), values.astype(np.float16))
        else:
            writer.add_tensor(gguf_name(name), quants.quantize(values, q8_0), raw_dtype=q8_0)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def gguf_name(name: str) -> str:
    """A tensor's name in the GGUF, from its name in the checkpoint.

    Raises:
        EngineError: a dense Qwen3 has no such tensor.
    """
    if name in _OUTER:
        return _OUTER[name]
    found = re.fullmatch(r"model\.layers\.(\d+)\.(.+)\.weight", name)
    if not found or found[2] not in _BLOCK:
        raise EngineError(f"unknown tensor {name}; the embedded engine takes a dense Qwen3 only")
    return f"blk.{found[1]}.{_BLOCK[found[2]]}.weight"


def _add_tokenizer(writer: Any, folder: Path, vocab: int) -> None:
    """The vocabulary, so that the file is whole; the engine itself feeds and reads ids only."""
    raw = _read_json(folder / "tokenizer.json")
    if raw.get("model", {}).get("type") != "BPE":
        raise EngineError(f"{folder / 'tokenizer.json'}: only byte-level BPE is taken")
    tokens = [f"<unused{i}>" for i in range(vocab)]
    types = [_USER_DEFINED] * vocab
    for token, i in raw["model"]["vocab"].items():
        tokens[i], types[i] = token, _NORMAL
    for added in raw.get("added_tokens", []):
        i = added["id"]
        tokens[i], types[i] = added["content"], _CONTROL if added["special"] else _USER_DEFINED
    merges = [m if isinstance(m, str) else " ".join(m) for m in raw["model"]["merges"]]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_merges(merges)
    eos = _read_json(folder / "config.json").get("eos_token_id")
    writer.add_eos_token_id((eos[0] if isinstance(eos, list) else eos) or 0)


def _read_safetensors(path: Path) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """safetensors' numpy front end knows no bfloat16; its raw one gives the bytes."""
    from safetensors import SafetensorError, deserialize

    try:
        tensors = deserialize(path.read_bytes())
    except (OSError, SafetensorError) as error:
        raise EngineError(f"cannot read the weights {path}: {error}") from None
    for name, tensor in tensors:
        kind, shape, data = tensor["dtype"], tensor["shape"], tensor["data"]
        if kind == "BF16":  # the upper half of a float32
            values = (np.frombuffer(data, np.uint16).astype(np.uint32) << 16).view(np.float32)
        elif kind in ("F16", "F32"):
            values = np.frombuffer(data, {"F16": np.float16, "F32": np.float32}[kind])
            values = values.astype(np.float32)
        else:
            raise EngineError(f"{path}: tensor {name} is {kind}; allowed: BF16, F16, F32")
        yield name, values.reshape(shape)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise EngineError(f"cannot read {path}: {error}") from None
    if not isinstance(value, dict):
        raise EngineError(f"{path} holds a {type(value).__name__}; it must be one JSON object")
    return value

"""The GGUF file holds the very weights of the checkpoint."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from reasoning.engines.gguf_export import export, gguf_name, read_config, read_tensors
from reasoning.errors import EngineError
from tests import tiny_model

gguf = pytest.importorskip("gguf")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny_model.build(tmp_path / "model")


def test_every_tensor_arrives_matrices_in_blocks_of_8_bits(folder: Path, tmp_path: Path):
    reader = gguf.GGUFReader(export(folder, tmp_path / "cache"))
    written = {t.name: gguf.dequantize(t.data, t.tensor_type) for t in reader.tensors}
    source = dict(read_tensors(folder))
    assert len(written) == len(source) == 2 + 2 * 11
    for name, values in source.items():
        found = written[gguf_name(name)].reshape(values.shape)
        if values.ndim == 1:
            assert np.array_equal(found, values)
        else:  # half of one of 127 levels, whose scale is a float16
            blocks = np.abs(values.reshape(-1, 32)).max(-1, keepdims=True)
            assert (np.abs(found - values).reshape(-1, 32) <= blocks / 127 * 0.57).all()
    kinds = {t.name: t.tensor_type.name for t in reader.tensors}
    assert kinds["token_embd.weight"] == kinds["blk.0.ffn_down.weight"] == "Q8_0"
    assert kinds["output_norm.weight"] == "F32"


def test_rows_that_are_no_whole_blocks_stay_in_16_bits(tmp_path: Path):
    folder = tiny_model.build(tmp_path / "model", tiny_model.Shape(mlp=80))
    reader = gguf.GGUFReader(export(folder, tmp_path / "cache"))
    kinds = {t.name: t.tensor_type.name for t in reader.tensors}
    assert kinds["blk.0.ffn_down.weight"] == "F16"
    assert kinds["blk.0.ffn_up.weight"] == "Q8_0"


def test_the_sizes_and_the_vocabulary_are_told(folder: Path, tmp_path: Path):
    reader = gguf.GGUFReader(export(folder, tmp_path / "cache"))
    value = {name: field.contents() for name, field in reader.fields.items()}
    assert value["general.architecture"] == "qwen3"
    assert value["qwen3.block_count"] == 2
    assert value["qwen3.attention.head_count"] == 3
    assert value["qwen3.attention.head_count_kv"] == 1
    assert value["qwen3.attention.key_length"] == 32
    assert value["qwen3.context_length"] == 2048
    assert len(value["tokenizer.ggml.tokens"]) == 384
    assert value["tokenizer.ggml.tokens"][4] == "<think>"


@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16"])
def test_each_type_of_weights_is_read(tmp_path: Path, dtype: str):
    torch_dtypes = pytest.importorskip("torch")
    safetensors = pytest.importorskip("safetensors.torch")
    source = safetensors.load_file(tiny_model.build(tmp_path / "m") / "model.safetensors")
    kind = getattr(torch_dtypes, dtype)
    cast = {name: tensor.to(kind) for name, tensor in source.items()}
    safetensors.save_file(cast, tmp_path / "m" / "model.safetensors")
    for name, values in read_tensors(tmp_path / "m"):
        assert values.dtype == np.float32
        assert np.array_equal(values, cast[name].float().numpy())


def test_the_file_is_made_once_and_again_when_the_weights_change(tmp_path: Path):
    cache = tmp_path / "cache"
    first = export(tiny_model.build(tmp_path / "a", seed=1), cache)
    made = first.stat().st_mtime_ns
    assert export(tmp_path / "a", cache) == first
    assert first.stat().st_mtime_ns == made
    assert export(tiny_model.build(tmp_path / "a", seed=2), cache) != first


def test_a_failed_export_leaves_nothing_behind(folder: Path, tmp_path: Path):
    config = json.loads((folder / "config.json").read_text())
    (folder / "tokenizer.json").write_text('{"model": {"type": "Unigram"}}')
    assert config
    with pytest.raises(EngineError, match="byte-level BPE"):
        export(folder, tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"architectures": ["LlamaForCausalLM"]}, "architecture LlamaForCausalLM; .* Qwen3"),
        ({"attention_bias": True}, "attention bias"),
        ({"rope_parameters": {"rope_type": "yarn"}}, "scaled RoPE"),
        ({"hidden_size": None}, "missing or malformed"),
    ],
)
def test_another_architecture_is_refused(folder: Path, change: dict, message: str):
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(EngineError, match=message):
        read_config(folder)


def test_a_folder_without_weights_is_refused(folder: Path, tmp_path: Path):
    (folder / "model.safetensors").unlink()
    with pytest.raises(EngineError, match=r"no .safetensors file"):
        export(folder, tmp_path / "cache")


def test_a_damaged_file_is_refused(folder: Path, tmp_path: Path):
    (folder / "model.safetensors").write_bytes(b"\xff" * 100)
    with pytest.raises(EngineError, match="cannot read the weights"):
        export(folder, tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_rope_theta_is_read_from_old_and_new_configs(folder: Path):
    path = folder / "config.json"
    raw = json.loads(path.read_text())
    assert read_config(folder).rope_theta == 10000.0
    del raw["rope_theta"]
    path.write_text(json.dumps(raw | {"rope_parameters": {"rope_theta": 5e5}}))
    assert read_config(folder).rope_theta == 5e5

"""A Qwen3 of random weights with its tokenizer, in the layout of the bundled model.

Deterministic and made in well under a second, so a test may build one of its own; it draws
nonsense, but through the same files and the same runtime as the real one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import safetensors
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

SPECIAL = ("<|endoftext|>", "<|user|>", "<|assistant|>", "<|system|>", "<think>", "</think>")
CHAT_TEMPLATE = (
    "{%- for message in messages -%}"
    "{{ '<|' + message['role'] + '|>' + message['content'] + '\\n' }}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{ '<|assistant|><think>' }}{%- endif -%}"
)
THINKING = {"open": "<think>", "close": "</think>", "wait": " Wait,"}
_TEXT = (
    "A patient with fever, cough and chest pain. Fever fits pneumonia: 3 points.",
    "Compute 12 + 7 - 4. First 12 + 7 = 19, then 19 - 4 = 15. Answer: 15",
    "Wait, check that again. The most likely diagnosis is pulmonary embolism.",
)


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the model; heads are of `head` dimensions each."""

    hidden: int = 64
    layers: int = 2
    heads: int = 3
    kv_heads: int = 1
    head: int = 32
    mlp: int = 96
    vocab: int = 384
    context: int = 2048


#: The sizes of the model that ships.
BUNDLED = Shape(hidden=192, layers=4, heads=3, kv_heads=1, head=64, mlp=512, vocab=1500)


def build(folder: Path, shape: Shape = Shape(), seed: int = 0, dtype: str = "bfloat16") -> Path:
    """Write the model into `folder` (made if missing) and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_tokenizer(folder, shape.vocab)
    _write_config(folder, shape, dtype)
    _write_weights(folder / "model.safetensors", shape, seed, dtype)
    return folder


def _write_tokenizer(folder: Path, vocab: int) -> None:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab,
        special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_TEXT, trainer)
    # The text is too short for a large vocabulary: fill up, for every id must have a piece.
    missing = vocab - tokenizer.get_vocab_size()
    tokenizer.add_tokens([f"<unused{i}>" for i in range(missing)])
    tokenizer.save(str(folder / "tokenizer.json"))
    _write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "eos_token": SPECIAL[0],
            "pad_token": SPECIAL[0],
            "clean_up_tokenization_spaces": False,
        },
    )
    (folder / "chat_template.jinja").write_text(CHAT_TEMPLATE, "utf-8")
    _write_json(folder / "thinking.json", THINKING)


def _write_config(folder: Path, shape: Shape, dtype: str) -> None:
    _write_json(
        folder / "config.json",
        {
            "architectures": ["Qwen3ForCausalLM"],
            "model_type": "qwen3",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "num_key_value_heads": shape.kv_heads,
            "head_dim": shape.head,
            "intermediate_size": shape.mlp,
            "vocab_size": shape.vocab,
            "max_position_embeddings": shape.context,
            "rms_norm_eps": 1e-6,
            "rope_theta": 10000.0,
            "hidden_act": "silu",
            "attention_bias": False,
            "tie_word_embeddings": True,
            "bos_token_id": None,
            "eos_token_id": 0,
            "dtype": dtype,
        },
    )


def _write_weights(path: Path, shape: Shape, seed: int, dtype: str) -> None:
    rng = np.random.default_rng(seed)
    values_of: dict[str, np.ndarray] = {}  # kept: the file is written from their memory
    for name, size in _tensor_shapes(shape).items():
        # Scaled so that the logits spread as a trained model's do: some tokens likely, most not.
        scale = 0.16 if "embed" in name else 1.6 / size[-1] ** 0.5
        values = rng.normal(0.0, scale, size).astype(np.float32)
        if len(size) == 1:
            values = 1.0 + 0.1 * rng.normal(size=size).astype(np.float32)
        if dtype == "bfloat16":
            values = (values.view(np.uint32) >> 16).astype(np.uint16)
        values_of[name] = values
    tensors = {
        name: safetensors.TensorSpec(
            dtype=dtype, shape=list(v.shape), data_ptr=v.ctypes.data, data_len=v.nbytes
        )
        for name, v in values_of.items()
    }
    safetensors.serialize_file(tensors, str(path), metadata={"format": "pt"})


def _tensor_shapes(shape: Shape) -> dict[str, tuple[int, ...]]:
    sizes: dict[str, tuple[int, ...]] = {
        "model.embed_tokens.weight": (shape.vocab, shape.hidden),
        "model.norm.weight": (shape.hidden,),
    }
    for i in range(shape.layers):
        block = {
            "input_layernorm": (shape.hidden,),
            "post_attention_layernorm": (shape.hidden,),
            "self_attn.q_norm": (shape.head,),
            "self_attn.k_norm": (shape.head,),
            "self_attn.q_proj": (shape.heads * shape.head, shape.hidden),
            "self_attn.k_proj": (shape.kv_heads * shape.head, shape.hidden),
            "self_attn.v_proj": (shape.kv_heads * shape.head, shape.hidden),
            "self_attn.o_proj": (shape.hidden, shape.heads * shape.head),
            "mlp.gate_proj": (shape.mlp, shape.hidden),
            "mlp.up_proj": (shape.mlp, shape.hidden),
            "mlp.down_proj": (shape.hidden, shape.mlp),
        }
        sizes.update({f"model.layers.{i}.{name}.weight": size for name, size in block.items()})
    return sizes


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", "utf-8")

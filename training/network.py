"""The bundled model's architecture for training: Qwen3, written out small so that it compiles.

Parameter names and results are those of transformers' `Qwen3ForCausalLM` (a test compares them), so
the weights load there without conversion; on a CPU this is about twice as fast to train.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network; the defaults are the bundled model's."""

    vocab: int
    hidden: int = 192
    layers: int = 4
    heads: int = 3
    head: int = 64
    mlp: int = 512
    rope_theta: float = 10000.0
    eps: float = 1e-6


class Norm(nn.Module):
    """RMS normalisation."""

    def __init__(self, size: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        x32 = x.float()
        scale = torch.rsqrt(x32.square().mean(-1, keepdim=True) + self.eps)
        return (x32 * scale * self.weight).to(x.dtype)


def _rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    one, two = x.chunk(2, dim=-1)
    return x * cos + torch.cat((-two, one), dim=-1) * sin


class Attention(nn.Module):
    """Causal self-attention with one key-value head shared by all query heads."""

    def __init__(self, s: Shape) -> None:
        super().__init__()
        self.heads, self.head = s.heads, s.head
        self.q_proj = nn.Linear(s.hidden, s.heads * s.head, bias=False)
        self.k_proj = nn.Linear(s.hidden, s.head, bias=False)
        self.v_proj = nn.Linear(s.hidden, s.head, bias=False)
        self.o_proj = nn.Linear(s.heads * s.head, s.hidden, bias=False)
        self.q_norm = Norm(s.head, s.eps)
        self.k_norm = Norm(s.head, s.eps)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor) -> Tensor:
        b, t, _ = x.shape
        q = self.q_norm(self.q_proj(x).view(b, t, self.heads, self.head))
        k = self.k_norm(self.k_proj(x).view(b, t, 1, self.head))
        v = self.v_proj(x)
        q, k = _rotate(q, cos, sin), _rotate(k, cos, sin)
        # Heads folded into time: the one key-value head is read in place, never copied, and plain
        # matrix products beat the fused kernel at these lengths on a CPU.
        q = q.transpose(1, 2).reshape(b, self.heads * t, self.head)
        scores = torch.bmm(q, k.squeeze(2).transpose(1, 2)).view(b, self.heads, t, t)
        shares = torch.softmax(scores * self.head**-0.5 + mask, dim=-1).to(v.dtype)
        y = torch.bmm(shares.view(b, self.heads * t, t), v).view(b, self.heads, t, self.head)
        out: Tensor = self.o_proj(y.transpose(1, 2).reshape(b, t, -1))
        return out


class Mlp(nn.Module):
    """Gated feed-forward layer."""

    def __init__(self, s: Shape) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(s.hidden, s.mlp, bias=False)
        self.up_proj = nn.Linear(s.hidden, s.mlp, bias=False)
        self.down_proj = nn.Linear(s.mlp, s.hidden, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))
        return out


class Layer(nn.Module):
    """One transformer layer."""

    def __init__(self, s: Shape) -> None:
        super().__init__()
        self.self_attn = Attention(s)
        self.mlp = Mlp(s)
        self.input_layernorm = Norm(s.hidden, s.eps)
        self.post_attention_layernorm = Norm(s.hidden, s.eps)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor) -> Tensor:
        x = x + self.self_attn(self.input_layernorm(x), cos, sin, mask)
        out: Tensor = x + self.mlp(self.post_attention_layernorm(x))
        return out


class Body(nn.Module):
    """Embedding, layers, last norm."""

    def __init__(self, s: Shape) -> None:
        super().__init__()
        self.embed_tokens = nn.Embedding(s.vocab, s.hidden)
        self.layers = nn.ModuleList(Layer(s) for _ in range(s.layers))
        self.norm = Norm(s.hidden, s.eps)


class Network(nn.Module):
    """The whole model; `forward` gives the weighted loss, for training needs nothing else."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.model = Body(shape)
        for parameter in self.parameters():
            if parameter.ndim == 2:
                nn.init.normal_(parameter, std=0.02)

    def logits(self, ids: Tensor) -> Tensor:
        """(batch, time) ids to (batch, time, vocabulary) logits."""
        s = self.shape
        rates = s.rope_theta ** (-torch.arange(0, s.head, 2, device=ids.device).float() / s.head)
        angles = torch.arange(ids.shape[1], device=ids.device).float()[:, None] * rates
        angles = torch.cat((angles, angles), dim=-1)
        # The sum of all layers stays in 32 bits, as in transformers; only products are in 16.
        x, cos, sin = self.model.embed_tokens(ids), angles.cos(), angles.sin()
        cos, sin = cos[:, None], sin[:, None]  # (time, head, size)
        t = ids.shape[1]
        mask = torch.full((t, t), -1e4, device=ids.device).triu(1)
        for layer in self.model.layers:
            x = layer(x, cos, sin, mask)
        return F.linear(self.model.norm(x), self.model.embed_tokens.weight)

    def forward(self, ids: Tensor, weights: Tensor) -> Tensor:
        """Sum of weighted negative log-likelihoods (nats); weights (batch, time) as `Rendered`."""
        logits = self.logits(ids)[:, :-1].float()
        loss = F.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), reduction="none")
        return (loss * weights[:, 1:].flatten()).sum()

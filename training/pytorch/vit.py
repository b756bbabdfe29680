"""The face-recognition Vision Transformer, whole: what attn_fiqa::vit is cut from.

Names of parameters are those of InsightFace's `recognition/arcface_torch/backbones/vit.py`, so that `attn-fiqa convert`
reads a state dict. tests/integration/miniature.rs proves that both are the same.
"""
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

SIDE, PATCH = 112, 8
GRID = SIDE // PATCH
TOKENS = GRID * GRID


@dataclass(frozen=True)
class Sizes:
    embed_dim: int
    depth: int
    num_heads: int
    mlp_ratio: int
    embedding: int


class Attention(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.num_heads = sizes.num_heads
        self.scale = (sizes.embed_dim // sizes.num_heads) ** -0.5
        self.qkv = nn.Linear(sizes.embed_dim, 3 * sizes.embed_dim, bias=False)
        self.proj = nn.Linear(sizes.embed_dim, sizes.embed_dim)

    def queries_keys(self, x):
        batch, tokens, width = x.shape
        rows = F.linear(x, self.qkv.weight[:2 * width])
        return rows.view(batch, tokens, 2, self.num_heads, -1).permute(2, 0, 3, 1, 4).unbind(0)

    def forward(self, x):
        batch, tokens, width = x.shape
        parts = self.qkv(x).view(batch, tokens, 3, self.num_heads, -1).permute(2, 0, 3, 1, 4)
        queries, keys, values = parts.unbind(0)
        # Written out: PyTorch's fused attention is slower backwards on a CPU, at this number of tokens.
        scores = (queries * self.scale) @ keys.transpose(-2, -1)
        mixed = scores.softmax(-1, dtype=scores.dtype) @ values
        return self.proj(mixed.transpose(1, 2).reshape(batch, tokens, width)), (queries, keys)


class Mlp(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.fc1 = nn.Linear(sizes.embed_dim, sizes.mlp_ratio * sizes.embed_dim)
        self.fc2 = nn.Linear(sizes.mlp_ratio * sizes.embed_dim, sizes.embed_dim)

    def forward(self, x):
        return self.fc2(F.relu6(self.fc1(x)))


class Block(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.norm1 = nn.LayerNorm(sizes.embed_dim)
        self.attn = Attention(sizes)
        self.norm2 = nn.LayerNorm(sizes.embed_dim)
        self.mlp = Mlp(sizes)

    def forward(self, x):
        mixed, query_key = self.attn(self.norm1(x))
        x = x + mixed
        return x + self.mlp(self.norm2(x)), query_key


class PatchEmbed(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.proj = nn.Conv2d(3, sizes.embed_dim, PATCH, PATCH)

    def forward(self, images):
        # One matrix product over flattened patches: kernel and stride are equal.
        batch = images.shape[0]
        patches = images.view(batch, 3, GRID, PATCH, GRID, PATCH).permute(0, 2, 4, 1, 3, 5)
        weight = self.proj.weight.flatten(1)
        return F.linear(patches.reshape(batch, TOKENS, weight.shape[1]), weight, self.proj.bias)


class Vit(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.sizes = sizes
        self.patch_embed = PatchEmbed(sizes)
        self.pos_embed = nn.Parameter(torch.zeros(1, TOKENS, sizes.embed_dim))
        self.blocks = nn.ModuleList(Block(sizes) for _ in range(sizes.depth))
        self.norm = nn.LayerNorm(sizes.embed_dim)
        self.feature = nn.Sequential(
            nn.Linear(TOKENS * sizes.embed_dim, sizes.embed_dim, bias=False),
            nn.BatchNorm1d(sizes.embed_dim, eps=2e-5),
            nn.Linear(sizes.embed_dim, sizes.embedding, bias=False),
            nn.BatchNorm1d(sizes.embedding, eps=2e-5),
        )
        nn.init.trunc_normal_(self.pos_embed, std=0.02)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.trunc_normal_(module.weight, std=0.02)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)

    def forward(self, images, kept=None):
        """Normalised images [B, 3, 112, 112] → normed tokens [B, N, D] and the last block's (queries, keys), [B, H, N, d].

        `kept`: indices of the tokens that are computed; the others are zero.
        """
        x = self.patch_embed(images) + self.pos_embed
        if kept is not None:
            x = x[:, kept]
        for block in self.blocks:
            x, query_key = block(x)
        x = self.norm(x)
        if kept is not None:
            whole = torch.zeros(len(x), TOKENS, x.shape[2], dtype=x.dtype, device=x.device)
            whole[:, kept] = x
            x = whole
        return x, query_key

    def last_attention(self, images):
        """Normalised images [B, 3, 112, 112] → the last block's (queries, keys), [B, H, N, d]: all that quality needs."""
        x = self.patch_embed(images) + self.pos_embed
        *blocks, last = self.blocks
        for block in blocks:
            x = block(x)[0]
        return last.attn.queries_keys(last.norm1(x))

    def take(self, stored):
        """Fills what a model file holds: the last block's norm, queries and keys, and all before it."""
        state = self.state_dict()
        rest = set(stored) - set(state)
        wrong = [name for name, value in stored.items() if name in state and value.shape[1:] != state[name].shape[1:]]
        if rest or wrong:
            raise SystemExit(f'error: this model file is of another network: {sorted(rest) + wrong}')
        for name, value in stored.items():
            state[name][:len(value)] = value
        self.load_state_dict(state)

    def embed(self, tokens):
        """Normed tokens → embeddings [B, E]."""
        return self.feature(tokens.flatten(1)).float()

    def recognize(self, images, kept=None):
        """Normalised images [B, 3, 112, 112] → embeddings [B, E]."""
        return self.embed(self(images, kept)[0])


def patch_map(query_key):
    """Mean pre-softmax attention score of each key over heads and queries, [B, N]; its mean is the quality score."""
    queries, keys = (part.float() for part in query_key)
    scale = queries.shape[-1] ** -0.5
    return torch.einsum('bhd,bhnd->bhn', queries.mean(2) * scale, keys).mean(1)


def normalize(images):
    """Bytes [B, 112, 112, 3] → [B, 3, 112, 112] in [-1, 1]."""
    return (images.permute(0, 3, 1, 2).float() / 255 - 0.5) / 0.5

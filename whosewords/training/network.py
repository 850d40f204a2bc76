"""The network: a small sentence encoder that finds cues, and a smaller one that reads a paragraph from a cue's side."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..attribution.features import DEP, N_DISTANCE, N_PLACE, N_QUOTE, N_RELATION, POS, SHAPES

WIDTH = 128
HEADS = 4
ROLES = 4


class Encoder(nn.Module):
    """Word pieces to tokens: how likely each is a cue, its role whatever the cue, and what the reader needs of it."""

    def __init__(self, bert: Any) -> None:
        super().__init__()
        size = bert.config.hidden_size
        self.bert = bert
        self.shape, self.quote = nn.Embedding(len(SHAPES), size), nn.Embedding(N_QUOTE, size)
        self.pos, self.dep = nn.Embedding(len(POS), 32), nn.Embedding(len(DEP), 32)
        for e in (self.shape, self.quote):
            nn.init.zeros_(e.weight)
        self.drop = nn.Dropout(0.1)
        self.cue = nn.Sequential(nn.Linear(size + 64, 128), nn.GELU(), nn.Linear(128, 1))
        self.role = nn.Linear(size + 64, ROLES)
        self.token, self.anchor = nn.Linear(size + 64, WIDTH), nn.Linear(size + 64, WIDTH)

    def forward(
        self, ids: Tensor, shape: Tensor, quote: Tensor, mask: Tensor, first: Tensor, pos: Tensor, dep: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return cue logits, role logits, and the vectors of token and cue."""
        words = self.bert.embeddings.word_embeddings(ids) + self.shape(shape) + self.quote(quote)
        states = self.bert(inputs_embeds=words, attention_mask=mask).last_hidden_state
        states = torch.gather(states, 1, first.unsqueeze(-1).expand(-1, -1, states.shape[-1]))
        states = self.drop(torch.cat([states, self.pos(pos), self.dep(dep)], -1))
        return self.cue(states).squeeze(-1), self.role(states), self.token(states), self.anchor(states)


class Layer(nn.Module):
    """A transformer layer, norm first (Xiong et al. 2020), written out so that it exports plainly."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.up, self.down = nn.Linear(WIDTH, 2 * WIDTH), nn.Linear(2 * WIDTH, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Return the states after the layer; `bias` hides padding."""
        n, length, _ = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(n, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        weights = torch.softmax(q @ k.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + bias, -1)
        x = x + self.drop(self.out((weights @ v).transpose(1, 2).reshape(n, length, WIDTH)))
        return x + self.drop(self.down(functional.gelu(self.up(self.norm2(x)))))


class Reader(nn.Module):
    """A cue and the tokens around it to the role of each: none, source, cue, content."""

    def __init__(self) -> None:
        super().__init__()
        self.relation, self.distance = nn.Embedding(N_RELATION, WIDTH), nn.Embedding(N_DISTANCE, WIDTH)
        self.place = nn.Embedding(N_PLACE, WIDTH)
        self.norm = nn.LayerNorm(WIDTH)
        self.layers = nn.ModuleList([Layer(), Layer()])
        self.role = nn.Linear(WIDTH, ROLES)
        for e in (self.relation, self.distance, self.place):
            nn.init.normal_(e.weight, std=0.1)

    def forward(
        self, token: Tensor, anchor: Tensor, relation: Tensor, distance: Tensor, place: Tensor, mask: Tensor
    ) -> Tensor:
        """Return role logits."""
        x = token + anchor.unsqueeze(1) + self.relation(relation) + self.distance(distance) + self.place(place)
        bias = ((1.0 - mask) * -1e4)[:, None, None, :]
        x = self.norm(x)
        for layer in self.layers:
            x = layer(x, bias)
        return self.role(x)


class Network(nn.Module):
    """Both together, for training."""

    def __init__(self, bert: Any) -> None:
        super().__init__()
        self.encoder, self.reader = Encoder(bert), Reader()

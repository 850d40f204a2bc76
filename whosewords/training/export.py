"""A trained network to the two ONNX files that are used, weights in 8 bits."""

import tempfile
from pathlib import Path
from typing import Any

import torch
from torch import nn

from .network import WIDTH, Network

ENCODER_IN = ("ids", "shape", "quote", "mask", "first", "pos", "dep")
ENCODER_OUT = ("cue", "role", "token", "anchor")
READER_IN = ("token", "anchor", "relation", "distance", "place", "mask")


def export(net: Network, folder: Path) -> None:
    """Write encoder.onnx and reader.onnx: matrices and word vectors in 8 bits, activations as they come.

    Dynamic quantisation, one scale for each output channel (Jacob et al. 2018).
    """
    net.eval()
    net.encoder.bert.set_attn_implementation("eager")
    ids = torch.ones(2, 12, dtype=torch.int64)
    words = torch.ones(2, 7, dtype=torch.int64)
    whole = (ids, ids * 0, ids * 0, ids, words, words, words)
    cue = (
        torch.zeros(3, 9, WIDTH),
        torch.zeros(3, WIDTH),
        *(torch.ones(3, 9, dtype=torch.int64),) * 3,
        torch.ones(3, 9),
    )
    with tempfile.TemporaryDirectory() as name:
        plain = Path(name) / "plain.onnx"
        _to_onnx(net.encoder, whole, ENCODER_IN, ENCODER_OUT, plain)
        _quantised(_fused(plain, net.encoder.bert.config), folder / "encoder.onnx")
        _to_onnx(net.reader, cue, READER_IN, ("roles",), plain)
        _quantised(plain, folder / "reader.onnx")


def _to_onnx(
    part: nn.Module, inputs: tuple[Any, ...], names: tuple[str, ...], outputs: tuple[str, ...], to: Path
) -> None:
    """Write a module, its first two dimensions free: how many windows or cues, and how long."""
    axes = {n: {0: "n", 1: "length_" + ("words" if n in ("first", "pos", "dep") else "pieces")} for n in names}
    if "relation" in names:
        axes = {n: {0: "n"} if n == "anchor" else {0: "n", 1: "length"} for n in names}
    torch.onnx.export(
        part, inputs, str(to), input_names=list(names), output_names=list(outputs), dynamic_axes=axes,
        opset_version=17, dynamo=False,
    )  # fmt: skip


def _fused(plain: Path, config: Any) -> Path:
    """Return a model in which attention, and what follows each layer, are single operations, which take less time."""
    from onnxruntime.transformers import optimizer

    fused = plain.with_suffix(".fused.onnx")
    optimizer.optimize_model(
        str(plain), model_type="bert", num_heads=config.num_attention_heads, hidden_size=config.hidden_size, opt_level=0
    ).save_model_to_file(str(fused))
    return fused


def _quantised(plain: Path, to: Path) -> None:
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        str(plain), str(to), per_channel=True, weight_type=QuantType.QInt8,
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )  # fmt: skip

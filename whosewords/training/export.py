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
        for part, inputs, names, outputs, target in (
            (net.encoder, whole, ENCODER_IN, ENCODER_OUT, "encoder"),
            (net.reader, cue, READER_IN, ("roles",), "reader"),
        ):
            plain = Path(name) / f"{target}.onnx"
            _to_onnx(part, inputs, names, outputs, plain)
            _quantised(plain, folder / f"{target}.onnx")


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


def _quantised(plain: Path, to: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    ready = plain.with_suffix(".ready.onnx")
    quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
    quantize_dynamic(str(ready), str(to), per_channel=True, weight_type=QuantType.QInt8)

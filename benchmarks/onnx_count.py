"""Counts work and weights of an ONNX file from its graph, at the shapes that a run really has."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np
import onnx

from nurie.runtime.silent import load_onnxruntime

onnxruntime = load_onnxruntime()
_FLOAT = (onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16, onnx.TensorProto.BFLOAT16, onnx.TensorProto.INT8)
_COUNTED = ("Conv", "ConvTranspose", "MatMul", "Gemm")

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """Work of one run and stored weights.

    Attributes:
        gflop: 10⁹ operations of convolutions and matrix products; a multiplication with its addition counts 2.
        params: million weights that the file stores. Batch norms are folded by then.
    """

    gflop: float
    params: float


def count(path: Path, planes: np.ndarray) -> Count:
    """Count the network in `path` when it is fed `planes`."""
    graph = onnx.load(path).graph
    shapes = _shapes(path, planes)
    nodes = [node for node in graph.node if node.op_type in _COUNTED]
    weights = sum(prod(tensor.dims) for tensor in graph.initializer if tensor.data_type in _FLOAT)
    return Count(sum(_flop(node, shapes) for node in nodes) / 1e9, weights / 1e6)


def _flop(node: onnx.NodeProto, shapes: dict[str, Shape]) -> int:
    """Operations of one node; its bias is left out, as is usual."""
    source, weight, result = shapes[node.input[0]], shapes[node.input[1]], shapes[node.output[0]]
    if node.op_type == "Conv":  # weight (out, in / groups, *kernel)
        return 2 * prod(result) * prod(weight[1:])
    if node.op_type == "ConvTranspose":  # weight (in, out / groups, *kernel): every input pixel is spread once
        return 2 * prod(source) * prod(weight[1:])
    transposed = node.op_type == "Gemm" and any(a.name == "transA" and a.i for a in node.attribute)
    return 2 * prod(result) * source[-2 if transposed else -1]


def _shapes(path: Path, planes: np.ndarray) -> dict[str, Shape]:
    """Shape of every tensor that a counted node touches, from one run with those tensors as outputs."""
    model = onnx.load(path)
    graph = model.graph
    shapes = {tensor.name: tuple(tensor.dims) for tensor in graph.initializer}
    shapes[graph.input[0].name] = planes.shape
    wanted = [n for node in graph.node if node.op_type in _COUNTED for n in (*node.input[:2], node.output[0])]
    wanted = [name for name in dict.fromkeys(wanted) if name not in shapes]
    del graph.output[:]
    graph.output.extend(onnx.ValueInfoProto(name=name) for name in wanted)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    values = session.run(wanted, {graph.input[0].name: planes})
    return shapes | {name: value.shape for name, value in zip(wanted, values, strict=True)}

"""ONNX files read without ONNX Runtime: weights elsewhere are found wherever they hide."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nurie.errors import BundleError
from nurie.runtime.bundle import open_session
from nurie.runtime.catalog import list_bundles
from nurie.runtime.onnx_file import has_external_data

onnx = pytest.importorskip("onnx")
helper, numpy_helper = onnx.helper, onnx.numpy_helper

TYPES = (onnx.TensorProto.FLOAT, [2])


def tensor(name: str, elsewhere: str | None = "w.bin") -> onnx.TensorProto:
    found = numpy_helper.from_array(np.array([1, 2], np.float32), name)
    if elsewhere is not None:
        found.ClearField("raw_data")
        found.data_location = onnx.TensorProto.EXTERNAL
        for key, value in (("location", elsewhere), ("offset", "0"), ("length", "8")):
            entry = found.external_data.add()
            entry.key, entry.value = key, value
    return found


def graph(nodes: list, weights: list, name: str = "g") -> onnx.GraphProto:
    inputs = [helper.make_tensor_value_info("x", *TYPES)] if name == "g" else []
    return helper.make_graph(nodes, name, inputs, [helper.make_tensor_value_info("y", *TYPES)], weights)


def model(nodes: list, weights: list, functions: list | None = None) -> bytes:
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("own", 1)]
    made = helper.make_model(graph(nodes, weights), opset_imports=opsets, ir_version=8, functions=functions or [])
    return made.SerializeToString()


def add(weight: str) -> onnx.NodeProto:
    return helper.make_node("Add", ["x", weight], ["y"])


def hidden(elsewhere: str | None) -> dict[str, bytes]:
    """The same tensor in all places where a model can have one."""
    branch = graph([helper.make_node("Identity", ["w"], ["y"])], [tensor("w", elsewhere)], "branch")
    flag = numpy_helper.from_array(np.array(True), "flag")
    constant = helper.make_node("Constant", [], ["c"], value=tensor("c", elsewhere))
    function = helper.make_function("own", "F", ["x"], ["y"], [constant, add("c")], [helper.make_opsetid("", 17)])
    sparse = helper.make_sparse_tensor(tensor("s", elsewhere), numpy_helper.from_array(np.array([0, 1]), "i"), [2])
    made = helper.make_model(graph([add("s")], []), opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    made.graph.sparse_initializer.append(sparse)
    return {
        "initializer": model([add("w")], [tensor("w", elsewhere)]),
        "constant": model([constant, add("c")], []),
        "branch": model([helper.make_node("If", ["flag"], ["y"], then_branch=branch, else_branch=branch)], [flag]),
        "function": model([helper.make_node("F", ["x"], ["y"], domain="own")], [], [function]),
        "sparse": made.SerializeToString(),
    }


@pytest.mark.parametrize("place", ["initializer", "constant", "branch", "function", "sparse"])
def test_weights_elsewhere_are_found(place: str):
    """Prevents a bundle that makes ONNX Runtime read files: from bytes it looks in the working directory."""
    assert not has_external_data(hidden(None)[place])
    assert has_external_data(hidden("w.bin")[place])


@pytest.mark.parametrize("where", ["w.bin", "./w.bin", "../w.bin", "/etc/passwd", "file:///etc", "*/_ORT_MEM_ADDR_/*"])
def test_a_file_beside_is_not_read(tmp_path, monkeypatch: pytest.MonkeyPatch, where: str):
    """Prevents that a file in the working directory becomes weights."""
    monkeypatch.chdir(tmp_path)
    np.arange(2, dtype=np.float32).tofile("w.bin")
    with pytest.raises(BundleError, match="keeps weights in other files, which are never read"):
        open_session(hidden(where)["initializer"])


def test_operators_of_others_are_refused():
    """Prevents a model that calls code which did not come with ONNX Runtime."""
    node = helper.make_node("Shell", ["x"], ["y"], domain="own")
    with pytest.raises(BundleError, match="own:Shell"):
        open_session(model([node], []))


def test_released_bundles_are_read():
    """Prevents a reader that stumbles over what our own exporter writes."""
    for path in list_bundles().values():
        assert not has_external_data(path.read_bytes())


@given(st.binary(max_size=200) | st.integers(0, 150).map(lambda n: hidden("w.bin")["branch"][:n]))
def test_any_bytes_are_a_model_or_none(data: bytes):
    """Prevents another error than a ValueError, and a loop, for damaged files."""
    with suppress(ValueError):
        assert has_external_data(data) in (True, False)

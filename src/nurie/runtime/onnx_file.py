"""An ONNX file's own words, read without ONNX Runtime: whether any of its weights lie in other files."""

from __future__ import annotations

from collections.abc import Iterator

# Field numbers of messages within messages, where a tensor may lie, and of what marks a tensor as lying elsewhere.
# Source: onnx.proto, the messages of these names.
_INSIDE: dict[str, dict[int, str]] = {
    "Model": {7: "Graph", 20: "Training", 25: "Function"},
    "Training": {1: "Graph", 2: "Graph"},
    "Function": {7: "Node", 11: "Attribute"},
    "Graph": {1: "Node", 5: "Tensor", 15: "Sparse"},
    "Node": {5: "Attribute"},
    "Attribute": {5: "Tensor", 6: "Graph", 10: "Tensor", 11: "Graph", 22: "Sparse", 23: "Sparse"},
    "Sparse": {1: "Tensor", 2: "Tensor"},
    "Tensor": {},
}
_EXTERNAL_DATA, _DATA_LOCATION = 13, 14


def has_external_data(data: bytes) -> bool:
    """Whether a tensor of the model, wherever it stands, says that its numbers lie in another file.

    Raises:
        ValueError: the bytes are no ONNX model.
    """
    view, waiting = memoryview(data), [("Model", 0, len(data))]
    while waiting:
        kind, start, end = waiting.pop()
        for field, value, begin, stop in _fields(view, start, end):
            if kind == "Tensor" and (field == _EXTERNAL_DATA or (field == _DATA_LOCATION and value != 0)):
                return True
            if begin < stop and field in _INSIDE[kind]:
                waiting.append((_INSIDE[kind][field], begin, stop))
    return False


def _fields(data: memoryview, place: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Fields of a message: number, its value where it is a whole number, and where its bytes begin and end.

    Source: Protocol Buffers, "Encoding".
    """
    while place < end:
        key, place = _varint(data, place, end)
        kind, value, start = key & 7, 0, place
        if kind == 0:
            value, place = _varint(data, place, end)
            start = place
        elif kind == 2:
            size, start = _varint(data, place, end)
            place = start + size
        elif kind in (1, 5):
            place += 8 if kind == 1 else 4
        else:
            raise ValueError(f"field of kind {kind} at byte {place}")
        if place > end:
            raise ValueError(f"a field ends beyond byte {end}")
        yield key >> 3, value, start, place


def _varint(data: memoryview, place: int, end: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if place >= end:
            break
        byte = data[place]
        value, place = value | (byte & 127) << shift, place + 1
        if byte < 128:
            return value, place
    raise ValueError(f"no whole number at byte {place}")

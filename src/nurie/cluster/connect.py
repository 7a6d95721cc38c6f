"""A Ray cluster for as long as a command runs: one that is there, or one of this machine alone."""

from __future__ import annotations

import os
import re
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from nurie.cluster.silent import load_ray
from nurie.errors import ClusterError

LOCAL, AUTO = "local", "auto"
_PLACE = re.compile(r"(?P<host>[\w.-]+|\[[0-9a-fA-F:]+\]):(?P<port>\d{1,5})")
_PATIENCE_S = 10.0  # for a first answer of the head's port
_STORE_BYTES = 512 << 20  # of a cluster of this machine alone: pages on their way, never all of them
_PATIENT = {  # a machine with other work to do starts slowly
    "RAY_gcs_server_port_wait_time_s": "300",
    "RAY_worker_register_timeout_seconds": "300",
    "RAY_gcs_rpc_server_connect_timeout_s": "60",
    "RAY_agent_register_timeout_ms": "300000",
}
_HELLO = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes((0, 0, 0, 4, 0, 0, 0, 0, 0))  # of HTTP/2, with no settings
_SETTINGS = 4  # the kind of frame that every server of it begins with
_READER = "ray_listen_error_messages"  # Ray's thread that prints to standard output


@dataclass(frozen=True, slots=True)
class Cluster:
    """What there is: machines, and processors of all of them together."""

    machines: int
    cpus: int


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """Be part of the cluster at an address: `local` starts Ray on this machine, and ends it.

    Raises:
        ClusterError: not an address, or nobody answers there.
        ModuleNotFoundError: Ray is not installed.
    """
    check_address(address)
    ray = load_ray()
    with _quiet_output():
        _start(ray, address)
        try:
            with _ended_by_sigterm():
                yield look()
        finally:
            ray.shutdown()


def look() -> Cluster:
    """The machines that live now."""
    nodes = [node for node in load_ray().nodes() if node["Alive"]]
    return Cluster(len(nodes), max(1, round(sum(node["Resources"].get("CPU", 0) for node in nodes))))


def check_address(address: str) -> None:
    """Refuse what is no address. Raises ClusterError."""
    if address.startswith("ray://"):
        raise ClusterError(
            f"--cluster {address}: Ray Data does not work over Ray's client (ray://); run nurie on a machine of the "
            "cluster, with --cluster auto, or make this one part of it: ray start --address=HOST:6379"
        )
    if address not in (LOCAL, AUTO) and not _PLACE.fullmatch(address):
        raise ClusterError(
            f"--cluster {address!r} is no address; expected auto, HOST:PORT or local. To start Ray on this machine "
            "give --cluster as the last word, or --cluster=local"
        )


def _start(ray: Any, address: str) -> None:
    options: dict[str, Any] = {"log_to_driver": False, "logging_level": "critical"}
    if address == LOCAL:
        options |= {"include_dashboard": False, "object_store_memory": _STORE_BYTES}
        for name, value in _PATIENT.items():
            os.environ.setdefault(name, value)
    elif found := _PLACE.fullmatch(address):
        _knock(found["host"].strip("[]"), int(found["port"]))
    try:
        with _no_stderr():
            ray.init(address=address, **options)
    except Exception as error:  # whatever Ray raises, it is about the cluster
        said = " ".join(str(error).split())[:300]
        raise ClusterError(f"{_tried(address)}: {said}") from None


@contextmanager
def _no_stderr() -> Iterator[None]:
    """Ray's library tells on standard error that it tells nothing."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _tried(address: str) -> str:
    if address == LOCAL:
        return "cannot start Ray on this machine (its logs are in /tmp/ray/session_latest/logs)"
    if address == AUTO:
        return ("found no Ray cluster on this machine (tried what RAY_ADDRESS names, and what `ray start` left here); "
                "type first: ray start --address=HOST:6379")  # fmt: skip
    return (
        f"cannot join the Ray cluster at {address} (if it asks for a token: set RAY_AUTH_MODE=token, and copy "
        "~/.ray/auth_token from its first machine)"
    )


def _knock(host: str, port: int) -> None:
    """Ray waits long where nobody is, or somebody else. Raises ClusterError."""
    try:
        with socket.create_connection((host, port), _PATIENCE_S) as line:
            line.sendall(_HELLO)
            if (answer := line.recv(9))[3:4] != bytes((_SETTINGS,)):
                raise ConnectionError(f"another kind of server answers there, with {answer!r}")
    except (OSError, OverflowError) as error:
        raise ClusterError(
            f"no Ray cluster answers at {host} port {port} (tried for {_PATIENCE_S:g} s: {error}); does "
            f"`ray start --head --port={port}` run there, and may this machine reach it?"
        ) from None


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """SIGTERM ends a command as Ctrl-C does; Ray ends it with a trace of its own."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)


@contextmanager
def _quiet_output() -> Iterator[None]:
    """Standard output is ours: what Ray prints of machines that died stays in its logs."""
    ours, sys.stdout = sys.stdout, _Ours(sys.stdout)
    try:
        yield
    finally:
        sys.stdout = ours


class _Ours:
    """A stream on which Ray's thread writes nothing."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        if threading.current_thread().name == _READER:
            return len(text)
        return int(self._stream.write(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

"""A Ray cluster of two nodes on this machine, made once."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

# beside other work, Ray's workers of niceness 15 start in minutes
os.environ.setdefault("RAY_worker_niceness", "0")
os.environ.setdefault("RAY_health_check_period_ms", "1000")

from nurie.cluster.silent import load_ray

with suppress(ModuleNotFoundError):
    load_ray()  # before a test module imports it otherwise

STORE = 80 << 20


class Nodes:
    """The cluster: a head that stays, and a second node that tests may kill; each of one processor."""

    def __init__(self) -> None:
        from ray.cluster_utils import Cluster

        options = {"num_cpus": 1, "object_store_memory": STORE}
        self._options = options
        self._cluster = Cluster(
            initialize_head=True, connect=False, head_node_args={**options, "include_dashboard": False}
        )
        self._second: Any = None

    @property
    def address(self) -> str:
        return str(self._cluster.address)

    def complete(self) -> None:
        """Begin the second node again where it was killed."""
        if self._second is None:
            self._second = self._cluster.add_node(**self._options)

    def kill(self) -> None:
        """The second node is gone at once, with all that it was doing."""
        node, self._second = self._second, None
        self._cluster.remove_node(node, allow_graceful=False)

    @contextmanager
    def dying(self, when: Callable[[], bool]) -> Iterator[threading.Event]:
        """Kill the second node as soon as the condition holds; the event says that it is done."""
        done, over = threading.Event(), threading.Event()

        def watch() -> None:
            while not over.is_set():
                if when():
                    self.kill()
                    done.set()
                    return
                time.sleep(0.02)

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield done
        finally:
            over.set()
            thread.join()

    def close(self) -> None:
        for node in filter(None, (self._second, self._cluster.head_node)):
            node.kill_all_processes(check_alive=False, allow_graceful=False, wait=True)


@pytest.fixture(scope="session")
def all_nodes() -> Iterator[Nodes]:
    pytest.importorskip("ray", reason="no Ray; type: pip install 'nurie[cluster]'")
    nodes = Nodes()
    yield nodes
    nodes.close()


@pytest.fixture
def nodes(all_nodes: Nodes) -> Nodes:
    """Both nodes, alive."""
    all_nodes.complete()
    return all_nodes

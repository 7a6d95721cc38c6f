"""`--cluster`, of the commands that work on many machines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from nurie.cluster.connect import Cluster

_LOCAL = "local"


def on_cluster(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option --cluster; None where it was not typed."""
    return click.option(
        "--cluster", metavar="[ADDRESS]", is_flag=False, flag_value=_LOCAL, callback=_checked,
        help="Work on a Ray cluster: auto for that of this machine, or HOST:PORT. Without an address Ray is started "
        "here.",
    )(function)  # fmt: skip


def _checked(_: click.Context, __: click.Parameter, address: str | None) -> str | None:
    """At once: an input that stands where an address may would else be missed as an input."""
    if address is not None:
        from nurie.cluster.connect import check_address

        check_address(address)
    return address


@contextmanager
def joined(address: str) -> Iterator[Cluster]:
    """Be part of the cluster while this lasts. Tells of machines that were lost.

    Raises:
        ClusterError: nobody answers there.
    """
    from nurie.cluster.connect import connected, look

    with connected(address) as cluster:
        yield cluster
        if (lost := cluster.machines - look().machines) > 0:
            told = f"nurie: {lost} of {cluster.machines} machines were lost; the others did their work"
            click.echo(told, err=True)

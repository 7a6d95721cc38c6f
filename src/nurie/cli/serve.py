"""`nurie serve`: nurie over HTTP, and its drawing page."""

from __future__ import annotations

import os
import socket
import tempfile
import webbrowser
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import nurie
from nurie.cli.machines import joined, on_cluster
from nurie.errors import OptionError

if TYPE_CHECKING:
    from nurie.server.settings import ServeSettings

TOKEN = "NURIE_TOKEN"
_LOCAL = ("127.0.0.1", "::1", "localhost")
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # addresses to listen at, but not to open
_BACKLOG = 2048
_METRICS = "PROMETHEUS_MULTIPROC_DIR"
_QUIET: dict[str, Any] = {"log_level": "warning", "access_log": False, "server_header": False}


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at; 0.0.0.0 for all.")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="0 for any free one.")
@click.option("--allow-host", "names", metavar="NAME", multiple=True, help="Answer under this name, too: of a proxy.")
@click.option("--open", "open_page", is_flag=True, help="Open the drawing page in the browser.")
@click.option("--model", metavar="NAME|FILE", help="The model for requests that name none.  [default: nurie]")
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1, 64), help="Each with all below.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1), help="Pages coloured at once.")
@click.option("--batch", default=1, show_default=True, type=click.IntRange(1, 64), help="Of these, in one network run.")
@on_cluster
@click.option("--replicas", type=click.IntRange(1), help="Of --cluster: at most.  [default: one per processor]")
@click.option("--waiting", default=8, show_default=True, type=click.IntRange(0), help="Pages that may wait.")
@click.option("--max-mp", default=40.0, show_default=True, type=click.FloatRange(0.1, 300), help="Of a page.")
@click.option("--max-mb", default=64.0, show_default=True, type=click.FloatRange(0.1), help="Megabytes of a request.")
@click.option("--keep-mb", default=512.0, show_default=True, type=click.FloatRange(0), help="Of pages at hand.")
@click.option("--timeout", default=120.0, show_default=True, type=click.FloatRange(1), help="Seconds for a page.")
@click.option(
    "--static", "folder", metavar="DIR", type=click.Path(path_type=Path), help="Write the page for any host, and end."
)
@click.option("--force", is_flag=True, help="Of --static: write it again.")
@click.option("--tied", is_flag=True, help="End when standard input closes: for programs that start it.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def serve(
    host: str, port: int, names: tuple[str, ...], open_page: bool, processes: int, cluster: str | None,
    replicas: int | None, folder: Path | None, force: bool, tied: bool, quiet: bool, **limits: Any,
) -> None:
    """Draw and colour in the browser, and colour pages over HTTP.

    The drawing page is at /; programs use POST /v1/color and /v1/lines, GET /v1/models, /healthz, /readyz, /metrics.

    Only this machine may ask, unless --host says otherwise; then set NURIE_TOKEN, which requests must carry.
    It answers under the name localhost, its address, and the names of --allow-host.
    """
    if folder is not None:
        _write(folder, limits["model"], force=force, quiet=quiet)
        return
    token = os.environ.get(TOKEN) or None
    if host not in _LOCAL and token is None:
        raise OptionError(
            f"--host {host} lets others in, and {TOKEN} is not set; type for example: "
            f"{TOKEN}=secret nurie serve --host {host}"
        )
    if processes > 1 and os.name == "nt":
        raise OptionError(f"--processes is {processes}, and Windows has no way to share a port; leave it out")
    if cluster is not None and processes > 1:
        raise OptionError("--processes is for one machine, --cluster for many; leave one of them out")
    if cluster is None and replicas is not None:
        raise OptionError("--replicas is of --cluster; type for example: nurie serve --cluster --replicas 4")
    settings = replace(_settings(limits, token), hosts=(*_LOCAL, host, *names), any_address=host in _EVERYWHERE)
    run = partial(_run_alone, settings) if processes == 1 else partial(_run_together, settings, processes)
    if cluster is not None:
        run = partial(_run_on_cluster, settings, cluster, replicas)
    with _listening(host, port) as listener:
        address = _address(host, listener)
        if not quiet:
            click.echo(f"nurie listens at {address} (open it in a browser to draw); stop it with Ctrl-C")
        if tied:
            from nurie.cli.tied import end_with_stdin

            end_with_stdin()
        if open_page:
            webbrowser.open(address)  # who comes before the server accepts waits in the backlog
        run(listener)


def _run_alone(settings: ServeSettings, listener: socket.socket) -> None:
    from nurie.server.app import create_app

    _listen(create_app(settings, nurie.__version__), listener)


def _run_on_cluster(settings: ServeSettings, address: str, replicas: int | None, listener: socket.socket) -> None:
    """The same server, whose pages are painted by replicas on all machines."""
    from nurie.cluster.serve import served
    from nurie.runtime.catalog import find_bundle
    from nurie.server.app import create_app

    find_bundle(settings.model)  # what is wrong with it is told before Ray has started
    with joined(address) as cluster:
        most = replicas or max(1, cluster.cpus // settings.workers)
        with served(settings, most) as studio:
            at_once = replace(settings, workers=settings.workers * most)
            _listen(create_app(at_once, nurie.__version__, studio=studio), listener)


def _listen(app: Any, listener: socket.socket) -> None:
    import uvicorn

    config = uvicorn.Config(app, **_QUIET)
    with suppress(KeyboardInterrupt):  # which uvicorn raises again once it has ended well
        uvicorn.Server(config).run(sockets=[listener])


def _run_together(settings: ServeSettings, processes: int, listener: socket.socket) -> None:
    """In several processes, which share a folder of jobs and one of metrics."""
    from nurie.cli.processes import run_together
    from nurie.runtime.catalog import find_bundle

    find_bundle(settings.model)  # what is wrong with it is told once, and not by each process
    with tempfile.TemporaryDirectory(prefix="nurie-serve-") as shared:
        jobs, metrics = Path(shared, "jobs"), Path(shared, "metrics")
        for folder in (jobs, metrics):
            folder.mkdir()
        os.environ.setdefault(_METRICS, str(metrics))
        run_together(partial(_run_alone, replace(settings, folder=jobs)), processes, listener)


def _write(folder: Path, model: str | None, *, force: bool, quiet: bool) -> None:
    from nurie.server.serverless import write_serverless

    files = write_serverless(folder, model=model, version=nurie.__version__, force=force)
    if not quiet:
        size_mb = sum((folder / name).stat().st_size for name in files) / 1e6
        click.echo(f"{folder}: {len(files)} files, {size_mb:.1f} MB; README.txt there says how to put it on a server")


def _settings(limits: Mapping[str, Any], token: str | None) -> ServeSettings:
    from nurie.server.settings import ServeSettings

    return ServeSettings(
        model=limits["model"],
        workers=limits["workers"],
        batch=limits["batch"],
        waiting=limits["waiting"],
        most_pixels=round(limits["max_mp"] * 1e6),
        most_bytes=round(limits["max_mb"] * 1e6),
        timeout_s=limits["timeout"],
        kept_bytes=round(limits["keep_mb"] * 1e6),
        token=token,
    )


def _listening(host: str, port: int) -> socket.socket:
    """A socket on which callers queue from now on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise OptionError(
            f"cannot listen at {host} port {port} ({error.strerror or error}); is another nurie running? "
            f"Choose another port: nurie serve --port {port + 1 if 0 < port < 65535 else 8765}"
        ) from None


def _address(host: str, listener: socket.socket) -> str:
    """The address to type into a browser on this machine."""
    shown = _EVERYWHERE.get(host, host)
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{listener.getsockname()[1]}/"

"""`nurie serve`: nurie over HTTP."""

from __future__ import annotations

import os

import click

import nurie
from nurie.errors import OptionError

TOKEN = "NURIE_TOKEN"
_LOCAL = ("127.0.0.1", "::1", "localhost")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at; 0.0.0.0 for all.")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535))
@click.option("--model", metavar="NAME|FILE", help="The model for requests that name none.  [default: nurie]")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1), help="Pages coloured at once.")
@click.option("--waiting", default=8, show_default=True, type=click.IntRange(0), help="Pages that may wait.")
@click.option("--max-mp", default=40.0, show_default=True, type=click.FloatRange(0.1, 300), help="Of a page.")
@click.option("--max-mb", default=64.0, show_default=True, type=click.FloatRange(0.1), help="Megabytes of a request.")
@click.option("--timeout", default=120.0, show_default=True, type=click.FloatRange(1), help="Seconds for a page.")
@click.option("--keep-mb", default=512.0, show_default=True, type=click.FloatRange(0), help="Of pages at hand.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def serve(
    host: str, port: int, model: str | None, workers: int, waiting: int, max_mp: float, max_mb: float, timeout: float,
    keep_mb: float, quiet: bool,
) -> None:
    """Colour pages over HTTP: POST /v1/color and /v1/lines, GET /v1/models, /healthz, /readyz, /metrics.

    Only this machine may ask, unless --host says otherwise; then set NURIE_TOKEN, which requests must carry.
    """
    token = os.environ.get(TOKEN) or None
    if host not in _LOCAL and token is None:
        raise OptionError(
            f"--host {host} lets others in, and {TOKEN} is not set; type for example: "
            f"{TOKEN}=secret nurie serve --host {host}"
        )
    import uvicorn

    from nurie.server.app import create_app
    from nurie.server.settings import ServeSettings

    most = [round(value * 1e6) for value in (max_mp, max_mb, keep_mb)]
    settings = ServeSettings(model, workers, waiting, most[0], most[1], timeout, most[2], token)
    app = create_app(settings, nurie.__version__)
    if not quiet:
        click.echo(f"nurie listens at http://{host}:{port}; stop it with Ctrl-C")
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False, server_header=False)

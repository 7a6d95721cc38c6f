"""The real server with the page as it was built, on a free port that is printed. For the tests in a browser."""

import socket
import sys
from pathlib import Path

import uvicorn

from nurie.server.app import create_app
from nurie.server.settings import ServeSettings

listening = socket.create_server(("127.0.0.1", 0))
app = create_app(ServeSettings(model="nurie-tiny"), static=Path(sys.argv[1]))
print(listening.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listening])

"""The page for any web host, from a built page: write_static.py FOLDER DIST."""

import sys
from pathlib import Path

from nurie.server.serverless import write_serverless

write_serverless(Path(sys.argv[1]), model=None, version="test", static=Path(sys.argv[2]))

"""A picture's RGBA bytes to a file; prints its width and height."""

import sys
from pathlib import Path

from PIL import Image

picture = Image.open(sys.argv[1]).convert("RGBA")
Path(sys.argv[2]).write_bytes(picture.tobytes())
print(*picture.size)

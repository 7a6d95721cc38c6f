"""Files made to do harm: bombs, lies about sizes, names that lead out, work without end."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import numpy as np
from PIL import Image

from hostile import seeds
from hostile.doors import LARGE_SIDE
from hostile.seeds import HEIGHT, WIDTH, File, color, encoded, lines, tiny_bundle, zipped

Make = Callable[[], File]
CRAFTED: dict[str, Make] = {}
PNG = b"\x89PNG\r\n\x1a\n"
BIG = 20_000  # a side: 400 MP


def _add(kind: str, name: str, suffix: str, make: Callable[[], bytes]) -> None:
    CRAFTED[f"{kind}-{name}{suffix if kind == 'large' else ''}"] = lambda: File(kind, name, suffix, make())


def chunk(kind: bytes, data: bytes = b"", length: int | None = None) -> bytes:
    stated = len(data) if length is None else length
    return struct.pack(">I", stated) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: bytes, depth: int = 8, kind: int = 0, rows: bytes | None = None) -> bytes:
    """A PNG with these chunks before its pixels, white unless `rows` are given, packed."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0))
    if rows is None:
        rows = zlib.compress((b"\0" + b"\xff" * ((width * depth + 7) // 8)) * height, 9)
    return PNG + head + b"".join(chunks) + chunk(b"IDAT", rows) + chunk(b"IEND")


def _zeros(size: int) -> bytes:
    """So many zeros, packed, without holding them."""
    packer, block = zlib.compressobj(9), bytes(1 << 20)
    parts = [packer.compress(block) for _ in range(size >> 20)]
    return b"".join([*parts, packer.flush()])


def _nothing(size: int) -> Iterator[bytes]:
    """So many zeros, piece by piece."""
    return (bytes(1 << 20) for _ in range(size >> 20))


def _chunk_bomb() -> Iterator[bytes]:
    """A small PNG with 1.5 GB of nothing in it."""
    small, size = png(WIDTH, HEIGHT), 1500 << 20
    yield from (small[:33], struct.pack(">I", size), b"teSt", *_nothing(size), bytes(4), small[33:])


# ---- pictures: nothing, other things, lies

for _name, _data in {
    "empty": b"", "one-byte": b"\x89", "text": b"hello, this is text", "pdf": b"%PDF-1.7\n", "svg": b"<svg xmlns=''/>",
    "svg-link": b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]><svg>&x;</svg>',
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(/etc/passwd) run\n",
    "zeros": bytes(5000), "sig-png": PNG, "sig-jpeg": b"\xff\xd8\xff", "sig-webp": b"RIFF\0\0\0\0WEBP",
    "sig-tiff": b"II*\0", "sig-big-tiff": b"MM\0+", "sig-bmp": b"BM", "sig-gif": b"GIF89a", "sig-psd": b"8BPS",
    "sig-zip": b"PK\3\4", "png-named-jpg-is-fine": encoded(lines(), "PNG"),
}.items():  # fmt: skip
    _add("page", _name, ".jpg", partial(bytes, _data))

for _suffix, _format in {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".webp": "WEBP",
    ".tif": "TIFF",
    ".bmp": "BMP",
    ".gif": "GIF",
}.items():
    _add("page", f"1x1{_suffix}", _suffix, partial(encoded, np.full((1, 1), 255, np.uint8), _format))
    _add("page", f"black{_suffix}", _suffix, partial(encoded, np.zeros((HEIGHT, WIDTH), np.uint8), _format))
    _add("page", f"1x10000{_suffix}", _suffix, partial(encoded, np.full((1, 10000), 255, np.uint8), _format))
for _suffix, _format in {".png": "PNG"}.items():
    _add("page", f"1x100000{_suffix}", _suffix, partial(encoded, np.full((1, 100_000), 255, np.uint8), _format))
    _add("page", f"100000x1{_suffix}", _suffix, partial(encoded, np.full((100_000, 1), 255, np.uint8), _format))

for _width, _height in (
    (0, 10),
    (10, 0),
    (2**31 - 1, 2**31 - 1),
    (2**31, 1),
    (2**32 - 1, 1),
    (1, 2**31 - 1),
    (BIG, BIG),
):
    _add("page", f"png-says-{_width}x{_height}", ".png", partial(png, _width, _height, rows=zlib.compress(b"\0")))


def _bomb(mode: str, kind: str, **options: object) -> bytes:
    """400 MP of one colour."""
    return encoded(Image.new(mode, (BIG, BIG), 1), kind, **options)


_add("page", "png-bomb", ".png", partial(_bomb, "1", "PNG"))
_add("page", "tiff-bomb", ".tif", partial(_bomb, "1", "TIFF", compression="group4"))
_add("page", "webp-says-16384", ".webp", lambda: _webp_of(16383, 16383))
_add("page", "jpeg-says-65500", ".jpg", lambda: _jpeg_of(65500, 65500))
_add("page", "gif-says-65535", ".gif", lambda: b"GIF89a" + b"\xff" * 4 + encoded(lines(), "GIF")[10:])
_add("page", "bmp-says-2g", ".bmp", lambda: _put(encoded(color(), "BMP"), 18, struct.pack("<ii", 2**31 - 1, 2**31 - 1)))
_add("page", "bmp-negative", ".bmp", lambda: _put(encoded(color(), "BMP"), 18, struct.pack("<ii", -WIDTH, -(2**31))))


def _put(data: bytes, place: int, other: bytes) -> bytes:
    return data[:place] + other + data[place + len(other) :]


def _webp_of(width: int, height: int) -> bytes:
    body = bytes([0x10, 0, 0, 0]) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    small = encoded(np.dstack([color(), lines()]), "WEBP", lossless=True)[12:]
    rest = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + body + small
    return b"RIFF" + struct.pack("<I", len(rest)) + rest


def _jpeg_of(width: int, height: int) -> bytes:
    data = encoded(color(), "JPEG")
    return _put(data, data.index(b"\xff\xc0") + 5, struct.pack(">HH", height, width))


# ---- pictures: work and memory without end

_add("page", "png-million-chunks", ".png", lambda: png(WIDTH, HEIGHT, chunk(b"teSt") * 1_000_000))
_add("page", "png-million-idat", ".png", lambda: png(WIDTH, HEIGHT, chunk(b"IDAT") * 1_000_000))
_add("page", "png-text-bomb", ".png", lambda: png(WIDTH, HEIGHT, chunk(b"zTXt", b"k\0\0" + _zeros(500 << 20))))
_add(
    "page",
    "png-texts",
    ".png",
    lambda: png(WIDTH, HEIGHT, *[chunk(b"zTXt", b"k%d\0\0" % n + zlib.compress(bytes(900_000))) for n in range(200)]),
)
_add("page", "png-icc-bomb", ".png", lambda: png(WIDTH, HEIGHT, chunk(b"iCCP", b"k\0\0" + _zeros(500 << 20))))
_add("page", "png-chunk-of-2g", ".png", lambda: png(WIDTH, HEIGHT, chunk(b"teSt", b"", 2**31 - 1)))
_add("page", "apng-frames", ".png", lambda: png(WIDTH, HEIGHT, chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0))))
_add("page", "png-idat-too-long", ".png", lambda: png(WIDTH, HEIGHT, rows=_zeros(200 << 20)))


def _frames_gif(count: int) -> bytes:
    data = encoded(lines(), "GIF")
    start = data.index(b",\0\0\0\0", 13)
    return data[:start] + data[start:-1] * count + b";"


_add("page", "gif-frames", ".gif", partial(_frames_gif, 20_000))


def tiff(entries: list[tuple[int, int, int, int]], extra: bytes = b"", chain: int = 0) -> bytes:
    """A little-endian TIFF of one directory, or of a chain of `chain` more."""
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    size, data = len(directory) + 4, b"II*\0" + struct.pack("<I", 8)
    for number in range(chain + 1):
        following = 8 + (number + 1) * size if number < chain else 0
        data += directory + struct.pack("<I", following)
    return data + extra


def _plain(*more: tuple[int, int, int, int]) -> list[tuple[int, int, int, int]]:
    """Entries of an 8x8 grey picture whose pixels begin at 8: whatever lies there."""
    entries = [(256, 3, 1, 8), (257, 3, 1, 8), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8), (277, 3, 1, 1),
               (278, 3, 1, 8), (279, 4, 1, 64)]  # fmt: skip
    return sorted({entry[0]: entry for entry in (*entries, *more)}.values())


_add("page", "tiff-chain", ".tif", lambda: _chain())
_add("page", "tiff-loop", ".tif", lambda: _put(tiff(_plain()), 8 + 2 + 12 * 9, struct.pack("<I", 8)))
_add(
    "page",
    "tiff-many-strips",
    ".tif",
    lambda: tiff(
        _plain(
            (256, 3, 1, 1), (257, 4, 1, 4_000_000), (278, 3, 1, 1), (273, 4, 4_000_000, 200), (279, 4, 4_000_000, 200)
        ),
        bytes(17_000_000),
    ),
)
_add(
    "page",
    "tiff-many-tiles",
    ".tif",
    lambda: tiff(
        _plain(
            (256, 3, 1, 6000),
            (257, 3, 1, 6000),
            (322, 3, 1, 1),
            (323, 3, 1, 1),
            (324, 4, 8_000_000, 200),
            (325, 4, 8_000_000, 200),
        ),
        bytes(40_000_000),
    ),
)
_add("page", "tiff-orientations", ".tif", lambda: tiff(_plain((274, 4, 9_000_000, 200)), bytes(40_000_000)))
_add("page", "tiff-bits-of-2g", ".tif", lambda: tiff(_plain((258, 3, 2**31 - 1, 200)), bytes(200)))
_add("page", "tiff-counts", ".tif", lambda: tiff(_plain((279, 4, 1, 2**32 - 1))))


def _chain(count: int = 100_000) -> bytes:
    one = _plain()
    size = 2 + 12 * len(one) + 4
    directory = struct.pack("<H", len(one)) + b"".join(struct.pack("<HHII", *entry) for entry in one)
    parts = [
        directory + struct.pack("<I", 8 + (number + 1) * size if number < count else 0) for number in range(count + 1)
    ]
    return b"II*\0" + struct.pack("<I", 8) + b"".join(parts)


def _floats(values: list[float]) -> bytes:
    page = np.full((HEIGHT, WIDTH), 1.0, np.float32)
    page.flat[: len(values)] = values
    return encoded(Image.fromarray(page), "TIFF")


_add("page", "tiff-nan", ".tif", partial(_floats, [float("nan")] * 50))
_add("page", "tiff-inf", ".tif", partial(_floats, [float("inf"), float("-inf"), 1e38, -1e38]))
_add("page", "tiff-all-nan", ".tif", partial(_floats, [float("nan")] * (WIDTH * HEIGHT)))
_add("page", "tiff-minus", ".tif", lambda: encoded(Image.fromarray(np.full((HEIGHT, WIDTH), -5, np.int32)), "TIFF"))


def _scans(count: int, side: int) -> bytes:
    """A progressive JPEG whose last scan stands there again and again."""
    data = encoded(np.full((side, side), 255, np.uint8), "JPEG", progressive=True)
    start = data.rindex(b"\xff\xda")
    return data[:start] + data[start:-2] * count + data[-2:]


_add("page", "jpeg-scans", ".jpg", partial(_scans, 20_000, 2000))


def _rle_bmp(side: int) -> bytes:
    """A pixel per step of run-length coding."""
    body = (b"\1\0" * side + b"\0\0") * side + b"\0\1"
    palette = bytes(range(256)) * 4
    info = struct.pack("<IiiHHIIiiII", 40, side, side, 1, 8, 1, len(body), 0, 0, 256, 0)
    start = 14 + len(info) + len(palette)
    return struct.pack("<2sIHHI", b"BM", start + len(body), 0, 0, start) + info + palette + body


_add("page", "bmp-rle", ".bmp", partial(_rle_bmp, 6000))
_add("page", "bmp-rle-small", ".bmp", partial(_rle_bmp, 60))


# ---- layered documents


def _psd_head(width: int, height: int, channels: int = 3, mode: int = 3, depth: int = 8, version: int = 1) -> bytes:
    return b"8BPS" + struct.pack(">H6xHIIHH", version, channels, height, width, depth, mode)


def _psd(width: int, height: int, body: bytes, layers: bytes = b"", **head: int) -> bytes:
    return _psd_head(width, height, **head) + struct.pack(">III", 0, 0, len(layers)) + layers + body


def _psd_layer(width: int, height: int, channel: bytes, count: int = 1, name: bytes = b"\5lines\0\0") -> bytes:
    """The layer section: `count` layers of that size, of four channels each with these bytes."""
    info = b"".join(struct.pack(">hI", number, len(channel)) for number in (0, 1, 2, -1))
    extra = struct.pack(">II", 0, 0) + name
    record = struct.pack(">IIIIH", 0, 0, height, width, 4) + info + b"8BIMnorm" + bytes([255, 0, 8, 0])
    record += struct.pack(">I", len(extra)) + extra
    data = struct.pack(">h", count) + record * count + channel * 4 * count
    data += b"\0" * (len(data) % 2)
    return struct.pack(">I", len(data)) + data + struct.pack(">I", 0)


_add("page", "psd-says-30000", ".psd", lambda: _psd(30000, 30000, b"\0\0"))
_add("page", "psd-says-2g", ".psd", lambda: _psd(2**31, 2**31, b"\0\0"))
_add("page", "psd-0x0", ".psd", lambda: _psd(0, 0, b"\0\0"))
_add("page", "psd-merged-zip-bomb", ".psd", lambda: _psd(WIDTH, HEIGHT, b"\0\2" + _zeros(1500 << 20)))
_add(
    "page",
    "psd-layer-zip-bomb",
    ".psd",
    lambda: _psd(
        WIDTH, HEIGHT, b"\0\0" + b"\xff" * WIDTH * HEIGHT * 3, _psd_layer(WIDTH, HEIGHT, b"\0\2" + _zeros(1500 << 20))
    ),
)
_add(
    "page",
    "psd-layer-of-900-mp",
    ".psd",
    lambda: _psd(
        WIDTH, HEIGHT, b"\0\0" + b"\xff" * WIDTH * HEIGHT * 3, _psd_layer(30000, 30000, b"\0\2" + _zeros(8 << 20))
    ),
)
_add(
    "page",
    "psd-many-large-layers",
    ".psd",
    lambda: _psd(3000, 3000, b"\0\0" + b"\xff" * 27_000_000, _psd_layer(3000, 3000, b"\0\2" + zlib.compress(b"\xff" * 9_000_000), 500)),
)
_add(
    "page",
    "psd-many-layers",
    ".psd",
    lambda: _psd(WIDTH, HEIGHT, b"\0\0" + b"\xff" * WIDTH * HEIGHT * 3, _psd_layer(1, 1, b"\0\0\xff", 32000)),
)
_add(
    "page",
    "psd-damaged-channel",
    ".psd",
    lambda: _psd(
        WIDTH, HEIGHT, b"\0\0" + b"\xff" * WIDTH * HEIGHT * 3, _psd_layer(WIDTH, HEIGHT, b"\0\2no zlib at all")
    ),
)
_add("page", "psd-damaged-merged", ".psd", lambda: _psd(WIDTH, HEIGHT, b"\0\2no zlib at all"))
for _mode in (0, 1, 2, 4, 7, 8, 9, 77):
    _add(
        "page",
        f"psd-mode-{_mode}",
        ".psd",
        partial(lambda mode: _psd(WIDTH, HEIGHT, b"\0\0" + b"\x55" * WIDTH * HEIGHT * 4, mode=mode, channels=4), _mode),
    )
for _depth in (1, 16, 32, 7):
    _add(
        "page",
        f"psd-depth-{_depth}",
        ".psd",
        partial(lambda depth: _psd(WIDTH, HEIGHT, b"\0\0" + b"\x7f" * WIDTH * HEIGHT * 12, depth=depth), _depth),
    )


def ora(stack: str | Iterable[bytes], how: int = zipfile.ZIP_DEFLATED, **members: bytes | Iterable[bytes]) -> bytes:
    """An OpenRaster document with this stack.xml, and members whose dots are written as __."""
    text = stack.encode() if isinstance(stack, str) else stack
    files = {"mimetype": b"image/openraster", "stack.xml": text, "mergedimage.png": encoded(lines(), "PNG")}
    return zipped(files | {name.replace("__", "."): data for name, data in members.items()}, how)


_HEAD = f'<image w="{WIDTH}" h="{HEIGHT}" version="0.0.3">'
_LAYER = '<stack><layer name="lines" src="a.png" x="{x}" y="{y}" opacity="{opacity}"/></stack></image>'


def _ora_layer(x: str = "0", y: str = "0", opacity: str = "1", layer: bytes | None = None, **more: object) -> bytes:
    layer = encoded(np.dstack([color(), 255 - lines()]), "PNG") if layer is None else layer
    return ora(_HEAD + _LAYER.format(x=x, y=y, opacity=opacity), a__png=layer, **more)  # type: ignore[arg-type]


for _place in ("1e300", "-1e300", "nan", "inf", "1000000000", "-1000000000", "x", "9" * 5000, "47.9"):
    _add("page", f"ora-at-{_place[:12]}", ".ora", partial(_ora_layer, x=_place, y="-3"))
for _opacity in ("nan", "-5", "1e300", "x", "0.5"):
    _add("page", f"ora-opacity-{_opacity}", ".ora", partial(_ora_layer, opacity=_opacity))
_ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
_LAUGH = f'<?xml version="1.0"{{}}?><!DOCTYPE image [<!ENTITY a0 "ha">{_ENTITIES}]><image>&a11;</image>'
_add("page", "ora-laughs", ".ora", lambda: ora(_LAUGH.format("")))
_add("page", "ora-laughs-utf16", ".ora", lambda: ora(_LAUGH.format(' encoding="utf-16"').encode("utf-16")))
_add(
    "page",
    "ora-laughs-ebcdic",
    ".ora",
    lambda: ora(b'<?xml version="1.0" encoding="cp037"?>' + _LAUGH.split("?>")[1].encode("cp037")),
)
_add(
    "page",
    "ora-file-entity",
    ".ora",
    lambda: ora(f'<!DOCTYPE i [<!ENTITY x SYSTEM "file:///etc/passwd">]>{_HEAD}&x;</image>'),
)
_add("page", "ora-web-entity", ".ora", lambda: ora(f'<!DOCTYPE i SYSTEM "http://127.0.0.1:9/x.dtd">{_HEAD}</image>'))
_add("page", "ora-deep", ".ora", lambda: ora(_HEAD + "<stack>" * 100_000 + "</stack>" * 100_000 + "</image>"))
_add(
    "page",
    "ora-wide",
    ".ora",
    lambda: ora(_HEAD + '<stack><layer name="b" src="a.png"/></stack>' * 200_000 + "</image>"),
)
_add(
    "page",
    "ora-many-layers",
    ".ora",
    lambda: ora(
        _HEAD + "<stack>" + '<layer name="lines" src="a.png"/>' * 20_000 + "</stack></image>",
        a__png=png(5000, 5000, depth=1),
    ),
)
_add(
    "page",
    "ora-src-leads-out",
    ".ora",
    lambda: ora(_HEAD + '<stack><layer name="lines" src="../../etc/passwd.png"/></stack></image>'),
)
_add(
    "page",
    "ora-src-web",
    ".ora",
    lambda: ora(_HEAD + '<stack><layer name="lines" src="http://127.0.0.1:9/a.png"/></stack></image>'),
)
_add(
    "page",
    "ora-chunk-bomb",
    ".ora",
    lambda: ora(_HEAD + "</image>", mergedimage__png=_chunk_bomb()),
)
_add(
    "page",
    "ora-layer-chunk-bomb",
    ".ora",
    lambda: _ora_layer(layer=_chunk_bomb()),
)
_add("page", "ora-stack-bomb", ".ora", lambda: ora([_HEAD.encode(), *_nothing(1500 << 20), b"</image>"]))
_add("page", "ora-picture-bomb", ".ora", lambda: ora(_HEAD + "</image>", mergedimage__png=_bomb("1", "PNG")))
_add("page", "ora-layer-picture-bomb", ".ora", lambda: _ora_layer(layer=_bomb("1", "PNG")))
_add("page", "ora-lzma", ".ora", lambda: ora(_HEAD + "</image>", how=zipfile.ZIP_LZMA))
_add("page", "ora-bzip2", ".ora", lambda: ora(_HEAD + "</image>", how=zipfile.ZIP_BZIP2))
_add("page", "ora-million-entries", ".ora", lambda: _many_entries(seeds.krita(), 400_000))
_add(
    "page",
    "kra-jpeg-within",
    ".kra",
    lambda: zipped({"mimetype": b"application/x-krita", "mergedimage.png": encoded(color(), "JPEG")}),
)
_add("page", "zip-other", ".ora", lambda: zipped({"mimetype": b"application/epub+zip"}))


def _many_entries(data: bytes, count: int) -> bytes:
    """The same zip with a directory of `count` empty entries more, as the end of it says."""
    end = data.rindex(b"PK\5\6")
    size, start = struct.unpack_from("<II", data, end + 12)
    entry = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"x"
    directory = data[start : start + size] + entry * count
    told = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 65535, 65535, len(directory), start, 0)
    return data[:start] + directory + told


# ---- books


def book(*entries: tuple[str, bytes], how: int = zipfile.ZIP_DEFLATED, **attributes: int) -> bytes:
    """A book with entries of any name, twice if need be."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", how) as archive:
        for name, data in (("1.png", encoded(lines(), "PNG")), *entries):
            info = zipfile.ZipInfo("x")
            info.filename = name
            for key, value in attributes.items():
                setattr(info, key, value)
            import warnings

            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                archive.writestr(info, data, how)
    return buffer.getvalue()


for _name, _entry in {
    "slip": "../../evil.png", "absolute": "/tmp/evil.png", "drive": "C:\\evil.png", "backslash": "..\\..\\evil.png",
    "inner-slip": "a/../../evil.png", "control": "a\x07b.png", "twice": "1.png", "long": "x" * 60_000 + ".png",
    "unicode": "塗り絵\u202e.png", "folder.png": "folder.png/", "dots": "...png", "dash": "-o.png",
    "newline": "a\nb.png", "device": "/dev/zero", "hidden": ".1.png",
}.items():  # fmt: skip
    _add("book", _name, ".cbz", partial(book, (_entry, encoded(lines(), "PNG"))))
_add("book", "link", ".cbz", partial(book, ("2.png", b"/etc/passwd"), external_attr=0o120777 << 16))
_add("book", "lzma", ".cbz", partial(book, how=zipfile.ZIP_LZMA))
_add("book", "bzip2", ".cbz", partial(book, how=zipfile.ZIP_BZIP2))
_add("book", "entry-of-2g", ".cbz", lambda: _stated(book(("2.png", b"x" * 100)), 2 << 30))
_add("book", "bomb", ".cbz", lambda: zipped({"1.png": encoded(lines(), "PNG"), "note.txt": _nothing(1100 << 20)}))
_add("book", "picture-bombs", ".cbz", lambda: book(*((f"{n}.png", _bomb("1", "PNG")) for n in range(2, 6))))
_add("book", "no-picture", ".cbz", partial(zipped, {"note.txt": b"hello"}))
_add("book", "empty", ".cbz", partial(zipped, {}))
_add("book", "nothing", ".cbz", bytes)
_add("book", "many-entries", ".cbz", lambda: _many_entries(book(), 400_000))
_add("book", "in-a-book", ".cbz", lambda: book(("inner.cbz", book())))
_add("book", "encrypted", ".cbz", lambda: _flagged(book(), 1))
_add("book", "overlap", ".cbz", lambda: _overlapping(200))
_add("book", "method-97", ".cbz", lambda: _method(book(), 97))


def _entries_at(data: bytes) -> list[int]:
    """Where entries of the directory begin."""
    found, place = [], data.find(b"PK\1\2")
    while place >= 0:
        found.append(place)
        place = data.find(b"PK\1\2", place + 4)
    return found


def _stated(data: bytes, size: int) -> bytes:
    """The last entry says that it unpacks to so much."""
    return _put(data, _entries_at(data)[-1] + 24, struct.pack("<I", size))


def _flagged(data: bytes, flag: int) -> bytes:
    return _put(data, _entries_at(data)[-1] + 8, struct.pack("<H", flag))


def _method(data: bytes, method: int) -> bytes:
    place = _entries_at(data)[-1]
    (start,) = struct.unpack_from("<I", data, place + 42)
    return _put(_put(data, place + 10, struct.pack("<H", method)), start + 8, struct.pack("<H", method))


def _overlapping(count: int) -> bytes:
    """Many entries that are all the same bytes of the file: 100 MB each."""
    data = zipped({"00.png": _nothing(100 << 20)})
    place, end = _entries_at(data)[0], data.rindex(b"PK\5\6")
    directory = b"".join(_put(data[place:end], 46, b"%02d" % (n % 100)) for n in range(count))
    told = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(directory), place, 0)
    return data[:place] + directory + told


# ---- hints and other text


def hints(**changes: object) -> bytes:
    stroke = {"points": [[14, 14]], "color": "#c83214"}
    values = {"version": 1, "size": [WIDTH, HEIGHT], "strokes": [stroke | changes.pop("stroke", {})]}  # type: ignore
    return json.dumps(values | changes).encode()


for _name, _changes in {
    "nan": {"stroke": {"points": [[float("nan"), 1]]}}, "inf": {"stroke": {"points": [[float("inf"), 1]]}},
    "far": {"stroke": {"points": [[1e8, -1e8], [5, 5]]}}, "radius-nan": {"stroke": {"radius_px": float("nan")}},
    "radius-0": {"stroke": {"radius_px": 0}}, "radius-tiny": {"stroke": {"radius_px": 1e-300}},
    "radius-true": {"stroke": {"radius_px": True}}, "no-points": {"stroke": {"points": []}},
    "size-huge": {"size": [10**400, 10**400]}, "size-skew": {"size": [10**400, 1]}, "size-0": {"size": [0, 0]},
    "size-float": {"size": [48.0, 40.0]}, "version-text": {"version": "1"}, "unknown": {"url": "http://127.0.0.1:9/"},
    "color-name": {"stroke": {"color": "red"}}, "color-url": {"stroke": {"color": "url(http://127.0.0.1:9/)"}},
    "color-digits": {"stroke": {"color": "#١٢٣٤٥٦"}}, "strokes-text": {"strokes": "none"}, "no-strokes": {"strokes": []},
    "point-of-3": {"stroke": {"points": [[1, 2, 3]]}}, "point-huge": {"stroke": {"points": [[10**400, 1]]}},
}.items():  # fmt: skip
    _add("hints", _name, ".json", partial(hints, **_changes))
_add("hints", "deep", ".json", lambda: b"[" * 2_000_000)
_add("hints", "deep-object", ".json", lambda: b'{"a":' * 500_000)
_add(
    "hints", "long-number", ".json", lambda: hints(version=1).replace(b'"version": 1', b'"version": ' + b"1" * 100_000)
)
_add("hints", "not-utf8", ".json", lambda: hints() + b"\xff\xfe")
_add("hints", "utf16", ".json", lambda: hints().decode().encode("utf-16"))
_add(
    "hints",
    "many-wide-strokes",
    ".json",
    lambda: hints(strokes=[{"points": [[20, 20], [21, 21]], "color": "#c83214", "radius_px": 4096}] * 200_000),
)
_add(
    "hints",
    "many-points",
    ".json",
    lambda: hints(stroke={"points": [[n % 48, n % 40] for n in range(500_000)], "radius_px": 4096}),
)
_add("hints", "gigantic", ".json", lambda: hints(stroke={"points": [[1, 1]] * 12_000_000}))
_add("hints", "empty", ".json", bytes)
_add("hints", "bomb", ".png", partial(_bomb, "1", "PNG"))
_add("hints", "no-alpha", ".png", lambda: encoded(color(), "PNG"))

_add("palette", "long-number", ".gpl", lambda: b"GIMP Palette\n" + b"9" * 5000 + b" 1 1\n")
_add("palette", "other-digits", ".gpl", lambda: "GIMP Palette\n١٢ ٣ ٤ x\n".encode())
_add("palette", "spaces", ".gpl", lambda: b"GIMP Palette\n1 1 1" + b" " * 1_000_000 + b"\n" + b" " * 1_000_000)
_add("palette", "aco-count", ".aco", lambda: struct.pack(">HH", 1, 65535))
_add("palette", "aco-name", ".aco", lambda: struct.pack(">HH5HI", 2, 1, 0, 1, 2, 3, 0, 2**32 - 1))
_add("palette", "ase-count", ".ase", lambda: struct.pack(">4sHHI", b"ASEF", 1, 0, 2**32 - 1))
_add(
    "palette",
    "ase-empty-blocks",
    ".ase",
    lambda: struct.pack(">4sHHI", b"ASEF", 1, 0, 2**32 - 1) + struct.pack(">HI", 0xC002, 0) * 1_000_000,
)
_add(
    "palette",
    "ase-nan",
    ".ase",
    lambda: struct.pack(">4sHHIHIHH4s3fH", b"ASEF", 1, 0, 1, 1, 22, 1, 0, b"RGB ", float("nan"), 1, 1, 0),
)
_add(
    "palette",
    "ase-lab-inf",
    ".ase",
    lambda: struct.pack(">4sHHIHIHH4s3fH", b"ASEF", 1, 0, 1, 1, 22, 1, 0, b"LAB ", 1e38, 1e38, -1e38, 0),
)
_add("palette", "gigantic", ".txt", lambda: b"#ffffff\n" * 3_000_000)
_add("palette", "many", ".txt", lambda: b"".join(b"#%06x\n" % n for n in range(0, 2**24, 8)))

_add("profile", "deep", ".json", lambda: b"[" * 200_000)
_add("profile", "no-utf8", ".json", lambda: b'{"version": 1, "name": "\xff"}')


def session(**changes: object) -> bytes:
    values = json.loads(seeds.sessions()[2].data)
    for key, value in changes.items():
        place, *names = values, *key.split("__")
        for name in names[:-1]:
            place = place[name]
        place[names[-1]] = value
    return json.dumps(values).encode()


for _name, _changes in {
    "suffix-slip": {"output__suffix": "/../../../evil.png"}, "suffix-other": {"output__suffix": ".exe"},
    "suffix-none": {"output__suffix": ""}, "layers": {"output__layers": "all", "output__suffix": ".psd"},
    "names": {"output__layer_names": "xx", "output__suffix": ".psd"},
    "page-outside": {"page__path": "../../../../etc/passwd"}, "page-url": {"page__path": "http://127.0.0.1:9/a.png"},
    "page-folder": {"page__path": "."}, "page-nul": {"page__path": "a\0b"}, "page-long": {"page__path": "x" * 5000},
    "page-device": {"page__path": "/dev/zero"}, "model-path": {"model__name": "/etc/passwd"},
    "model-url": {"model__name": "http://127.0.0.1:9/m.onnx"}, "model-nul": {"model__name": "a\0b.onnx"},
    "model-long": {"model__name": "x" * 5000}, "light-nan": {"options__light": [float("nan")] * 4},
    "light-huge": {"options__light": [10**400, 0, 0, 1]}, "gap-nan": {"options__gap_px": float("nan")},
    "gap-true": {"options__gap_px": True}, "seed": {"options__seed": -1}, "size": {"options__working_size_px": 10**30},
    "palette": {"options__palette": [None, 3]}, "reference": {"options__reference": [["#ffffff", float("inf")]]},
    "layer": {"hints": {"version": 1, "size": [48, 40], "strokes": []}, "hint_layer": "AAAA"},
    "layer-number": {"hints": {"version": 1, "size": [48, 40], "strokes": []}, "hint_layer": 7},
    "lone-surrogate": {"page__path": "\ud800"}, "nurie-long": {"nurie": "9" * 100_000},
}.items():  # fmt: skip
    _add("session", _name, ".session.json", partial(session, **_changes))
_add("session", "deep", ".session.json", lambda: b"[" * 200_000)
_add(
    "session",
    "deep-hints",
    ".session.json",
    lambda: session(hints=1).replace(b'"hints": 1', b'"hints": ' + b"[" * 900 + b"]" * 900),
)


# ---- models and recipes


def card(**changes: object) -> bytes:
    return json.dumps(
        {"name": "x", "version": "1", "working_size_px": 64, "color_bins": [[0, 0, 0], [9, 9, 9]], **changes}
    ).encode()


for _name, _changes in {
    "bins-flat": {"color_bins": [1, 2]}, "bins-text": {"color_bins": ["abc", "def"]}, "bins-nan": {"color_bins": [[float("nan")] * 3] * 2},
    "bins-true": {"color_bins": [[True, 0, 0]] * 2}, "shares-nan": {"color_shares": [float("nan")] * 2},
    "shares-text": {"color_shares": ["a", "b"]}, "shares-huge": {"color_shares": [10**400, 1]}, "things-flat": {"things": ["skin"], "thing_colors": [1]},
    "things-list": {"things": [["skin"]], "thing_colors": [[0.5, 0.5]]}, "things-text": {"things": ["skin"], "thing_colors": [["a", "b"]]},
    "multiple-huge": {"multiple": 10**30}, "multiple-large": {"multiple": 100_000}, "cell-huge": {"cell_px": 10**30}, "size-huge": {"working_size_px": 10**9},
    "cell-3": {"cell_px": 3}, "cell-32": {"cell_px": 32}, "more-bins": {"color_bins": [[n, n, n] for n in range(9)]},
    "paints": {"paints": ["picture"]}, "encoding": {"hint_encoding": "dense", "hint_settings": [["a", 1]]},
    "settings": {"hint_settings": [1]}, "name-nul": {"name": "a\0b"}, "name-lines": {"name": "a\nb\x1b[31m"},
    "range": {"color_range": [[0], [1]]}, "planes": {"planes": [["line"]]}, "one-bin": {"color_bins": [[0, 0, 0]]}, "no-bins": {"color_bins": []},
}.items():  # fmt: skip
    _add("card", _name, ".json", partial(card, **_changes))
_add("card", "deep", ".json", lambda: b"[" * 100_000)
_add(
    "card", "deep-value", ".json", lambda: b'{"name": "x", "version": "1", "planes": ' + b"[" * 900 + b"]" * 900 + b"}"
)


def _external(model: object, place: str) -> None:
    weights = model.graph.initializer[0]  # type: ignore[attr-defined]
    weights.ClearField("raw_data")
    weights.data_location = 1
    for key, value in (("location", place), ("offset", "0"), ("length", "108")):
        entry = weights.external_data.add()
        entry.key, entry.value = key, value


for _place in (
    "model.onnx",
    "good.png",
    "../case/model.onnx",
    "/etc/passwd",
    "/dev/zero",
    "http://127.0.0.1:9/w",
    "*/_ORT_MEM_ADDR_/*",
):
    _add(
        "bundle",
        f"external-{_place}",
        ".onnx",
        partial(lambda place: tiny_bundle(partial(_external, place=place)), _place),
    )


def _custom(model: object) -> None:
    node = model.graph.node[0]  # type: ignore[attr-defined]
    node.op_type, node.domain = "Shell", "evil"
    opset = model.opset_import.add()  # type: ignore[attr-defined]
    opset.domain, opset.version = "evil", 1


def _shape(model: object, name: str, dims: list[int]) -> None:
    for weights in model.graph.initializer:  # type: ignore[attr-defined]
        if weights.name == name:
            del weights.dims[:]
            weights.dims.extend(dims)


def _values(model: object, value: float) -> None:
    weights = model.graph.initializer[0]  # type: ignore[attr-defined]
    weights.raw_data = np.full(27, value, np.float32).tobytes()


_add("bundle", "custom-op", ".onnx", lambda: tiny_bundle(_custom))
_add("bundle", "says-2g", ".onnx", lambda: tiny_bundle(partial(_shape, name="flood", dims=[2**31, 9, 1, 1])))
_add("bundle", "minus", ".onnx", lambda: tiny_bundle(partial(_shape, name="flood", dims=[-3, 9, 1, 1])))
_add("bundle", "nan", ".onnx", lambda: tiny_bundle(partial(_values, value=float("nan"))))
_add("bundle", "inf", ".onnx", lambda: tiny_bundle(partial(_values, value=float("inf"))))
_add("bundle", "huge", ".onnx", lambda: tiny_bundle(partial(_values, value=3e38)))
_add("bundle", "pickle", ".onnx", lambda: b"cos\nsystem\n(S'touch evil'\ntR.")
_add("bundle", "zip", ".onnx", lambda: zipped({"archive/data.pkl": b"cos\nsystem\n(S'touch evil'\ntR."}))
_add("bundle", "empty", ".onnx", bytes)
_add("bundle", "ort-format", ".onnx", lambda: b"\x20\0\0\0ORTM" + bytes(200))
_add("bundle", "fewer-channels", ".onnx", lambda: tiny_bundle(partial(_outputs, rows=2)))
_add("bundle", "constant-of-shape", ".onnx", lambda: tiny_bundle(_folded))


def _outputs(model: object, rows: int) -> None:
    """The picture has two planes."""
    _shape(model, "flood", [rows, 9, 1, 1])
    model.graph.initializer[0].raw_data = np.zeros((rows, 9), np.float32).tobytes()  # type: ignore[attr-defined]


def _folded(model: object) -> None:
    """A constant that unpacks to 64 GiB."""
    from onnx import helper, numpy_helper

    graph = model.graph  # type: ignore[attr-defined]
    graph.initializer.append(numpy_helper.from_array(np.array([1 << 17, 1 << 17], np.int64), "shape"))
    graph.node.extend([
        helper.make_node("ConstantOfShape", ["shape"], ["many"]), helper.make_node("ReduceMax", ["many"], ["one"], keepdims=0),
        helper.make_node("Add", ["bare", "one"], ["color"]),
    ])  # fmt: skip
    graph.node[0].output[0] = "bare"


for _name, _text in {
    "deep": b"a = " + b"[" * 100_000, "not-utf8": b'name = "\xff"', "batch-0": b'name = "x"\ngenerator = {name = "unet"}\n[[stages]]\npx = 32\nbatch = 0\nimages = 0\nlr = [1e-3, 1e-4]\n',
    "px-minus": b'name = "x"\ngenerator = {name = "unet"}\n[[stages]]\npx = -32\nbatch = -1\nimages = 3\nlr = [nan, inf]\n',
    "empty": b"", "json": b'{"a": 1}', "long-number": b"seed = " + b"9" * 5000, "twice": b"a = 1\na = 2\n", "nul": b"a = \0",
    "many-keys": b"".join(b"k%d = 1\n" % n for n in range(50_000)),
}.items():  # fmt: skip
    _add("recipe", _name, ".toml", partial(bytes, _text))


# ---- large and legal


def _large(mode: str, kind: str, **options: object) -> bytes:
    """Stripes of 39.7 MP."""
    gray = np.full((LARGE_SIDE, LARGE_SIDE), 255, np.uint8)
    gray[::7] = 0
    if mode in ("F", "I", "I;16"):
        deep = gray.astype({"F": np.float32, "I": np.int32, "I;16": np.uint16}[mode])
        return encoded(Image.fromarray(deep / 255 if mode == "F" else deep * 257), kind, **options)
    image = Image.fromarray(gray).convert("RGB")
    if mode == "RGBA":
        image.putalpha(Image.fromarray(gray))
    return encoded(image.convert(mode), kind, **options)


for _mode in ("F", "I", "CMYK", "LAB"):
    _add("large", _mode, ".tif", partial(_large, _mode, "TIFF", compression="tiff_adobe_deflate"))
for _mode in ("RGB", "RGBA", "I;16", "1"):
    _add("large", _mode, ".png", partial(_large, _mode, "PNG", compress_level=1))
_add("large", "RGBA", ".webp", partial(_large, "RGBA", "WEBP", lossless=True, method=0))
_add("large", "turned", ".jpg", lambda: _large("RGB", "JPEG", exif=_turned()))


def _turned() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif

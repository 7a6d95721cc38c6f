"""Search for new faults with atheris: `python -m hostile.fuzz page --seconds 60`, one of `KINDS`.

Coverage of nurie's own code leads the search; seeds are those of `seeds`. A fault stops it with the bytes that cause
it in a file, as libFuzzer does.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

KINDS = {"page": ("pictures", "documents"), "hints": ("hints",), "palette": ("palettes",), "profile": ("profiles",),
         "session": ("sessions",), "book": ("books",), "bundle": ("bundles",), "card": ("cards",)}  # fmt: skip


def _on_file(read: Callable[[Path], object], suffix: str) -> Callable[[bytes], None]:
    folder = tempfile.TemporaryDirectory(prefix="nurie-fuzz-")

    def give(data: bytes) -> None:
        path = Path(folder.name) / f"given{suffix}"
        path.write_bytes(data)
        read(path)

    return give


def targets() -> dict[str, Callable[[bytes], None]]:
    from nurie.core.archive import opened
    from nurie.core.decode import at_most, decode
    from nurie.core.hint_files import read_hints
    from nurie.core.hints import rasterize
    from nurie.core.image_io import read_page
    from nurie.core.palette import read_palette
    from nurie.core.profile_file import profile_from_json
    from nurie.core.session import session_from_json
    from nurie.core.types import Extent
    from nurie.errors import NurieError
    from nurie.runtime.card import card_from_json
    from nurie.runtime.onnx_file import has_external_data

    extent = Extent(40, 48)

    def page(data: bytes) -> None:
        with at_most(1_000_000):
            read_page(data)
            decode(data)

    def book(path: Path) -> None:
        with opened(path):
            pass

    def bundle(data: bytes) -> None:
        try:
            has_external_data(data)
        except ValueError:
            raise NurieError from None

    def refusable(give: Callable[[bytes], object]) -> Callable[[bytes], None]:
        def given(data: bytes) -> None:
            with suppress(NurieError):
                give(data)

        return given

    readers = [refusable(_on_file(read_palette, suffix)) for suffix in (".gpl", ".aco", ".ase", ".txt")]

    def palettes(data: bytes) -> None:
        for read in readers:
            read(data)

    return {
        "page": refusable(page),
        "hints": refusable(lambda data: rasterize(read_hints(data, extent), extent)),
        "palette": palettes,
        "profile": refusable(lambda data: profile_from_json(data.decode("utf-8", "replace"))),
        "session": refusable(lambda data: session_from_json(data.decode("utf-8", "replace"))),
        "book": refusable(_on_file(book, ".cbz")),
        "bundle": refusable(bundle),
        "card": refusable(lambda data: card_from_json(data.decode("utf-8", "replace"))),
    }


def main() -> None:
    import atheris

    name, seconds = sys.argv[1], sys.argv[3] if sys.argv[2:3] == ["--seconds"] else "60"
    with atheris.instrument_imports(include=["nurie"]):
        from hostile.seeds import SEEDS

        found = targets()
    with tempfile.TemporaryDirectory(prefix="nurie-corpus-") as folder:
        for group in KINDS[name]:
            for file in SEEDS[group]():
                (Path(folder) / f"{file.name}{file.suffix}".replace(";", "")).write_bytes(file.data)
        options = [f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=3000", "-max_len=20000"]
        atheris.Setup([sys.argv[0], *options, folder], found[name])
        atheris.Fuzz()


if __name__ == "__main__":
    main()

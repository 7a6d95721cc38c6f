"""Pictures of a folder of one's own. Whose they are and what may be done with them is what the user states."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nurie.datasets.collect.found import Found, Listing
from nurie.datasets.collect.licenses import stated
from nurie.datasets.collect.sources.source import Source, Tools, files_below, one_page


@dataclass(frozen=True, slots=True)
class FolderSettings:
    """A folder, and the rights that hold for all of it; without them its pictures are of the tier unknown."""

    folder: str
    license: str = ""
    author: str = ""
    name: str = ""


def list_page(settings: FolderSettings, tools: Tools, cursor: str) -> Listing:
    home = Path(settings.folder).resolve()
    rights = stated(settings.license, settings.author)
    name = settings.name or home.name
    found = []
    for path in files_below(home):
        status, inner = path.stat(), path.relative_to(home).as_posix()
        found.append(
            Found(
                # a file that changed is another picture
                key=f"folder:{path}:{status.st_size}:{status.st_mtime_ns}",
                place=str(path),
                source=name,
                origin=f"the folder {home.name}, {inner}",
                rights=rights,
                title=path.stem,
                group=f"{name}-{path.parent.relative_to(home).as_posix()}" if path.parent != home else "",
            )
        )
    return one_page(found)


SOURCE = Source("pictures in a folder of your own", FolderSettings, list_page, is_local=True)

"""Each source against a fake of it: answers in the shapes that the real ones give, with pictures of our own."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import stat
import sys
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from nurie.cli.collect import _NAMES
from nurie.datasets.collect.sources import SOURCES
from nurie.datasets.collect.sources.source import KEY, USER, make_settings
from nurie.errors import CollectError, InputError, MissingExtraError, OptionError


def ask(name: str, query: str, tools, cursor: str = "", **options):
    source = SOURCES[name]
    return source.list_page(make_settings(name, source, query, options), tools, cursor)


def ask_all(name: str, query: str, tools, **options) -> list:
    found, cursor = [], ""
    while cursor is not None:
        listing = ask(name, query, tools, cursor, **options)
        found, cursor = [*found, *listing.found], listing.next
    return found


def test_the_command_offers_the_table():
    """A source that nobody can name, or a name without a source."""
    assert tuple(SOURCES) == _NAMES


def test_an_option_that_a_source_has_not_is_refused():
    """`--license` of a board would mark scraped pictures as open, or be passed over without a word."""
    with pytest.raises(OptionError, match=r"the source gelbooru has no --license; it has --host, .*--rating"):
        make_settings("gelbooru", SOURCES["gelbooru"], "solo", {"license": "CC0-1.0", "rating": None})


# Boards


def gelbooru_post(number: int, **changes) -> dict:
    """A post as Safebooru gives it."""
    digest = hashlib.md5(str(number).encode()).hexdigest()
    return {
        "preview_url": f"/thumbnails/12/{digest}.jpg", "sample_url": "", "file_url": f"/images/12/{digest}.png",
        "directory": 12, "hash": digest, "width": 800, "height": 1000, "id": number, "image": f"{digest}.png",
        "change": 1700000000, "owner": "somebody", "parent_id": 0, "rating": "general", "sample": False,
        "sample_height": 0, "sample_width": 0, "score": number % 10, "tags": "1girl hat solo",
        "source": "https://example.org/art/1", "status": "active", "has_notes": False, "comment_count": 0,
    } | changes  # fmt: skip


def board(web, path: str, posts: list[dict], wrap=lambda posts: posts) -> None:
    """Serve posts by number, falling, below the number that is asked for."""

    def answer(query):
        below = re.search(r"id:<(\d+)", query["tags"]) or re.fullmatch(r"b(\d+)", query.get("page", ""))
        found = [post for post in posts if not below or post["id"] < int(below[1])]
        found = sorted(found, key=lambda post: -post["id"])[: int(query["limit"])]
        return 200, {}, json.dumps(wrap(found)).encode() if found else b""

    web.routes[path] = answer


def test_a_gelbooru_board_is_read_to_its_end(web, tools):
    """Pages that are missed, or read twice when somebody adds a picture meanwhile."""
    posts = [gelbooru_post(number) for number in range(1, 26)]
    board(web, "/index.php", posts)
    found = ask_all("gelbooru", "1girl solo", tools, host=web.address, per_page=10)
    assert [entry.key for entry in found] == [f"127.0.0.1:{number}" for number in range(25, 0, -1)]
    lists = [entry for entry in web.log if entry.startswith("/index.php")]
    assert len(lists) == 4 and "tags=1girl+solo+id%3A%3C16" in lists[1] and "page=dapi" in lists[0]
    first = found[0]
    assert first.place == f"{web.address}/images/12/{posts[24]['hash']}.png"
    assert (first.digests, first.size) == ({"md5": posts[24]["hash"]}, (1000, 800))
    assert first.tags == ("1girl", "hat", "solo") and first.page.endswith("page=post&s=view&id=25")
    assert "https://example.org/art/1" in first.origin


def test_a_board_states_no_licence(web, tools):
    """Scraped art taken for open."""
    board(web, "/index.php", [gelbooru_post(1, tags="creative_commons public_domain cc0")])
    (found,) = ask_all("gelbooru", "x", tools, host=web.address)
    assert (found.rights.tier, found.rights.license, found.rights.author) == ("unknown", "unknown", "unknown")


def test_the_newer_shape_of_gelbooru(web, tools):
    """Version 0.2.5 wraps the list, has md5 for hash and whole addresses."""
    post = gelbooru_post(7, file_url="https://img.example.org/7.png", md5="a" * 32)
    del post["hash"]
    wrap = lambda posts: {"@attributes": {"limit": 10, "offset": 0, "count": len(posts)}, "post": posts}  # noqa: E731
    board(web, "/index.php", [post], wrap)
    (found,) = ask_all("gelbooru", "x", tools, host=web.address)
    assert (found.place, found.digests) == ("https://img.example.org/7.png", {"md5": "a" * 32})


def test_an_old_board_without_file_addresses(web, tools):
    """Older answers have directory and image alone."""
    post = gelbooru_post(7)
    del post["file_url"]
    board(web, "/index.php", [post])
    (found,) = ask_all("gelbooru", "x", tools, host=web.address)
    assert found.place == f"{web.address}/images/12/{post['image']}"


def test_rating_and_score_are_asked_for_and_looked_at(web, tools):
    """A board that does not know the tag gives everything."""
    posts = [gelbooru_post(number, rating="general" if number % 2 else "explicit") for number in range(1, 21)]
    board(web, "/index.php", posts)
    found = ask_all("gelbooru", "solo", tools, host=web.address, rating="general", min_score=5)
    assert [int(entry.key.partition(":")[2]) for entry in found] == [19, 17, 15, 9, 7, 5]
    assert "rating%3Ageneral+score%3A%3E%3D5" in web.log[1]


@pytest.mark.parametrize("body", ["<html>maintenance</html>", '{"success": false, "message": "down"}', "[1]", "7"])
@pytest.mark.parametrize(("name", "path"), [("gelbooru", "/index.php"), ("danbooru", "/posts.json")])
def test_a_board_that_is_down_says_so(web, tools, name, path, body):
    """A page of maintenance would be the end of the list, for ever."""
    web.serve(path, body)
    with pytest.raises(CollectError, match="something else than posts"):
        ask(name, "x", tools, host=web.address)


def danbooru_post(number: int, **changes) -> dict:
    """A post as Danbooru gives it, those fields that are read and some beside them."""
    digest = hashlib.md5(str(number).encode()).hexdigest()
    return {
        "id": number, "created_at": "2024-05-01T10:00:00.000-04:00", "uploader_id": 1, "score": number % 10,
        "source": "https://example.org/art/1", "md5": digest, "rating": "g", "image_width": 800, "image_height": 1000,
        "tag_string": "1girl solo someone_(series) painter_a", "file_ext": "png", "parent_id": None,
        "is_banned": False, "is_deleted": False, "tag_string_general": "1girl solo",
        "tag_string_character": "someone_(series)", "tag_string_copyright": "series", "tag_string_artist": "painter_a",
        "tag_string_meta": "", "file_url": f"https://cdn.example.org/original/{digest}.png",
    } | changes  # fmt: skip


def test_a_danbooru_board_is_read_to_its_end(web, tools):
    """Pages that are missed; posts without a file, which would each end in an error."""
    posts = [danbooru_post(number) for number in range(1, 26)]
    del posts[3]["file_url"]
    board(web, "/posts.json", posts, list)
    web.routes["/posts.json"] = _never_empty(web.routes["/posts.json"])
    found = ask_all("danbooru", "1girl solo", tools, host=web.address, per_page=10)
    assert [int(entry.key.partition(":")[2]) for entry in found] == [n for n in range(25, 0, -1) if n != 4]
    assert found[0].rights.author == "painter_a" and found[0].rights.tier == "unknown"
    assert (found[0].group, found[0].title) == ("127.0.0.1-painter_a", "someone_(series)")
    assert any("page=b16" in entry for entry in web.log)


def _never_empty(route):
    def answer(query):
        status, headers, body = route(query)
        return status, headers, body or b"[]"

    return answer


def test_keys_come_from_the_environment_and_go_nowhere_else(web, tools, monkeypatch):
    """A key in the journal or on the command line is soon public."""
    monkeypatch.setenv(USER, "me")
    monkeypatch.setenv(KEY, "geheim")
    board(web, "/posts.json", [danbooru_post(1)], list)
    listing = ask("danbooru", "a b c", tools, host=web.address, rating="g", min_score=0)
    assert "login=me&api_key=geheim" in web.log[-1] and "rating%3Ag" in web.log[-1]
    assert "geheim" not in repr(listing)


# Wikimedia Commons


def commons_page(number: int, mime: str = "image/png", license_id: str = "cc-by-sa-4.0", **metadata) -> dict:
    values = {
        "ObjectName": f"Drawing {number}", "Categories": "Line art|Manga style", "Artist": '<a href="//x">Mii</a>',
        "License": license_id, "LicenseShortName": "CC BY-SA 4.0", "Copyrighted": "True", "Restrictions": "",
        "LicenseUrl": "https://creativecommons.org/licenses/by-sa/4.0", "AttributionRequired": "true",
    } | metadata  # fmt: skip
    info = {
        "size": 999, "width": 800, "height": 1000, "mime": mime, "sha1": hashlib.sha1(b"%d" % number).hexdigest(),
        "url": f"https://upload.example.org/{number}.png", "thumburl": f"https://upload.example.org/thumb/{number}.png",
        "thumbwidth": 1024, "thumbheight": 1280, "descriptionurl": f"https://wiki.example.org/wiki/File:{number}.png",
        "extmetadata": {name: {"value": value, "source": "commons-desc-page"} for name, value in values.items()},
    }  # fmt: skip
    return {"pageid": number, "ns": 6, "title": f"File:{number}.png", "imagerepository": "local", "imageinfo": [info]}


def wiki(web, pages: list[dict], per_page: int = 2) -> None:
    def answer(query):
        start = int(query.get("gcmcontinue", "file|0").partition("|")[2])
        body = {"batchcomplete": True, "query": {"pages": pages[start : start + per_page]}}
        if start + per_page < len(pages):
            body["continue"] = {"gcmcontinue": f"file|{start + per_page}", "continue": "gcmcontinue||"}
        return 200, {}, json.dumps(body).encode()

    web.routes["/w/api.php"] = answer


def test_a_category_is_read_to_its_end_with_rights(web, tools):
    """Pages of a category that are missed, and authors or licences that are lost."""
    pages = [commons_page(1), commons_page(2, license_id="cc0"), commons_page(3, mime="video/webm"),
             commons_page(4, mime="image/svg+xml"), commons_page(5, license_id="", LicenseShortName="X")]  # fmt: skip
    wiki(web, pages)
    found = ask_all("commons", "Line art", tools, host=web.address, per_page=2)
    assert [entry.key.split(":")[1] for entry in found] == ["1", "2", "4", "5"]
    assert [entry.rights.tier for entry in found] == ["sharealike", "permissive", "sharealike", "unknown"]
    assert "gcmtitle=Category%3ALine+art" in web.log[1] and len(web.log) == 4
    first, drawn = found[0], found[2]
    assert (first.rights.author, first.rights.license) == ("Mii", "CC-BY-SA-4.0")
    assert (first.title, first.tags) == ("Drawing 1", ("Line art", "Manga style"))
    assert first.digests == {"sha1": hashlib.sha1(b"1").hexdigest()}
    assert drawn.place.endswith("/thumb/4.png") and drawn.digests == {}  # the wiki's own rendering


def test_a_wiki_that_lags_is_waited_for(web, tools, pause):
    """It answers 200 with an error inside; read as an empty category, the run would be over."""
    pages, answers = [commons_page(1)], []
    wiki(web, pages)
    route = web.routes["/w/api.php"]

    def lagging(query):
        answers.append(query)
        if len(answers) < 3:
            error = {"error": {"code": "maxlag", "info": "Waiting for a server: 7 seconds lagged."}}
            return 200, {"Retry-After": "7"}, json.dumps(error).encode()
        return route(query)

    web.routes["/w/api.php"] = lagging
    assert len(ask_all("commons", "Category:Line art", tools, host=web.address)) == 1
    assert pause.slept.count(7.0) == 2 and answers[0]["maxlag"] == "5"


def test_a_wiki_s_other_errors_are_told(web, tools):
    """A misspelt category of another wiki."""
    web.serve("/w/api.php", {"error": {"code": "badtitle", "info": "Bad title."}})
    with pytest.raises(CollectError, match="says: Bad title"):
        ask("commons", "x", tools, host=web.address)


def test_a_wiki_wants_to_know_whom_to_write_to(make_client, tools):
    """Its rules ask for a contact in the user agent; without one it shuts programs out."""
    with pytest.raises(OptionError, match="--contact"):
        ask("commons", "x", replace(tools, client=make_client(contact="")))


# Folders and lists


def test_a_folder_with_its_owner_s_word(tmp_path, tools, png):
    """Pictures of one's own, subfolders as groups, nothing hidden and nothing else."""
    for name in ("a.png", "b/c.JPG", "b/notes.txt", ".thumbs/d.png"):
        (tmp_path / "art" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "art" / name).write_bytes(png(len(name)))
    found = ask("folder", str(tmp_path / "art"), tools, license="CC-BY-4.0", author="Me").found
    assert [(entry.title, entry.rights.tier, entry.group) for entry in found] == [
        ("a", "attribution", ""), ("c", "attribution", "art-b")
    ]  # fmt: skip
    assert ask("folder", str(tmp_path / "art"), tools).found[0].rights.tier == "unknown"
    with pytest.raises(InputError, match="no folder at"):
        ask("folder", str(tmp_path / "none"), tools)


def test_a_list_of_addresses(tmp_path, tools):
    """Lines with and without rights; what a line states comes before what holds for all."""
    lines = ["# mine", "https://example.org/a.png", "", json.dumps(
        {"url": "https://example.org/b.png", "license": "CC0-1.0", "author": "B", "tags": ["x"], "sha256": "0" * 64}
    )]  # fmt: skip
    (tmp_path / "list.txt").write_text("\n".join(lines))
    found = ask("urls", str(tmp_path / "list.txt"), tools, author="Me").found
    assert [(entry.place, entry.rights.tier) for entry in found] == [
        ("https://example.org/a.png", "unknown"), ("https://example.org/b.png", "permissive")
    ]  # fmt: skip
    assert (found[1].rights.author, found[1].digests) == ("B", {"sha256": "0" * 64})


@pytest.mark.parametrize(
    ("line", "said"), [("{", "list.txt:1: not JSON"), ('{"licence": "x"}', "unknown field licence"), ("{}", "no url")]
)
def test_a_line_that_is_wrong_is_named(tmp_path, tools, line, said):
    """A misspelt `licence` would leave a list of open pictures unknown."""
    (tmp_path / "list.txt").write_text(line)
    with pytest.raises(InputError, match=said):
        ask("urls", str(tmp_path / "list.txt"), tools)


# Programs


@pytest.fixture
def program(tmp_path, monkeypatch):
    """A function that puts a program of ours, in Python, before all others."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def put(name: str, code: str) -> Path:
        path = folder / name
        path.write_text(f"#!{sys.executable}\nimport json, pathlib, shutil, sys\n{code}")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    return put


def archive(path: Path, files: dict[str, bytes], *, link: str = "") -> Path:
    with tarfile.open(path, "w:gz" if path.suffix == ".tgz" else "w") as out:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            out.addfile(entry, io.BytesIO(content))
        if link:
            entry = tarfile.TarInfo(link)
            entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
            out.addfile(entry)
    return path


NPM = """
assert sys.argv[1:4] == ["pack", "@art/faces@1.2.0", "--json"] and "--ignore-scripts" in sys.argv, sys.argv
shutil.copy({source!r}, "art-faces-1.2.0.tgz")
print(json.dumps([{{"name": "@art/faces", "version": "1.2.0", "filename": "art-faces-1.2.0.tgz"}}]))
"""


@pytest.mark.parametrize(
    ("said", "tier"),
    [({"license": "CC-BY-4.0", "author": "Ann <a@example.org> (x)"}, "attribution"), ({"license": "MIT"}, "unknown"),
     ({"license": "SEE LICENSE IN x", "author": {"name": "Ann"}}, "unknown"),
     ({"license": {"type": "MIT"}}, "unknown")],
)  # fmt: skip
def test_an_npm_package(tmp_path, tools, program, png, said, tier):
    """Rights come from package.json; a path out of the folder or a link would write anywhere."""
    files = {
        "package/package.json": json.dumps({"name": "@art/faces", "version": "1.2.0", **said}).encode(),
        "package/art/one.png": png(1), "package/art/two.svg": b"<svg/>", "package/index.js": b"evil()",
        "package/docs/logo.png": png(2), "package/../../../evil.png": png(3),
    }  # fmt: skip
    program("npm", NPM.format(source=str(archive(tmp_path / "a.tgz", files, link="package/art/link.png"))))
    found = ask("npm", "@art/faces@1.2.0", tools, only="art/").found
    assert [entry.title for entry in found] == ["one", "two"]
    assert found[0].rights.tier == tier and found[0].source == "faces"
    assert found[0].origin == "npm package @art/faces 1.2.0, art/one.png"
    assert not list(tmp_path.rglob("evil.png")) and not list(tmp_path.rglob("index.js"))
    if tier == "attribution":
        assert found[0].rights.author == "Ann"


def test_an_npm_package_is_fetched_once(tmp_path, tools, program, png):
    """Each run would fetch it again; one that was cut short would pass for whole."""
    files = {"package/package.json": b'{"name": "@art/faces", "version": "1.2.0"}', "package/one.png": png(1)}
    script = program("npm", NPM.format(source=str(archive(tmp_path / "a.tgz", files))))
    half = tools.work / "npm" / "_art_faces_1.2.0" / "unfinished" / "package"
    half.mkdir(parents=True)
    (half / "package.json").write_text("{}")
    assert len(ask("npm", "@art/faces@1.2.0", tools).found) == 1
    script.write_text("#!/bin/sh\nexit 1\n")
    assert len(ask("npm", "@art/faces@1.2.0", tools).found) == 1


APT = """
assert sys.argv[1] == "download" and sys.argv[-1] == "art-data", sys.argv
shutil.copy({source!r}, "art-data_1%3a2.0-1_all.deb")
"""
DPKG = """
assert sys.argv[1] == "--fsys-tarfile", sys.argv
sys.stdout.buffer.write(pathlib.Path(sys.argv[2]).read_bytes())
"""
COPYRIGHT = b"Format: x\n\nFiles: *\nCopyright: 2010 Ada\nLicense: CC-BY-SA-3.0\n\nFiles: debian/*\nLicense: GPL-2+\n"


def test_a_debian_package(tmp_path, tools, program, png):
    """Rights come from debian/copyright."""
    files = {"./usr/share/art/a.png": png(1), "./usr/share/doc/art-data/copyright": COPYRIGHT, "./usr/bin/x": b"x"}
    program("apt-get", APT.format(source=str(archive(tmp_path / "data.tar", files))))
    program("dpkg-deb", DPKG)
    (found,) = ask("debian", "art-data", tools).found
    assert (found.rights.license, found.rights.author, found.rights.tier) == ("CC-BY-SA-3.0", "2010 Ada", "sharealike")
    assert found.origin == "Debian package art-data 1:2.0-1, usr/share/art/a.png"
    assert Path(found.place).read_bytes() == png(1)


@pytest.mark.parametrize("name", ["-oDir=/", "../x", "a b", "A", ""])
@pytest.mark.parametrize("source", ["debian", "npm"])
def test_a_name_that_is_no_package_never_reaches_the_program(tools, program, source, name):
    """An option in place of a name would have the program do something else."""
    program("npm", "raise SystemExit('called')")
    program("apt-get", "raise SystemExit('called')")
    if (source, name) == ("npm", "A"):
        name = "--x"
    with pytest.raises(OptionError, match=r"is no name of an? (Debian|npm) package"):
        ask(source, name, tools)


def test_a_program_that_fails_or_is_missing(tools, program, monkeypatch):
    """A traceback in place of what apt or npm said, or of what to install."""
    program("npm", "sys.exit('npm error 404 no such package')")
    with pytest.raises(CollectError, match=r"npm failed .*404 no such package"):
        ask("npm", "nothing-there", tools)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MissingExtraError, match="gallery-dl, which is not installed; type: pip install gallery-dl"):
        ask("gallery-dl", "https://example.org", tools)


GALLERY = """
folder = pathlib.Path(sys.argv[sys.argv.index("--directory") + 1])
folder.mkdir(parents=True, exist_ok=True)
(folder / "argv.txt").write_text(json.dumps(sys.argv[1:]))
for number, said in enumerate(json.loads({said!r})):
    (folder / f"{{number}}.png").write_bytes(pathlib.Path({source!r}).read_bytes())
    (folder / f"{{number}}.png.json").write_text(json.dumps(said))
"""


def test_gallery_dl_is_called_with_our_manners(tmp_path, tools, program, png, monkeypatch):
    """It has a pace of its own; what it says of a picture is kept, and its licence only where it states one."""
    monkeypatch.chdir(tmp_path)
    tools = replace(tools, work=Path("unpacked"))  # as the command line gives it; the program runs elsewhere
    said = [{"category": "site", "id": 7, "license": "cc-by-4.0", "user": {"name": "Ann"}, "tags": ["x"]},
            {"category": "site", "id": 8, "artist": ["Bob", "Cy"], "tags": "a b"}]  # fmt: skip
    (tmp_path / "p.png").write_bytes(png(1))
    program("gallery-dl", GALLERY.format(said=json.dumps(said), source=str(tmp_path / "p.png")))
    found = ask("gallery-dl", "https://example.org/u", tools, count=5).found
    assert [entry.rights.tier for entry in found] == ["attribution", "unknown"]
    assert [entry.rights.author for entry in found] == ["Ann", "Bob, Cy"]
    assert [entry.tags for entry in found] == [("x",), ("a", "b")]
    command = json.loads(next(tools.work.rglob("argv.txt")).read_text())
    assert command[-2:] == ["--", "https://example.org/u"]
    for option, value in (("--sleep-request", "1.0"), ("--retries", "5"), ("--range", "1-5")):
        assert command[command.index(option) + 1] == value
    assert command[command.index("--user-agent") + 1].endswith("(+me@example.org)")

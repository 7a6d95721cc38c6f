"""A folder that forgets, doubles, or mixes up whose a picture is."""

from __future__ import annotations

import json
from dataclasses import replace

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from nurie.cli.data import data
from nurie.datasets.card import render_card
from nurie.datasets.check import check_manifest
from nurie.datasets.collect.found import Found, Listing, from_json, to_json
from nurie.datasets.collect.licenses import NOTHING_STATED, stated
from nurie.datasets.collect.settle import DamagedError
from nurie.datasets.collect.store import open_store, split_for
from nurie.datasets.manifest import read_manifest, select

OPEN = stated("CC-BY-4.0", "A. Painter")


def found(number: int, **changes) -> Found:
    plain = Found(
        f"board:{number}", f"https://example.org/{number}.png", "board", f"a board, post {number}", NOTHING_STATED,
        page=f"https://example.org/post/{number}", tags=("solo", "hat"), group=f"board-{number}",
    )  # fmt: skip
    return replace(plain, **changes)


def rows(store) -> list:
    return read_manifest(store.write_manifest())


def test_a_kept_picture_is_a_sound_row(store, png):
    """`nurie data check` and training read what this writes."""
    assert store.keep(found(1), png(1), least_px=16) == ""
    (row,) = rows(store)
    assert (row.author, row.license, row.tier, row.source) == ("unknown", "unknown", "unknown", "board")
    assert (row.url, row.tags, row.origin) == ("https://example.org/post/1", ("solo", "hat"), "a board, post 1")
    assert (store.folder / row.image).read_bytes() == png(1)
    assert row.image == f"pictures/{row.sha256[:2]}/{row.sha256}.png"
    assert check_manifest(store.folder / "manifest.jsonl").problems == ()


def test_pictures_without_an_open_licence_are_not_learned_from_unless_named(store, png):
    """The rule that released bundles stand on."""
    store.keep(found(1), png(1), least_px=16)
    store.keep(found(2, rights=OPEN), png(2), least_px=16)
    store.keep(found(3, rights=stated("CC-BY-NC-4.0", "B. Painter")), png(3), least_px=16)
    chosen = [row for split in ("train", "val", "test") for row in select(rows(store), split=split)]
    assert [row.tier for row in chosen] == ["attribution"]
    text = (store.folder / "ATTRIBUTION.md").read_text(encoding="utf-8")
    assert "2 of 3 pictures have no open licence" in text


def test_the_data_card_credits_what_was_collected(store, png):
    """CC BY wants the author's name and a note of changes."""
    for number in range(6):
        store.keep(found(number, rights=OPEN), png(number), least_px=16)
    card = render_card(store.write_manifest())
    assert "- Author: A. Painter" in card and "- Changes: None, or written again as PNG on white." in card


def test_the_same_file_is_kept_once(store, png):
    """Two posts of one picture."""
    store.keep(found(1), png(1), least_px=16)
    assert store.keep(found(2), png(1), least_px=16).startswith("the same file as board-")
    assert len(rows(store)) == 1 and store.knows("board:2")


def test_a_smaller_copy_is_left_out(store, draw, encode):
    """The same picture from another board, scaled and compressed: another digest, the same picture."""
    big = draw(5, (300, 240))
    store.keep(found(1), encode(big), least_px=16)
    small = cv2.resize(big, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
    assert store.keep(found(2), encode(small, "JPEG", quality=60), least_px=16).startswith("looks like board-")


@pytest.mark.parametrize("same", [True, False])
def test_an_open_picture_takes_the_place_of_a_closed_one_and_not_the_other_way_round(store, same, draw, encode):
    """The scraped copy would hide the one that the artist gave away; or take its place, and its credits."""
    picture = draw(5, (300, 240))
    copy = encode(picture) if same else encode(picture, "JPEG", quality=70)
    store.keep(found(1), encode(picture), least_px=16)
    store.keep(found(2, rights=OPEN, source="commons"), copy, least_px=16)
    assert [(row.tier, row.source) for row in rows(store)] == [("attribution", "commons")]
    assert store.keep(found(3), encode(picture), least_px=16) != ""
    assert [row.source for row in rows(store)] == ["commons"]


def test_small_pictures_are_left_out(store, png):
    """Thumbnails."""
    assert store.keep(found(1), png(1), least_px=200) == "80x96 px, below 200"
    assert rows(store) == []


def test_a_wrong_file_does_not_arrive(store):
    """A file other than the one the board describes."""
    with pytest.raises(DamagedError, match="its md5 is"):
        store.arrived(found(1, digests={"md5": "0" * 32}), b"x")
    assert not store.incoming(found(1)).exists()


def test_reopened_it_knows_all(store, png):
    """Fetching twice, listing twice, or keeping doubles of yesterday's pictures."""
    listing = Listing(tuple(found(number) for number in range(5)), "next")
    store.listed("search", {"tags": "solo"}, listing)
    store.keep(found(0), png(0), least_px=16)
    store.keep(found(1, rights=OPEN), png(0), least_px=16)
    store.leave_out(found(2), "moving")
    store.failed(found(3), "answered 500")
    before = rows(store)
    store.close()
    again = open_store(store.folder, alike_bits=4)
    search = again.search("search")
    assert (list(search.pending), search.cursor, search.pages) == (["board:3", "board:4"], "next", 1)
    assert rows(again) == before and [row.tier for row in before] == ["attribution"]
    assert [again.knows(f"board:{number}") for number in range(5)] == [True, True, True, False, False]
    assert again.keep(found(9), png(0), least_px=16).startswith("the same file")
    again.close()


def test_what_was_found_survives_the_journal():
    """A digest or a licence that is lost on the way to the next run."""
    entry = found(1, rights=OPEN, digests={"md5": "0" * 32}, size=(3, 4))
    assert from_json(json.loads(json.dumps(to_json(entry)))) == entry


def test_groups_are_never_divided_and_one_in_twenty_validates():
    """A picture's sister in validation; or no validation at all."""
    splits = [split_for(f"group-{number}") for number in range(2000)]
    assert 60 <= splits.count("val") <= 140 and set(splits) == {"train", "val"}


def test_a_forgotten_picture_stays_away(store, draw, encode):
    """An artist asks to be left out, and the next run brings the picture back."""
    picture = draw(5, (300, 240))
    store.keep(found(1), encode(picture), least_px=16)
    store.keep(found(2), encode(draw(6)), least_px=16)
    store.close()
    row_id = next(row for row, values in store.rows.items() if values["url"].endswith("/1"))
    done = CliRunner().invoke(data, ["forget", str(store.folder), row_id])
    assert (done.exit_code, "took out 1 pictures" in done.output) == (0, True)
    again = open_store(store.folder, alike_bits=4)
    for number, content in ((1, encode(picture)), (3, encode(picture)), (4, encode(picture, "JPEG", quality=70))):
        assert again.keep(found(number, rights=OPEN), content, least_px=16) != ""
    assert len(rows(again)) == 1 and len(list((store.folder / "pictures").rglob("*.png"))) == 1
    again.close()
    assert "no picture nobody in" in str(CliRunner().invoke(data, ["forget", str(store.folder), "nobody"]).exception)
    assert "has no journal" in str(CliRunner().invoke(data, ["forget", str(store.folder / "x"), "a"]).exception)


def test_leftovers_of_a_kill_are_swept(store):
    """Half files would pile up over the years."""
    (store.folder / "incoming" / "x.png.77.tmp").write_bytes(b"half")
    store.close()
    open_store(store.folder, alike_bits=4).close()
    assert list((store.folder / "incoming").iterdir()) == []


def test_plain_pictures_do_not_end_the_run(store, encode):
    """A picture of one colour has no look to speak of."""
    assert store.keep(found(1), encode(np.full((40, 40, 3), 200, np.uint8)), least_px=16) == ""

"""What was said to be done is done, also after the power failed."""

from __future__ import annotations

import pytest

from nurie.datasets.collect.journal import Journal, write_through
from nurie.errors import CollectError, InputError


def reopened(path):
    journal = Journal(path)
    try:
        return list(journal.read())
    finally:
        journal.close()


@pytest.mark.parametrize("tail", [b'{"n": 3, "x": "cut o', b"{", b"\xe5\xa1", b"x" * 100_000])
def test_a_line_that_was_cut_off_is_dropped_and_written_over(tmp_path, tail):
    """One kill would make the folder unreadable for ever, or glue two lines together."""
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b'{"n": 1}\n{"n": 2}\n' + tail)
    journal = Journal(path)
    assert list(journal.read()) == [{"n": 1}, {"n": 2}]
    journal.append({"n": 3, "title": "塗り絵"})
    journal.close()
    assert reopened(path) == [{"n": 1}, {"n": 2}, {"n": 3, "title": "塗り絵"}]


def test_a_lone_cut_off_line_leaves_an_empty_journal(tmp_path):
    """The first line of all can be the one that was cut."""
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b'{"n":')
    assert reopened(path) == []
    assert path.read_bytes() == b""


def test_a_damaged_line_in_the_middle_is_named(tmp_path):
    """Passing over it would fetch pictures twice, or lose a licence."""
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b'{"n": 1}\n{"n"\n{"n": 3}\n')
    with pytest.raises(InputError, match=r"journal\.jsonl:2 is damaged"):
        reopened(path)


def test_a_second_run_on_the_same_folder_is_refused(tmp_path):
    """Two journals in one, and pictures fetched by both."""
    pytest.importorskip("fcntl")
    first = Journal(tmp_path / "journal.jsonl")
    with pytest.raises(CollectError, match="another run collects into"):
        Journal(tmp_path / "journal.jsonl")
    first.close()
    Journal(tmp_path / "journal.jsonl").close()


def test_a_file_is_whole_or_not_there(tmp_path, monkeypatch):
    """Half a picture under the name of the whole one."""
    target = tmp_path / "a" / "b.png"
    write_through(target, b"old", tmp_path)
    monkeypatch.setattr("nurie.datasets.collect.journal.os.fsync", _fail)
    with pytest.raises(OSError, match="disk"):
        write_through(target, b"new picture", tmp_path)
    assert target.read_bytes() == b"old"


def _fail(_):
    raise OSError("no room on the disk")

"""Hosts are asked as their keepers wish, failures pass, and nothing private is reached."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest

from nurie.datasets.collect import addresses
from nurie.datasets.collect.addresses import RefusedError, is_public
from nurie.datasets.collect.client import BusyError, Client, Manners
from nurie.errors import CollectError, MissingExtraError, OptionError


def test_an_answer_is_fetched_once_under_our_name(web, make_client):
    """A host's keeper could not tell who asks, nor write to them."""
    url = web.serve("/a.png", b"picture", Content_Type="image/png")
    answer = make_client().fetch(url, {"x": "1 2"})
    assert (answer.body, answer.headers["content-type"]) == (b"picture", "image/png")
    assert web.log == ["/robots.txt", "/a.png?x=1+2"]
    assert all(agent.startswith("nurie/0 ") and agent.endswith("(+me@example.org)") for agent in web.agents)


@pytest.mark.parametrize("status", ["429", "503"])
def test_retry_after_is_waited_for(web, make_client, pause, status):
    """A host that says when to come back would ban whoever comes earlier."""
    url = web.serve("/a", b"picture")
    web.fail("/a", status, "17")
    assert make_client().fetch(url).body == b"picture"
    assert any(17 <= seconds <= 17 + 2 for seconds in pause.slept)
    assert web.asked("/a") == 2


def test_retry_after_may_be_a_date(web, make_client, pause):
    """Half of the servers write a date; read as nothing, the next try would come at once."""
    url = web.serve("/a", b"picture")
    web.fail("/a", "503", format_datetime(datetime.now(timezone.utc) + timedelta(seconds=40), usegmt=True))
    make_client().fetch(url)
    assert 36 < max(pause.slept) < 43


def test_a_host_that_wants_hours_stops_the_run(web, make_client, pause):
    """The program would sit there until tomorrow, or come back too early."""
    url = web.serve("/a", b"picture")
    web.fail("/a", "429", "7200")
    with pytest.raises(BusyError, match="come back in 7200 s"):
        make_client().fetch(url)
    assert max(pause.slept) < 10


def test_after_429_a_host_is_asked_more_slowly(web, make_client, pause):
    """The same pace that was too fast would be too fast again, picture after picture."""
    client = make_client(interval_s=1.0)
    url = web.serve("/a", b"picture")
    web.fail("/a", "429", times=2)
    client.fetch(url)
    start = pause.now
    for _ in range(3):
        client.fetch(url)
    assert pause.now - start >= 3 * 4.0  # doubled twice


@pytest.mark.parametrize("kind", ["500", "502", "reset", "cut"])
def test_what_may_pass_is_tried_again_ever_later(web, make_client, pause, kind):
    """One bad answer of a server, or half a picture, would be taken for the picture or end the run."""
    url = web.serve("/a", b"picture" * 100)
    web.fail("/a", kind, times=3)
    assert make_client(interval_s=0.001).fetch(url).body == b"picture" * 100
    assert web.asked("/a") == 4
    waits = [seconds for seconds in pause.slept if seconds > 0.001]
    assert len(waits) == 3 and all(wait <= limit for wait, limit in zip(waits, (2, 4, 8), strict=True))
    assert len(set(waits)) == 3  # by chance, or all clients would come back together


@pytest.mark.parametrize("kind", ["500", "cut"])
def test_it_gives_up_in_the_end_and_says_why(web, make_client, kind):
    """It would try for ever, or take half a file."""
    url = web.serve("/a", b"picture" * 100)
    web.fail("/a", kind, times=9)
    with pytest.raises(CollectError, match=r"(answered 500|cut short: 350 of 700 bytes), 3 times; try again later"):
        make_client(tries=3).fetch(url, {"api_key": "secret"})
    assert web.asked("/a") == 3


@pytest.mark.parametrize("status", [400, 403, 404, 410])
def test_what_is_refused_is_not_asked_again(web, make_client, status):
    """Four more requests for each picture that is gone."""
    url = web.serve("/a", b"", status=status)
    with pytest.raises(RefusedError, match=f"/a answered {status}"):
        make_client().fetch(url)
    assert web.asked("/a") == 1


def test_a_key_is_never_shown(web, make_client):
    """Messages end up in logs and bug reports."""
    url = web.serve("/a", b"", status=403)
    with pytest.raises(RefusedError) as refused:
        make_client().fetch(url, {"api_key": "geheim"})
    assert "geheim" not in str(refused.value)


def test_a_large_answer_is_cut_off(web, make_client):
    """A film under a picture's address would fill the memory."""
    url = web.serve("/a", b"x" * 5000)
    with pytest.raises(RefusedError, match="larger than 4000 bytes; raise --max-mb"):
        make_client(most_bytes=4000).fetch(url)


def test_robots_txt_is_obeyed_with_wildcards(web, make_client):
    """Fetching what a host's keeper asked not to be fetched."""
    web.serve("/robots.txt", "User-agent: *\nDisallow: /private/*.png$\nDisallow: /index.php?page=dapi\n")
    url = web.serve("/private/a.png", b"picture")
    client = make_client()
    for refused, query in ((url, None), (web.serve("/index.php", b"[]"), {"page": "dapi"})):
        with pytest.raises(RefusedError, match=r"robots\.txt of 127\.0\.0\.1 does not allow"):
            client.fetch(refused, query)
    assert client.fetch(web.serve("/open/a.png", b"picture")).body == b"picture"
    assert web.log == ["/robots.txt", "/open/a.png"]


def test_rules_for_nurie_come_before_those_for_all(web, make_client):
    """A keeper could not shut out this program alone, nor let it in."""
    web.serve("/robots.txt", "User-agent: *\nDisallow: /\n\nUser-agent: nurie\nDisallow: /a\n")
    client = make_client()
    assert client.fetch(web.serve("/b", b"picture")).body == b"picture"
    with pytest.raises(RefusedError):
        client.fetch(web.serve("/a", b"picture"))


def test_a_robots_txt_that_cannot_be_read_allows_nothing(web, make_client):
    """RFC 9309: a server in trouble has not said yes."""
    web.serve("/robots.txt", b"", status=500)
    with pytest.raises(BusyError, match=r"Without its robots\.txt nothing is fetched"):
        make_client(tries=2).fetch(web.serve("/a", b"picture"))
    assert web.asked("/a") == 0


def test_hosts_are_asked_at_their_pace(web, make_client, pause):
    """Two requests a second for hours are an attack on a small board; robots.txt may ask for a slower pace yet."""
    url = web.serve("/a", b"picture")
    quick = make_client(interval_s=1.0)
    for _ in range(4):
        quick.fetch(url)
    assert pause.now == pytest.approx(4.0)  # robots.txt and four answers: four intervals between them
    web.serve("/robots.txt", "User-agent: *\nCrawl-delay: 5\n")
    slow, start = make_client(interval_s=1.0), pause.now
    for _ in range(3):
        slow.fetch(url)
    assert pause.now - start >= 10.0


def test_redirects_are_followed_and_end(web, make_client):
    """Boards move their pictures to other hosts; some lead in circles."""
    web.serve("/new", b"picture")
    assert make_client().fetch(web.serve("/old", b"", status=302, Location="/new")).body == b"picture"
    with pytest.raises(RefusedError, match="more than 5 redirects"):
        make_client().fetch(web.serve("/round", b"", status=301, Location="/round"))


def test_a_redirect_to_a_private_address_is_not_followed(web, make_client, monkeypatch):
    """A stranger's server could have this machine ask its own router, and send back what it says."""
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1")
    target = web.address.replace("127.0.0.1", "127.0.0.2") + "/secret"
    url = web.serve("/a", b"", status=302, Location=target)
    with pytest.raises(RefusedError, match=r"127\.0\.0\.2, an address of this machine or network.*--allow-private"):
        make_client(allow_private=False).fetch(url)
    assert web.log == ["/robots.txt", "/a"]


def test_private_addresses_are_not_asked(web, make_client):
    """The same by a list of addresses from a stranger, with no redirect."""
    with pytest.raises(RefusedError, match="--allow-private"):
        make_client(allow_private=False).fetch(web.serve("/a", b"picture"))
    assert web.log == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("2606:4700::1111", True), ("127.0.0.1", False), ("10.1.2.3", False), ("169.254.1.1", False),
        ("192.168.0.9", False), ("100.64.0.1", False), ("0.0.0.0", False), ("::1", False), ("fe80::1%eth0", False),
        ("fd00::1", False), ("::ffff:127.0.0.1", False), ("2002:7f00:1::", False), ("224.0.0.1", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address, public):
    """One form of a private address that is passed over is enough to reach it."""
    assert is_public(address) is public


@pytest.mark.parametrize("url", ["ftp://example.org/a", "file:///etc/passwd", "/etc/passwd", "http://", "http://a:b/c"])
def test_other_addresses_are_refused(make_client, url):
    """A list could name files of this machine."""
    with pytest.raises(RefusedError, match="no address"):
        make_client().fetch(url)


def test_a_password_in_an_address_is_refused(make_client):
    """It would stand in the manifest for all to read."""
    with pytest.raises(RefusedError, match="holds a name or a password") as refused:
        make_client().fetch("http://me:geheim@example.org/a")
    assert "geheim" not in str(refused.value)


def test_encryption_is_not_given_up(make_client, monkeypatch):
    """A redirect from https to http would let anybody on the way choose the picture."""
    client = make_client()
    monkeypatch.setattr(Client, "_obey", lambda *_: None)
    monkeypatch.setattr(Client, "_ask", lambda *_: "http://example.org/a")
    with pytest.raises(RefusedError, match="without encryption; not followed"):
        client.fetch("https://example.org/a")


def test_a_contact_with_line_breaks_is_refused():
    """It would be a header of its own."""
    with pytest.raises(OptionError, match="plain letters"):
        _ = Manners(contact="me\r\nX-Evil: 1").agent


def test_without_protego_it_says_what_to_type(web, make_client, monkeypatch):
    """robots.txt would go unread, or a traceback tell nothing."""
    monkeypatch.setitem(__import__("sys").modules, "protego", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'nurie\[collect\]'"):
        make_client().fetch(web.serve("/a", b"picture"))

"""The one place that asks hosts: paced, patient, limited, by name. Everything else hands it an address."""

from __future__ import annotations

import email.utils
import http.client
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urlencode, urljoin

from nurie.datasets.collect.addresses import Connection, RefusedError, origin_of, parse_url, resolve
from nurie.datasets.collect.robots import Rules, read_rules
from nurie.errors import CollectError, OptionError

_REDIRECTS = (301, 302, 303, 307, 308)
_HOPS = 5
_CHUNK = 1 << 16
_LONGEST_INTERVAL_S = 60.0
_ROBOTS_BYTES = 1 << 19


class BusyError(CollectError):
    """A host that asks to come back much later, or that cannot be reached: nothing more of it for now."""


class _AgainError(Exception):
    """A failure that may pass. `wait_s` is what the host asks for."""

    def __init__(self, what: str, *, wait_s: float | None = None) -> None:
        super().__init__(what)
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Manners:
    """How hosts are asked.

    Attributes:
        version: of nurie, for the user agent.
        contact: how whoever runs a host reaches you, a page or a mail address; part of the user agent.
        interval_s: between the starts of two requests to a host; robots.txt may ask for more.
        tries: of each request, in all.
        backoff_s: longest wait before the second try, twice that before the third; drawn by chance up to it.
        longest_wait_s: what a host may ask to be waited for; beyond it collecting stops.
        timeout_s: without a byte.
        download_s: for one answer.
        most_bytes: of one answer.
        allow_private: whether addresses of this machine and network may be asked, too.
    """

    version: str = "0"
    contact: str = ""
    interval_s: float = 1.0
    tries: int = 5
    backoff_s: float = 2.0
    longest_wait_s: float = 300.0
    timeout_s: float = 30.0
    download_s: float = 300.0
    most_bytes: int = 64 << 20
    allow_private: bool = False

    @property
    def agent(self) -> str:
        if any(ord(letter) < 32 or ord(letter) > 126 for letter in self.contact):
            raise OptionError(f"--contact {self.contact!r}: expected a page or a mail address in plain letters")
        return f"nurie/{self.version}" + (f" (+{self.contact})" if self.contact else "")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host gave: the address after redirects, its headers in lower case, the whole body."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class _Host:
    """What is known of a host: when it may be asked again, how often, and its robots.txt."""

    interval_s: float
    free_at: float = 0.0
    rules: Rules | None = None


@dataclass(slots=True)
class Client:
    """Asks hosts after `manners`. Holds the pace of each host; one request at a time.

    `sleep`, `clock` and `chance` are there so that tests need not wait.
    """

    manners: Manners
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    chance: random.Random = field(default_factory=random.Random)
    _hosts: dict[str, _Host] = field(default_factory=dict)

    def fetch(self, url: str, parameters: Mapping[str, Any] | None = None) -> Answer:
        """Fetch an address, with `parameters` as its query; redirects are followed, failures are tried again.

        Raises:
            RefusedError: no such thing (404), not allowed (robots.txt, 403, a private address), or too large.
            CollectError: it failed `tries` times.
            BusyError: the host asks for more patience than `longest_wait_s`, or cannot be reached.
        """
        if parameters:
            url = f"{url}?{urlencode(parameters)}"
        return self._patiently(url, lambda: self._follow(url, obey=True))

    def pause(self, asked: str | None) -> None:
        """Wait as a header Retry-After asks, where the answer itself was 200."""
        self.sleep(min(_seconds(asked) or self.manners.backoff_s, self.manners.longest_wait_s))

    def _patiently(self, url: str, ask: Callable[[], Answer]) -> Answer:
        for left in reversed(range(self.manners.tries)):
            try:
                return ask()
            except _AgainError as failed:
                if not left:
                    times = f"{self.manners.tries} times" if self.manners.tries > 1 else "once"
                    raise CollectError(f"{_shown(url)}: {failed}, {times}; try again later") from None
                self._wait(url, failed, self.manners.tries - 1 - left)
        raise AssertionError("at least one try")

    def _wait(self, url: str, failed: _AgainError, failures: int) -> None:
        """As long as the host asks for, and some more by chance, so that many clients do not come back at once."""
        asked = failed.wait_s or 0.0
        if asked > self.manners.longest_wait_s:
            raise BusyError(f"{_shown(url)}: {failed}; the host asks to come back in {asked:.0f} s. Try again then")
        self.sleep(asked + self.chance.uniform(0, self.manners.backoff_s * 2**failures))

    def _follow(self, url: str, *, obey: bool) -> Answer:
        for _ in range(_HOPS + 1):
            parts = parse_url(url)
            if obey:
                self._obey(url, parts)
            answer = self._ask(url, parts)
            if isinstance(answer, Answer):
                return answer
            target = urljoin(url, answer)
            if parts.scheme == "https" and not target.startswith("https:"):
                raise RefusedError(f"{_shown(url)} leads to {_shown(target)}, without encryption; not followed")
            url = target
        raise RefusedError(f"{_shown(url)}: more than {_HOPS} redirects")

    def _host(self, parts: SplitResult) -> _Host:
        return self._hosts.setdefault(origin_of(parts), _Host(self.manners.interval_s))

    def _obey(self, url: str, parts: SplitResult) -> None:
        host = self._host(parts)
        if host.rules is None:
            host.rules = self._rules(parts)
            host.interval_s = max(host.interval_s, host.rules.interval_s)
        if not host.rules.allows(url):
            raise RefusedError(f"robots.txt of {parts.hostname} does not allow {parts.path or '/'}: not fetched")

    def _rules(self, parts: SplitResult) -> Rules:
        """A missing robots.txt allows everything; one that cannot be read allows nothing.

        Source: RFC 9309, section 2.3.1.
        """
        url = f"{origin_of(parts)}/robots.txt"
        try:
            return read_rules(self._patiently(url, lambda: self._follow(url, obey=False)).body[:_ROBOTS_BYTES])
        except StatusError:
            return read_rules(b"")
        except (RefusedError, BusyError):
            raise
        except CollectError as error:
            raise BusyError(f"{error}. Without its robots.txt nothing is fetched from {parts.hostname}") from None

    def _ask(self, url: str, parts: SplitResult) -> Answer | str:
        """One request: the answer, or where it leads."""
        host = self._host(parts)
        self._pace(host)
        try:
            addresses = resolve(parts, allow_private=self.manners.allow_private)
            connection = Connection(parts, addresses, self.manners.timeout_s)
            try:
                target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                # one connection each: at a request a second they cost little, and none is found dead
                connection.request("GET", target, headers={"User-Agent": self.manners.agent, "Connection": "close"})
                return self._read(url, connection.getresponse(), host)
            finally:
                connection.close()
        except (OSError, http.client.HTTPException) as error:
            raise _AgainError(f"no answer ({error or type(error).__name__})") from None
        except UnicodeError:
            raise RefusedError(f"{_shown(url)}: letters that an address cannot have; write them as %XX") from None

    def _pace(self, host: _Host) -> None:
        wait = host.free_at - self.clock()
        if wait > 0:
            self.sleep(wait)
        host.free_at = self.clock() + host.interval_s

    def _read(self, url: str, response: http.client.HTTPResponse, host: _Host) -> Answer | str:
        status = response.status
        if status == 200:
            return Answer(url, {k.lower(): v for k, v in response.getheaders()}, self._body(url, response))
        if status in _REDIRECTS and (target := response.getheader("Location")):
            return target
        if status == 429:
            host.interval_s = min(max(2 * host.interval_s, 0.1), max(_LONGEST_INTERVAL_S, host.interval_s))
        if status == 429 or status == 408 or status >= 500:
            raise _AgainError(f"answered {status}", wait_s=_seconds(response.getheader("Retry-After")))
        raise StatusError(f"{_shown(url)} answered {status} {response.reason}", status)

    def _body(self, url: str, response: http.client.HTTPResponse) -> bytes:
        stated = response.length or 0
        most, end = self.manners.most_bytes, self.clock() + self.manners.download_s
        parts, size = [], 0
        while chunk := response.read(_CHUNK) if stated <= most else b"":
            parts.append(chunk)
            size += len(chunk)
            if size > most:
                break
            if self.clock() > end:
                raise _AgainError(f"too slow: {size} bytes in {self.manners.download_s:.0f} s")
        if max(size, stated) > most:
            raise RefusedError(f"{_shown(url)} is larger than {most} bytes; raise --max-mb to fetch it")
        if size < stated:
            raise _AgainError(f"cut short: {size} of {stated} bytes")
        return b"".join(parts)


class StatusError(RefusedError):
    """An answer of 4xx; with 401 and 403 another account or another day may see more."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.final = status not in (401, 403)


def _shown(url: str) -> str:
    """An address without its query, which may hold a key."""
    return url.partition("?")[0]


def _seconds(text: str | None) -> float | None:
    """Retry-After: seconds, or a date. Source: RFC 9110, section 10.2.3."""
    if not text:
        return None
    if text.strip().isdigit():
        return float(text)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError):
        return None

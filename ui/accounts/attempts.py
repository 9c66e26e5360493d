"""How often somebody may try a password: counted by name and address, and by address alone."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from store.text import fold

#: Failures within the window after which the next attempt waits.
MOST_BY_NAME = 5
MOST_BY_ADDRESS = 20
WINDOW_SECONDS = 600.0

#: Names and addresses that are remembered at most; the longest unused is forgotten first.
MOST_REMEMBERED = 10_000

_Key = tuple[str, ...]


class Attempts:
    """Wrong attempts of the last ten minutes, in memory. `clock` gives seconds.

    An attempt counts as a failure from its beginning until it is known to be right, or many at
    the same moment would all be let through.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: OrderedDict[_Key, deque[float]] = OrderedDict()

    def begin(self, name: str, address: str) -> float:
        """Count an attempt and return 0, or count nothing and return the seconds to wait."""
        limits = _limits(name, address)
        wait = max(self._wait(key, most) for key, most in limits)
        if wait == 0:
            for key, _ in limits:
                self._failures.setdefault(key, deque()).append(self._clock())
                self._failures.move_to_end(key)
            while len(self._failures) > MOST_REMEMBERED:
                self._failures.popitem(last=False)
        return wait

    def succeeded(self, name: str, address: str) -> None:
        """The attempt was right: forget the name's failures, and this attempt at the address.

        The address keeps its others, or whoever has one account could guess at the rest for ever.
        """
        (by_name, _), (by_address, _) = _limits(name, address)
        self._failures.pop(by_name, None)
        others = self._failures.get(by_address)
        if others:
            others.pop()

    def _wait(self, key: _Key, most: int) -> float:
        times = self._failures.get(key)
        if times is None:
            return 0
        now = self._clock()
        while times and now - times[0] >= WINDOW_SECONDS:
            times.popleft()
        return times[0] + WINDOW_SECONDS - now if len(times) >= most else 0


def _limits(name: str, address: str) -> tuple[tuple[_Key, int], tuple[_Key, int]]:
    place, same = _place(address), fold(name[:100].strip())
    return ((place, same), MOST_BY_NAME), ((place,), MOST_BY_ADDRESS)


def _place(address: str) -> str:
    """An address as it is counted; of IPv6 the network, since a person has all of a /64."""
    try:
        version = ipaddress.ip_address(address)
    except ValueError:
        return address[:100]
    if version.version == 6:
        if version.ipv4_mapped:
            return str(version.ipv4_mapped)
        return str(ipaddress.ip_network((version.packed, 64), strict=False))
    return address

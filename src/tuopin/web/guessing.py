"""How often one address may do a thing, counted by the hour or the minute.

Counted in the memory of one process: with several, each counts for itself.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return from where a request comes; of what is forwarded, the proxy's own word."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.TUOPIN_BEHIND_PROXY and forwarded:
        return str(forwarded.rpartition(",")[2].strip())
    return str(request.META.get("REMOTE_ADDR", ""))


@dataclass(frozen=True)
class Window:
    """A stretch of time in which somebody does a thing so often, and no more."""

    key: str
    most: int
    seconds: int
    seconds_left: int

    @classmethod
    def of(cls, what: str, who: str, rate: tuple[int, int]) -> Window:
        """Return the window of now for somebody, kept under no name."""
        most, seconds = rate
        window, passed = divmod(int(time.time()), seconds)
        key = f"{what}-{sha256(who.encode()).hexdigest()}-{window}"
        return cls(key, most, seconds, seconds - passed)

    @property
    def counted(self) -> int:
        """How often it was counted so far."""
        return int(cache.get(self.key, 0))

    @property
    def is_over(self) -> bool:
        """Whether no more is answered for as long as the window lasts."""
        return self.counted >= self.most

    def count(self) -> int:
        """Count once more, and return how often that makes."""
        # Kept a while longer than it counts, so that it is there to be counted up.
        cache.add(self.key, 0, 2 * self.seconds)
        try:
            return cache.incr(self.key)
        except ValueError:  # dropped in between: too many others were counted
            cache.set(self.key, 1, 2 * self.seconds)
            return 1


def wrong_codes(request: HttpRequest) -> Window:
    """Return how many codes that are none came from where a request comes."""
    return Window.of("codes", address_of(request), settings.TUOPIN_WRONG_CODES)

"""What `tuopin archive build` prints while thousands of volumes are pressed."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, field

from tuopin.filing.archive.kept import volumes
from tuopin.filing.domain import Level
from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.queries import actor_of_account
from tuopin.office.clock.queries import today
from tuopin.office.divisions.domain import level_of
from tuopin.office.scope import acting_as
from tuopin.web.archive.building import SET_ASIDE, Built, Outcome, build
from tuopin.web.archive.sets import sets_in

DONE, REFUSED, WRONG_USAGE = 0, 1, 2
EVERY = 2.0
"""Seconds between two lines of progress."""
SAID = {
    Outcome.BUILT: ("已编制", "built"),
    Outcome.LEFT: ("已存在且一致，未动", "there already, left alone"),
    Outcome.REPLACED: (
        f"内容有变，原包移到 {SET_ASIDE}，已重新编制",
        f"had changed: the former one is in {SET_ASIDE}, built anew",
    ),
}


@dataclass
class Progress:
    """How far the work is, how fast, and how long it will take."""

    total: int
    done: int = 0
    began: float = field(default_factory=time.monotonic)
    said: float = field(default_factory=time.monotonic)

    def tick(self, count: int) -> None:
        """Count what is done; say so now and then."""
        self.done += count
        now = time.monotonic()
        if count == 0 or now - self.said < EVERY:
            return
        self.said = now
        rate = self.done / max(now - self.began, 0.001)
        left = max(self.total - self.done, 0) / rate
        print(
            f"  {self.done}/{self.total}，每秒 {rate:.0f} 卷，约余 {left:.0f} 秒"
            f"  {rate:.0f} volumes a second, {left:.0f} s left",
            flush=True,
        )


def build_command(options: argparse.Namespace) -> int:
    """Build the sets that were asked for; 0 when all are in their place."""
    on = today()
    actor = actor_of_account(options.username, on=on)
    if actor is None:
        print(
            f"账户“{options.username}”今天没有任职。请用 --as 指定另一个账户。\n"
            f"The account {options.username!r} holds no appointment today.",
            file=sys.stderr,
        )
        return REFUSED
    try:
        place = options.place or actor.division_code
        level_of(place)
    except ValueError:
        print(
            f"“{options.place}”不是12位区划代码。\n"
            f"{options.place!r} is no division code of 12 digits.",
            file=sys.stderr,
        )
        return WRONG_USAGE
    level = Level(options.level) if options.level else None
    try:
        return _build(actor, level, place, options.year or on.year, options)
    except Refusal as refusal:
        print(f"{refusal.text.zh}\n{refusal.text.en}", file=sys.stderr)
        return REFUSED


def _build(
    actor: Actor,
    level: Level | None,
    place: str,
    year: int,
    options: argparse.Namespace,
) -> int:
    with acting_as(actor):
        sets = sets_in(actor, level=level, place=place, year=year)
        total = sum(len(volumes(one.level, one.place, year=one.year)) for one in sets)
    if not sets:
        print(
            f"{year}年度在此范围内没有已归档的户。请先办理归档（第六条）。\n"
            f"No household of {year} is archived in this area yet (art. 6).",
            file=sys.stderr,
        )
        return REFUSED
    print(
        f"编制 {len(sets)} 个档案包，共 {total} 卷。Building {len(sets)} sets, "
        f"{total} volumes.",
        flush=True,
    )
    progress = Progress(total)
    out = options.out.resolve()
    for built in build(sets, out=out, actor=actor, on=today(), tick=progress.tick):
        _say(built)
    return DONE


def _say(built: Built) -> None:
    zh, en = SAID[built.outcome]
    print(
        f"{built.asked.name}：{zh}，{built.volumes} 卷，"
        f"校验码 {built.digest[:16]}  {en}",
        flush=True,
    )

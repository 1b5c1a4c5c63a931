"""A level's set of a place and a year as it is to be built, from what was archived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import bagit

from tuopin.filing.archive.contents import FILE
from tuopin.filing.archive.kept import Kept, places_with_volumes, volumes
from tuopin.filing.domain import Level
from tuopin.filing.operations import UnableToFile
from tuopin.office.accounts.domain import Actor
from tuopin.office.divisions.domain import DivisionLevel, covers, unit_at
from tuopin.office.divisions.queries import unit_named, villages_of
from tuopin.procedure import queries as cases
from tuopin.rulebook.archive import SetRules
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Each
from tuopin.web.archive.collective import Collected, collected
from tuopin.web.archive.lists import listing
from tuopin.web.archive.papers import Data, Papers, Print, digest
from tuopin.web.archive.volumes import volumes_of
from tuopin.web.papers.forms import dated

SPINE_HOLDS = 40
"""Volumes that one box takes, so that its label says from which to which."""
AREA = {
    Level.VILLAGE: DivisionLevel.VILLAGE,
    Level.TOWNSHIP: DivisionLevel.TOWNSHIP,
    Level.COUNTY: DivisionLevel.COUNTY,
}


@dataclass(frozen=True)
class Asked:
    """A set by its level, its place and its year."""

    level: Level
    place: str
    year: int

    @property
    def name(self) -> str:
        """The name of the set's folder."""
        return f"{self.level.value}-{self.place}-{self.year}"


@dataclass(frozen=True)
class Contents:
    """Everything that a set holds, before it is pressed."""

    asked: Asked
    papers: tuple[Papers, ...]
    catalogue: Data
    info: Mapping[str, str]

    @property
    def source(self) -> str:
        """The digest of everything that the set is made from, whenever it is built."""
        return digest([one.source for one in self.papers])

    @property
    def volumes(self) -> int:
        """How many households have a volume in the set."""
        return sum(one.metadata is not None for one in self.papers)


def sets_in(actor: Actor, *, level: Level | None, place: str, year: int) -> list[Asked]:
    """Return the sets of a place in the actor's area that hold a household at least."""
    levels = [level] if level else list(Level)
    found: list[Asked] = []
    for one in levels:
        places = {
            unit_at(code, AREA[one]) for code in places_with_volumes(one, year=year)
        }
        found.extend(
            Asked(one, code, year)
            for code in sorted(places)
            if covers(place, code) and actor.covers([code])
        )
    return found


def contents_of(asked: Asked, *, on: date) -> Contents:
    """Gather a set; raises UnableToFile where its pack says nothing of archives."""
    kept = volumes(asked.level, asked.place, year=asked.year)
    ((_, pack),) = cases.states([kept[0].case_id])
    if pack.archive is None:
        raise UnableToFile(
            Text(
                f"政策包“{pack.title.zh}”没有归档目录（archive.yaml），不能编制档案包。"
                "请先由县办补充并按释义登记确认。",
                f"The pack {pack.title.en!r} has no archive.yaml, so no set can be "
                "built. The county office adds it and confirms its readings first.",
            )
        )
    rules = pack.archive.sets[Each(asked.level.value)]
    holder = unit_named(asked.place).name
    together = [
        paper
        for kind in rules.collective
        for paper in collected(kind, asked.place, pack, year=asked.year)
    ]
    last_day = dated(max(one.archived_on for one in kept))
    papers = (
        *_by_village(kept, rules, holder),
        *_together(together),
        _whole(asked, kept, rules, holder, together, last_day),
    )
    catalogue = _catalogue(asked, kept, rules, pack, holder, together)
    return Contents(asked, papers, catalogue, _info(asked, holder, pack, on=on))


def _by_village(kept: Sequence[Kept], rules: SetRules, holder: str) -> Iterator[Papers]:
    in_order = sorted(kept, key=lambda one: (one.village_code, one.household_number))
    for _, group in groupby(in_order, key=lambda one: one.village_code):
        yield from volumes_of(list(group), rules, holder=holder)


def _file(at: int, suffix: str) -> str:
    return f"{at:03d}.{suffix}"


def _together(papers: Sequence[Collected]) -> Iterator[Papers]:
    """Yield the collective papers, one folder for all of them."""
    if papers:
        yield Papers(
            folder="collective",
            prints=tuple(
                Print(_file(at, "pdf"), one.form, one.says)
                for at, one in enumerate(papers, 1)
            ),
            texts={
                _file(at, "json"): one.roster
                for at, one in enumerate(papers, 1)
                if one.roster is not None
            },
        )


def _whole(
    asked: Asked,
    kept: Sequence[Kept],
    rules: SetRules,
    holder: str,
    together: Sequence[Collected],
    day: Data,
) -> Papers:
    """Return the set's own list and the labels of its boxes."""
    retention = rules.household_retention.title.zh
    title = f"{holder}{asked.year}年度贫困户退出档案"
    rows = [
        [
            str(at),
            one.archive_number,
            one.head_name,
            one.household_number,
            one.archived_by,
            one.archived_on.isoformat(),
            retention,
        ]
        for at, one in enumerate(kept, 1)
    ]
    others = [
        [
            f"综{at}",
            one.title,
            "",
            "",
            "",
            one.date,
            rules.collective[one.kind].title.zh,
        ]
        for at, one in enumerate(together, 1)
    ]
    says = listing(
        f"{title}　案卷目录",
        facts=[
            ("类目", f"{rules.class_code} {rules.class_title.zh}"),
            ("卷数", f"一户一卷，{len(kept)}卷；综合文件{len(together)}件"),
        ],
        columns={
            "序号": 0,
            "档号 / 题名": 4,
            "户主": 1,
            "户编号": 2,
            "归档人": 1,
            "日期": 0,
            "保管期限": 0,
        },
        rows=[*rows, *others],
        day=day,
        flipped=True,
    )
    prints = (
        Print("catalogue.pdf", "listing", says),
        Print("spines.pdf", "spines", _labels(asked, kept, rules, holder, day)),
    )
    return Papers(folder="", prints=prints)


def _labels(
    asked: Asked, kept: Sequence[Kept], rules: SetRules, holder: str, day: Data
) -> Data:
    return {
        "title": "脊背",
        "dated": day,
        "labels": [
            {
                "fonds": holder,
                "title": f"{rules.class_code} {rules.class_title.zh}",
                "year": asked.year,
                "place": place,
                "range": f"{box[0].archive_number} 至 {box[-1].archive_number}",
                "retention": rules.household_retention.title.zh,
            }
            for place, box in _boxes(kept, villages_of(asked.place))
        ],
    }


def _boxes(
    kept: Sequence[Kept], names: Mapping[str, str]
) -> Iterator[tuple[str, Sequence[Kept]]]:
    for code, group in groupby(kept, key=lambda one: one.village_code):
        volumes_there = list(group)
        for first in range(0, len(volumes_there), SPINE_HOLDS):
            yield names[code], volumes_there[first : first + SPINE_HOLDS]


def _catalogue(
    asked: Asked,
    kept: Sequence[Kept],
    rules: SetRules,
    pack: PolicyPack,
    holder: str,
    together: Sequence[Collected],
) -> Data:
    """Return the set's list as a machine reads it."""
    return {
        "level": asked.level.value,
        "place": {"code": asked.place, "name": holder},
        "year": asked.year,
        "class": {"code": rules.class_code, "title": rules.class_title.zh},
        "pack": {"id": pack.id, "version": pack.version},
        "files": ["catalogue.pdf", "spines.pdf"],
        "volumes": [
            {
                "line": at,
                "folder": f"households/{one.household_number}",
                "archive_number": one.archive_number,
            }
            for at, one in enumerate(kept, 1)
        ],
        "collective": [
            {
                "line": at,
                "title": one.title,
                "kind": one.kind.value,
                "date": one.date,
                "retention": rules.collective[one.kind].code,
                "kept_as": FILE,
                "file": f"collective/{_file(at, 'pdf')}",
                **(
                    {"roster": f"collective/{_file(at, 'json')}"}
                    if one.roster is not None
                    else {}
                ),
            }
            for at, one in enumerate(together, 1)
        ],
    }


def _info(asked: Asked, holder: str, pack: PolicyPack, *, on: date) -> dict[str, str]:
    return {
        "Bag-Software-Agent": f"tuopin, bagit.py {bagit.VERSION}",
        "Bagging-Date": on.isoformat(),
        "External-Description": f"{holder}{asked.year}年度贫困户退出档案",
        "External-Identifier": asked.name,
        "Policy-Pack": f"{pack.id} {pack.version}",
        "Source-Organization": holder,
    }

"""What the demonstration year came to: counts by act and reason, with articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tuopin.office.scope import acting_as
from tuopin.plan import queries as plans
from tuopin.procedure import counts as of_cases
from tuopin.procedure import queries as cases
from tuopin.register import queries as register
from tuopin.register.domain import RegistrationStatus
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.positions import Position
from tuopin.rulebook.procedure import Procedure
from tuopin.rulebook.units import Unit
from tuopin.standards import queries as standards
from tuopin.web.demo.people import Staff

LIFTED_OUT = RegistrationStatus.LIFTED_OUT.value


def counts(
    *,
    staff: Staff,
    pack: PolicyPack,
    year: int,
    refusals: Counter[tuple[str, str, str]],
    imported: object,
    seconds: Mapping[str, float],
) -> dict[str, Any]:
    """Count the year's acts, standings, findings, holds and refusals in the county."""
    procedure = cases.procedure_of(pack)
    with acting_as(staff.of_county(Position.COUNTY_OFFICE)):
        standing = of_cases.counts_by_status(year=year)
        planned = len(plans.filed_rows(year=year))
        by_status = register.counts_by_status()
        registered, marked = sum(by_status.values()), by_status.get(LIFTED_OUT, 0)
        return {
            "pack": pack.id,
            "pack_version": pack.version,
            "year": year,
            "households": registered,
            "planned": planned,
            "cases": sum(standing.values()),
            "lifted_out": marked,
            "seconds": dict(seconds),
            "imported": str(imported),
            "acts": _acts(procedure, of_cases.counts_by_act(year=year)),
            "standing": _standing(procedure, standing),
            "villages": _villages(pack, year),
            "findings": [
                {
                    "criterion": criterion,
                    "outcome": outcome,
                    "cite": cite,
                    "households": number,
                }
                for criterion, outcome, cite, number in standards.failing_counts(
                    year=year
                )
            ],
            "holds": [
                {"cause": cause, "households": number}
                for cause, number in of_cases.counts_of_holds(year=year)
            ],
            "not_in_plan": registered - planned,
            "refusals": [
                {"act": act, "because": because, "cite": cite, "households": number}
                for (act, because, cite), number in sorted(refusals.items())
            ],
        }


def _acts(
    procedure: Procedure, done: Mapping[tuple[str, str], int]
) -> list[dict[str, Any]]:
    """Return a row per act and verdict that any household came to, in legal order."""
    return [
        {
            "act": rule.id,
            "title": rule.title.zh,
            "title_en": rule.title.en,
            "cite": str(rule.cite),
            "verdict": verdict.id,
            "verdict_title": verdict.title.zh,
            "households": done[rule.id, verdict.id],
        }
        for rule in procedure.acts.values()
        for verdict in rule.verdicts
        if (rule.id, verdict.id) in done
    ]


def _standing(
    procedure: Procedure, standing: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Return a row per status that any case has, from the way's beginning on."""
    statuses = [one.status for one in reversed(procedure.statuses)]
    return [
        {
            "status": one.id,
            "title": one.title.zh,
            "title_en": one.title.en,
            "households": standing[one.id],
        }
        for one in (*statuses, *procedure.endings)
        if one.id in standing
    ]


def _villages(pack: PolicyPack, year: int) -> list[dict[str, Any]]:
    """Return a row per status that any village's own case has (art. 7)."""
    standing = Counter(case.status for case in cases.of_villages(year))
    if not standing:
        return []
    procedure = cases.procedure_of(pack, Unit.VILLAGE)
    return [
        row | {"villages": row.pop("households")}
        for row in _standing(procedure, standing)
    ]


def show(counted: Mapping[str, Any]) -> None:
    """Print the counts as a table that a terminal of any width can show."""
    print(
        f"\n{counted['year']}年：登记{counted['households']}户，列入计划"
        f"{counted['planned']}户，标注脱贫{counted['lifted_out']}户"
        f"  (registered, planned, lifted out)"
    )
    _table(
        "各步办理 / by act",
        [
            (f"{row['title']}:{row['verdict_title']}", row["cite"], row["households"])
            for row in counted["acts"]
        ],
    )
    _table(
        "目前所处 / standing now",
        [
            (row["title"], row["status"], row["households"])
            for row in counted["standing"]
        ],
    )
    _table(
        "贫困村退出 / villages",
        [(row["title"], row["status"], row["villages"]) for row in counted["villages"]],
    )
    _table(
        "不达标与情况不明 / not met and unknown",
        [
            (f"{row['criterion']}: {row['outcome']}", row["cite"], row["households"])
            for row in counted["findings"]
        ],
    )
    _table(
        "未予办理 / refused or held",
        [
            (f"{row['act']}: {row['because']}", row["cite"], row["households"])
            for row in counted["refusals"]
        ]
        + [("list_in_plan: not_in_plan", "art-05", counted["not_in_plan"])]
        + [
            (f"hold: {row['cause']}", "art-06", row["households"])
            for row in counted["holds"]
        ],
    )
    took = counted["seconds"]
    print(
        f"\n准备 {took['set_up']} 秒，全年 {took['year']} 秒，归档 {took['archive']} 秒"
        " (set-up, the year, the archive)"
    )


def _table(title: str, rows: list[tuple[str, str, int]]) -> None:
    print(f"\n{title}")
    for name, cite, households in rows:
        padding = " " * max(1, 52 - _width(name))
        print(f"  {name}{padding}{cite:<28}{households:>7}")


def _width(text: str) -> int:
    """Return a text's columns in a terminal; a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)

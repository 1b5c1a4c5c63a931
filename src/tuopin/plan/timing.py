"""Whether a plan and a timetable agree, and what a timetable has to say (art. 5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from tuopin.office.accounts.domain import Refusal
from tuopin.office.divisions.domain import township_of
from tuopin.office.divisions.queries import villages_of
from tuopin.plan import queries
from tuopin.plan.models import OF_ALL_YEARS
from tuopin.plan.names import UnableToPlan
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import Procedure, has_ended
from tuopin.rulebook.text import Text

PROCEDURE = "plan"
MOST_NAMED = 5


def has_timetable(pack: PolicyPack) -> bool:
    """Say whether a pack has villages exit by a timetable."""
    procedure = pack.procedures.get(PROCEDURE)
    return procedure is not None and procedure.timetable is not None


def years_of(procedure: Procedure, on: date) -> tuple[int, ...]:
    """Return the years for which an exit may be planned on a day.

    Raises UnableToPlan where the rules have no timetable, or its years are over.
    """
    rule = procedure.timetable
    if rule is None:
        raise UnableToPlan(
            Text(
                "现行政策包没有退出时序，只编制年度计划。",
                "The rules in force have no timetable: draft the year's plan.",
            ),
            cite=str(procedure.cite),
        )
    years = rule.years_from(on.year)
    if not years:
        raise UnableToPlan(
            Text(
                f"退出时序只管到{rule.last_year}年，今年不能再编制。",
                f"A timetable runs until {rule.last_year}: none is drafted this year.",
            ),
            cite=str(rule.cite),
        )
    return years


def filed_years(township_code: str) -> dict[str, int] | None:
    """Return the villages' years by the timetable that the province has, if any."""
    found = queries.filed_timetable(township_code)
    return queries.years_of_villages(found) if found else None


def standing_years(township_code: str, procedure: Procedure) -> dict[str, int] | None:
    """Return the villages' years by the last timetable that nobody has sent back.

    A year's plan may be drafted beside a timetable that is on its way up; it is filed
    by the timetable that is filed.
    """
    for plan in queries.all_versions(township_code, OF_ALL_YEARS):
        acts = queries.acts_of(plan)
        performed = {act: record.verdict for act, record in acts.items()}
        if not has_ended(procedure, performed):
            return queries.years_of_villages(plan)
    return None


def refuse_another_year(
    codes: Collection[str],
    year: int,
    planned: Mapping[str, int] | None,
    unable: type[Refusal] = UnableToPlan,
) -> None:
    """Refuse villages that their township's timetable has exit in another year."""
    if not codes:
        return
    if not planned:
        raise unable(
            Text(
                "本乡镇还没有退出时序，村不能列入年度计划。请先编制退出时序，"
                "经县、市审核并报省备案。",
                "The township has no timetable, so no village stands in a year's plan. "
                "Draft the timetable, have it reviewed and filed with the province.",
            ),
            cite="art-05",
        )
    odd = sorted(code for code in codes if planned.get(code) != year)
    if odd:
        names = _names(odd)
        zh = "、".join(
            f"{names[code]}（时序定于{planned[code]}年）"
            if code in planned
            else f"{names[code]}（时序未列）"
            for code in odd[:MOST_NAMED]
        )
        en = ", ".join(
            f"{names[code]} ({planned.get(code, 'not named')})"
            for code in odd[:MOST_NAMED]
        )
        raise unable(
            Text(
                f"以下村的退出时序不是{year}年：{zh}。"
                "请从名单中去掉，或先修订退出时序，经县、市审核并报省备案。",
                f"By the timetable these villages do not exit in {year}: {en}. Take "
                "them off the list, or amend the timetable, reviewed and filed in the "
                "same way.",
            ),
            cite="art-05",
        )


def refuse_no_village(named: Collection[str]) -> None:
    """Refuse a timetable that names no village."""
    if not named:
        raise UnableToPlan(
            Text(
                "退出时序是空的。请给本乡镇每个在册贫困村定退出年度；"
                "没有在册贫困村的乡镇不需要退出时序。",
                "The timetable is empty. Give every registered poor village its year; "
                "a township without one needs no timetable.",
            ),
            cite="art-05",
        )


def refuse_years_outside(
    village_years: Mapping[str, int],
    household_years: Mapping[int, int],
    years: Collection[int],
    filed: Mapping[str, int],
) -> None:
    """Refuse exits in years gone by or beyond the timetable's, or a year uncounted.

    A village keeps the year that it has in the filed timetable, gone by or not: its
    exit may be on the way still.
    """
    moved = {year for code, year in village_years.items() if filed.get(code) != year}
    odd = sorted({*moved, *household_years} - set(years))
    if odd:
        raise UnableToPlan(
            Text(
                f"退出年度只能是{min(years)}年至{max(years)}年，不能是{odd[0]}年。",
                f"A year of exit lies from {min(years)} to {max(years)}; {odd[0]} does "
                "not.",
            ),
            cite="art-05",
        )
    uncounted = sorted(set(years) - set(household_years))
    negative = sorted(year for year, count in household_years.items() if count < 0)
    if uncounted or negative:
        year = (uncounted or negative)[0]
        raise UnableToPlan(
            Text(
                f"请填写{year}年计划退出的户数，没有的填0。",
                f"Give how many households are to exit in {year}; 0 if none.",
            ),
            cite="art-05",
        )


def _names(codes: Collection[str]) -> dict[str, str]:
    """Return villages' names, the code of one that has none."""
    known = villages_of(township_of(min(codes)))
    return {code: known.get(code, code) for code in codes}

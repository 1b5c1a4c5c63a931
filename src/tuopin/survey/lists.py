"""The lists that go with the questionnaire: households and their members.

Never an identity number, a phone or an account: these lists leave the building.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO

from tuopin.register import queries as register
from tuopin.register.queries import HouseholdRow, MemberRow
from tuopin.rulebook.questionnaire.evaluating import Tables
from tuopin.survey.domain import HouseholdVersion
from tuopin.survey.fieldwork import household_versions

HOUSEHOLDS, MEMBERS = "households", "members"


def lists_for(households: Sequence[HouseholdRow], *, year: int) -> Tables:
    """Return what the questionnaire chooses from and pulls, by list and key."""
    ids = [household.id for household in households]
    versions = household_versions(ids, year=year)
    return tables_of(households, versions, register.member_rows(ids))


def tables_of(
    households: Sequence[HouseholdRow],
    versions: Mapping[int, HouseholdVersion],
    members: Mapping[int, Sequence[MemberRow]],
) -> Tables:
    """Return the lists of households of which everything is known."""
    listed = {
        one.number: {
            "label": f"{one.head_name}户 {one.village_name} {one.number}",
            "version": versions[one.id].written,
            "village": one.village_name,
        }
        for one in households
    }
    people = {
        member.number: {
            "label": f"{member.name}（{member.relation}）",
            "household": one.number,
            "born_on": member.born_on.isoformat() if member.born_on else "",
        }
        for one in households
        for member in members.get(one.id, ())
    }
    return {HOUSEHOLDS: listed, MEMBERS: people}


def as_csv(table: Mapping[str, Mapping[str, str]]) -> str:
    """Return a list as the field's applications read it."""
    columns = list(dict.fromkeys(c for row in table.values() for c in row))
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["name", *(columns or ["label"])])
    for key, row in table.items():
        writer.writerow([key, *(row.get(column, "") for column in columns)])
    return out.getvalue()

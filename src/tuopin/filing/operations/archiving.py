"""Keeping households' papers in three sets (归档, art. 6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from psycopg.types.json import Jsonb

from tuopin.filing import queries
from tuopin.filing.domain import Level
from tuopin.filing.operations.recording import record_per_case
from tuopin.filing.operations.refusals import UnableToFile
from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import rows as audit_rows
from tuopin.office.scope import acting_as, alone_with
from tuopin.procedure import operations as procedure
from tuopin.procedure import queries as cases
from tuopin.procedure.recording import BatchResult, Row
from tuopin.rulebook.text import Text


def archive_village(
    *, numbers: Mapping[int, str], actor: Actor, on: date
) -> BatchResult:
    """Archive households' papers in their village's set (村级归档, art. 6)."""
    return _archive(Level.VILLAGE, numbers, actor, on)


def archive_township(
    *, numbers: Mapping[int, str], actor: Actor, on: date
) -> BatchResult:
    """Archive households' papers in their township's set (乡级归档, art. 6)."""
    return _archive(Level.TOWNSHIP, numbers, actor, on)


def archive_county(
    *, numbers: Mapping[int, str], actor: Actor, on: date
) -> BatchResult:
    """Archive households' papers in the county's set (县级归档, art. 6)."""
    return _archive(Level.COUNTY, numbers, actor, on)


def _archive(
    level: Level, numbers: Mapping[int, str], actor: Actor, on: date
) -> BatchResult:
    """Archive with a catalogue drawn from the evidence of every act before (art. 6)."""
    with acting_as(actor):
        _refuse_used_numbers(level, numbers)
        catalogues = queries.catalogues(list(numbers))
        result = procedure.record_acts(
            act=level.act,
            rows=[
                Row(
                    case_id,
                    "complete",
                    {"archive_catalogue": number if catalogues.get(case_id) else ""},
                )
                for case_id, number in numbers.items()
            ],
            actor=actor,
            on=on,
        )
        villages = cases.village_codes(result.done)
        rows = audit_rows.insert(
            "filing_archiveentry",
            (
                "level",
                "case_id",
                "village_code",
                "archive_number",
                "catalogue",
                "archived_on",
                "archived_by_id",
            ),
            [
                (
                    level.value,
                    case_id,
                    villages[case_id],
                    numbers[case_id],
                    Jsonb(catalogues[case_id]),
                    on,
                    actor.appointment_id,
                )
                for case_id in result.done
            ],
        )
        record_per_case(
            result.done, villages, rows, f"filing.{level.value}_set.kept", actor, on
        )
        return result


def _refuse_used_numbers(level: Level, numbers: Mapping[int, str]) -> None:
    """Refuse a number that stands twice on the list or in the level's set."""
    alone_with(f"archive:{level.value}")
    twice = [number for number, n in Counter(numbers.values()).items() if n > 1]
    used = sorted({*twice, *queries.archive_numbers_used(level, numbers)})
    if used:
        raise UnableToFile(
            Text(
                f"档号重复：{'、'.join(used[:5])}。每户一个档号，请改正后再办。",
                f"Used more than once: {', '.join(used[:5])}. Each household has an "
                "archive number of its own; correct them.",
            ),
            cite="art-06",
        )

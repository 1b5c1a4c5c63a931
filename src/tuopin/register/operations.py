"""Acts on the register: import, status, and showing an identity number (art. 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, connection

from tuopin.office import encryption
from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.rights import Right, may, require, require_position
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock.queries import today
from tuopin.office.encryption import Purpose
from tuopin.office.scope import acting_as
from tuopin.register import access, statuses, unmasked, writing
from tuopin.register.comparing import Comparison, compare, counts
from tuopin.register.domain import MAY_FOLLOW, RegistrationStatus, WhyShown
from tuopin.register.models import HouseholdMember
from tuopin.register.unmasked import WholeHousehold
from tuopin.register.workbook.entries import RegisterWorkbook
from tuopin.register.workbook.faults import Fault
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text

ONE_IMPORT_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('register'), %s)"


class UnableToImport(Refusal):
    """A workbook that cannot be taken into the register as it stands."""


class UnableToChangeStatus(Refusal):
    """A status that cannot follow the one a household has."""


@dataclass(frozen=True)
class ImportResult:
    """What an import did or would do; `import_id` is None if it wrote nothing."""

    import_id: int | None
    counts: dict[str, int]
    missing: tuple[str, ...]
    set_aside: tuple[str, ...]
    faults: tuple[Fault, ...]

    @property
    def message(self) -> Text:
        """Say what came of it."""
        c = self.counts
        return Text(
            f"新增{c['households_new']}户{c['members_new']}人，"
            f"变更{c['households_changed']}户{c['members_changed']}人，"
            f"减少{c['members_left']}人，无变化{c['households_unchanged']}户；"
            f"退回待改{c['households_set_aside']}户；"
            f"登记册有而表中没有{c['households_missing']}户（未作改动）；"
            f"村表新增{c['villages_new']}行、变更{c['villages_changed']}行。",
            f"New: {c['households_new']} households, {c['members_new']} members; "
            f"changed: {c['households_changed']} and {c['members_changed']}; "
            f"members left: {c['members_left']}; "
            f"unchanged: {c['households_unchanged']} households; "
            f"set aside: {c['households_set_aside']}; "
            f"on the register but not in the file: {c['households_missing']} "
            "(left alone); "
            f"villages: {c['villages_new']} new, {c['villages_changed']} changed.",
        )

    def __str__(self) -> str:
        return f"{self.message.zh} {self.message.en}"


def preview_import(*, workbook: RegisterWorkbook, actor: Actor) -> ImportResult:
    """Say what an import would do, and write nothing."""
    require(actor, Right.IMPORT_REGISTER, places=_places(workbook, actor))
    with acting_as(actor):
        comparison = compare(workbook, encryption.key_ring())
    return _result(None, workbook, comparison)


def import_register(
    *,
    workbook: RegisterWorkbook,
    file_name: str,
    sha256: str,
    actor: Actor,
    on: date,
) -> ImportResult:
    """Take a checked workbook into the register, all or nothing (建档立卡, art. 2).

    What changed gets a fresh period from `on`; what did not is left alone, so that
    a second import of the same file writes nothing. Households that the file leaves
    out are reported and stay. Raises UnableToImport.
    """
    require(actor, Right.IMPORT_REGISTER, places=_places(workbook, actor))
    try:
        with acting_as(actor):
            with connection.cursor() as cursor:
                cursor.execute(ONE_IMPORT_AT_A_TIME, [int(actor.division_code[:6])])
            comparison = compare(workbook, encryption.key_ring())
            _refuse_backdating(comparison, on)
            import_id = None
            if comparison.writes or comparison.villages:
                source = writing.Source(file_name, sha256, counts(comparison))
                import_id = writing.write(comparison, source, actor=actor, on=on)
    except IntegrityError as taken:
        raise UnableToImport(
            Text(
                "表中有的户编号、人编号或证件号码已登记在您辖区以外，未导入任何一户。"
                "请由县办公室导入，或核对编号。",
                "Some numbers in the file are registered outside your area; nothing "
                "was imported. Have the county office import it, or compare them.",
            ),
            cite="art-02",
        ) from taken
    return _result(import_id, workbook, comparison)


def _places(workbook: RegisterWorkbook, actor: Actor) -> set[str]:
    places = {actor.division_code}
    places |= {household.village_code for household in workbook.households}
    return places | {village.village_code for village in workbook.villages}


def _result(
    import_id: int | None, workbook: RegisterWorkbook, comparison: Comparison
) -> ImportResult:
    return ImportResult(
        import_id=import_id,
        counts=counts(comparison),
        missing=comparison.missing,
        set_aside=tuple(sorted(comparison.set_aside)),
        faults=(*workbook.faults, *comparison.faults),
    )


def _refuse_backdating(comparison: Comparison, on: date) -> None:
    days = [day for write in comparison.writes for day in write.replaced_from]
    days += [one.replaces.valid_from for one in comparison.villages if one.replaces]
    latest = max(days, default=on)
    if latest > on:
        raise UnableToImport(
            Text(
                f"登记册中有自{latest}起的记录，不能再以{on}为生效日改动它。"
                f"请以{latest}或以后的日期导入。",
                f"The register has records from {latest} on, which cannot be changed "
                f"as of {on}. Import as of {latest} or later.",
            ),
            cite="art-02",
        )


def mark_lifted_out(*, household_ids: Sequence[int], actor: Actor, on: date) -> None:
    """Mark households as lifted out (标注脱贫, art. 6); the last act of an exit.

    Raises UnableToChangeStatus, and marks none, if one cannot be marked.
    """
    change_status(
        household_ids=household_ids,
        to=RegistrationStatus.LIFTED_OUT,
        actor=actor,
        on=on,
    )


def change_status(
    *, household_ids: Sequence[int], to: RegistrationStatus, actor: Actor, on: date
) -> None:
    """Give households another status on the register (动态管理), all or none.

    It is dated the day on which it is done; only the mark, whose act has its own
    limits of entry in the pack, may be dated before it. A return to poverty is an act
    of its own, with its document (`aftercare`).
    """
    require_position(actor, (Position.COUNTY_OFFICE,))
    if to is RegistrationStatus.RETURNED:
        raise UnableToChangeStatus(
            Text(
                "返贫须凭文件认定，请在“后续帮扶”中办理。",
                "A return to poverty takes a document: it is decided in after-care.",
            ),
            cite="art-09",
        )
    if not household_ids:
        return
    with acting_as(actor):
        _refuse_other_day(on, is_mark=to is RegistrationStatus.LIFTED_OUT)
        locked = statuses.locked_statuses(household_ids)
        if len(locked) != len(set(household_ids)):
            raise UnableToChangeStatus(
                Text(
                    "其中有不在您辖区登记册内的户，未改动任何一户。",
                    "Some of these households are not in your part of the register; "
                    "none was changed.",
                ),
                cite="art-02",
            )
        for number, status, since in locked.values():
            if to not in MAY_FOLLOW[status] or (since is not None and since > on):
                raise UnableToChangeStatus(
                    Text(
                        f"户{number}自{since or '登记'}起为“{status.label.zh}”，"
                        f"不能自{on}起改为“{to.label.zh}”；未改动任何一户。",
                        f"Household {number} has been {status.label.en} since "
                        f"{since or 'its registration'} "
                        f"and cannot become {to.label.en} on {on}; none was changed.",
                    ),
                    cite="art-06",
                )
        statuses.write_status(sorted(locked), to, actor=actor, on=on)


def _refuse_other_day(on: date, *, is_mark: bool) -> None:
    entered_on = today()
    if on == entered_on or (is_mark and on < entered_on):
        return
    raise UnableToChangeStatus(
        Text(
            f"办理日期{on}不是今天（{entered_on}），不得倒签或预签；未改动任何一户。",
            f"{on} is not today, {entered_on}: nothing is dated back or ahead. "
            "None was changed.",
        ),
        cite="art-15",
    )


def show_id_number(
    *, member_id: int, why: WhyShown, actor: Actor, on: date
) -> str | None:
    """Return a member's identity number unmasked; record who looked, and why."""
    with acting_as(actor):
        member = access.member_for(actor, member_id, to=Right.READ_ID_NUMBER)
        audit.record(
            actor=actor,
            on=on,
            entries=[
                audit.Entry(
                    stream=f"household:{member.household_id}",
                    act="register.id_number.shown",
                    division_code=member.village_code,
                    body={"member": member.id, "why": why.value},
                    rows=audit_rows.digests(
                        HouseholdMember._meta.db_table, [member.id]
                    ),
                )
            ],
        )
        return encryption.key_ring().decrypt(Purpose.ID_NUMBER, member.id_number)


def read_whole_numbers(
    *, household_ids: Sequence[int], why: WhyShown, actor: Actor, on: date
) -> list[WholeHousehold]:
    """Return households with every number whole; record who looked, and why.

    Raises HouseholdNotFound, and shows nothing, if one is not the actor's to see.
    """
    with acting_as(actor):
        found = unmasked.whole_households(household_ids)
        seen = {one.household_id for one in found}
        if seen != set(household_ids) or not all(
            may(actor, Right.READ_ID_NUMBER, in_division=one.village_code)
            for one in found
        ):
            raise access.HouseholdNotFound
        audit.record(
            actor=actor,
            on=on,
            entries=[
                audit.Entry(
                    stream=f"household:{one.household_id}",
                    act="register.whole_numbers.read",
                    division_code=one.village_code,
                    body={"members": len(one.members), "why": why.value},
                )
                for one in found
            ],
        )
        return found

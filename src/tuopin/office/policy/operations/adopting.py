"""Putting a version of a policy pack in force."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.rights import Right, require
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.policy.keeping import keep
from tuopin.office.policy.models import PackInForce
from tuopin.office.policy.reader import CALENDARS, content_of, read_content
from tuopin.office.scope import acting_as, alone_with, read_anew
from tuopin.rulebook.facts import FactSource
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import Consequence, Procedure
from tuopin.rulebook.text import Text


class UnableToAdopt(Refusal):
    """This version cannot be put in force so."""


def adopt_pack(
    *,
    pack_id: str,
    actor: Actor,
    on: date,
    from_on: date | None = None,
    version: str | None = None,
) -> PackInForce:
    """Put a pack's present version in force (arts 16, 18); the same one only once.

    The first pack of an office is in force from its own day. One that supersedes
    another holds from a day on that is not gone: what began before stays under what
    it began under, and no day gone by gets other rules. `version` is the one that the
    county has read: another is refused. The office keeps the files;
    the database keeps the procedure's requirements and the pack's dated figures
    beside them, so that its own gate before the mark reads the same rules.
    """
    require(actor, Right.ADOPT_PACK, places=[actor.division_code])
    content = content_of(settings.PACKS / pack_id)
    pack = read_content(content, pack_id=pack_id, calendars=settings.PACKS / CALENDARS)
    if version is not None and version != pack.version:
        raise UnableToAdopt(OTHERS_SINCE)
    with acting_as(actor), transaction.atomic():
        alone_with("policy packs")
        keep(pack.id, content)
        adopted, is_fresh = PackInForce.objects.get_or_create(
            pack_id=pack.id,
            version=pack.version,
            defaults={
                "in_force_from": _first_day(pack, on=on, from_on=from_on),
                "adopted_on": on,
                "procedures": {
                    name: _rules_of(procedure, pack)
                    for name, procedure in pack.procedures.items()
                },
            },
        )
        if is_fresh:
            read_anew()
            audit.record(
                actor=actor,
                on=on,
                entries=[
                    audit.Entry(
                        stream="policy",
                        act="policy.pack.adopted",
                        division_code=actor.division_code,
                        body={
                            "pack": pack.id,
                            "version": pack.version,
                            "in_force_from": adopted.in_force_from.isoformat(),
                        },
                        rows=audit_rows.digests("policy_packinforce", [adopted.id]),
                    )
                ],
            )
        return adopted


def _first_day(pack: PolicyPack, *, on: date, from_on: date | None) -> date:
    """Return from when a version holds; raises UnableToAdopt for a day gone by."""
    if from_on is not None and from_on < on:
        raise UnableToAdopt(
            Text(
                f"新版本不得从已过去的日子（{from_on}）起施行。请填今天（{on}）或以后的日期。",
                f"A version is not put in force from a day gone by ({from_on}). Give "
                f"today ({on}) or a later day.",
            )
        )
    if from_on is None and not PackInForce.objects.exists():
        return pack.in_force_from
    return max(pack.in_force_from, from_on or on)


def _rules_of(procedure: Procedure, pack: PolicyPack) -> dict[str, object]:
    """Return what the database's own gate needs of a procedure.

    Figures are whole numbers over whole numbers: nothing is rounded on the way.
    """
    return {
        "figures": {
            parameter.id: {
                str(year): figure.share.as_integer_ratio()
                for year, figure in parameter.by_year.items()
            }
            for parameter in pack.parameters.values()
        },
        "reported": {
            fact.name: fact.department
            for fact in pack.facts[procedure.unit].facts.values()
            if fact.source is FactSource.DEPARTMENT and fact.counted is None
        },
        "carried_over": list(procedure.carried_over),
        "second_review_within_days": (
            procedure.second_review.days if procedure.second_review else None
        ),
        "together_within_days": procedure.entry.together_within_days,
        "has_timetable": procedure.timetable is not None,
        "acts": {
            rule.id: {
                "requires": list(rule.requires),
                "gates": list(rule.gates),
                "continues": [
                    verdict.id
                    for verdict in rule.verdicts
                    if verdict.consequence is Consequence.CONTINUES
                ],
                "different_person_from": list(rule.different_person_from),
                "entry_within_days": rule.entry_within_days,
                "evidence": [one.id for one in rule.evidence if one.required],
                "together_with": list(rule.together_with),
                "performed_by": [position.value for position in rule.performed_by],
                "waits_for_households": list(rule.waits_for_households),
            }
            for rule in procedure.acts.values()
        },
        "publicities": {
            publicity.id: {
                "days": publicity.days,
                "opened_by": publicity.opened_by,
                "closed_by": publicity.closed_by,
            }
            for publicity in procedure.publicities.values()
        },
    }


OTHERS_SINCE = Text(
    "政策包的文件在您查看之后又变了。请重新查看差异，再采用。",
    "The pack's files have changed since you read them. Read what differs again, then "
    "adopt.",
)

"""Putting a version of a policy pack in force."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, require
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.policy.models import PackInForce
from tuopin.office.policy.reader import read_pack
from tuopin.office.scope import acting_as
from tuopin.rulebook.facts import FactSource
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import Consequence, Procedure


def adopt_pack(*, pack_id: str, actor: Actor, on: date) -> PackInForce:
    """Put a pack's present version in force (arts 16, 18); the same one only once.

    The database keeps the procedure's requirements and the pack's dated figures
    beside it, so that its own gate before the mark reads the same rules as the
    program.
    """
    require(actor, Right.ADOPT_PACK, places=[actor.division_code])
    pack = read_pack(settings.PACKS / pack_id)
    with acting_as(actor), transaction.atomic():
        adopted, is_fresh = PackInForce.objects.get_or_create(
            pack_id=pack.id,
            version=pack.version,
            defaults={
                "in_force_from": pack.in_force_from,
                "adopted_on": on,
                "procedures": {
                    name: _rules_of(procedure, pack)
                    for name, procedure in pack.procedures.items()
                },
            },
        )
        if is_fresh:
            audit.record(
                actor=actor,
                on=on,
                entries=[
                    audit.Entry(
                        stream="policy",
                        act="policy.pack.adopted",
                        division_code=actor.division_code,
                        body={"pack": pack.id, "version": pack.version},
                        rows=audit_rows.digests("policy_packinforce", [adopted.id]),
                    )
                ],
            )
        return adopted


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

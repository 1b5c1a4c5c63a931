"""Commands that work in an office's database: who acts, on which day, on whose keys."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date

from django.conf import settings

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.queries import actor_of_account
from tuopin.office.audit import cli as audit
from tuopin.office.audit.notes import VerifierKey, read_or_make_key
from tuopin.office.clock.queries import today
from tuopin.office.policy.queries import NoPackInForce, pack_in_force, pack_of
from tuopin.procedure import operations as procedure
from tuopin.procedure.derived import misstated_cases
from tuopin.register import cli as register
from tuopin.register.workbook import columns_asked
from tuopin.register.workbook.columns import Column
from tuopin.register.workbook.entries import SurveyEntry
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.survey import operations as surveys
from tuopin.web.serving import CHECKPOINT_NAME, owner_connection
from tuopin.web.visits import visits_of

REFUSED = 1


def import_register(options: argparse.Namespace) -> int:
    """Import a workbook on behalf of an account; its visits where that may survey."""
    actor = _actor(options.username)
    if actor is None:
        return REFUSED
    return register.import_register(
        options.file,
        actor=actor,
        on=today(),
        is_trial=options.dry_run,
        report=options.report,
        record_surveys=lambda entries: _record_visits(entries, actor, today()),
        asked=_columns_asked(today()),
    )


def export_register(options: argparse.Namespace) -> int:
    """Write the register of an account's area in the columns of the import."""
    actor = _actor(options.username)
    if actor is None:
        return REFUSED
    return register.export_register(options.file, actor=actor, on=today())


def _actor(username: str) -> Actor | None:
    actor = actor_of_account(username, on=today())
    if actor is None:
        print(
            f"账户“{username}”今天没有任职。请用 --as 指定另一个账户。\n"
            f"The account {username!r} holds no appointment today. Name another "
            "with --as.",
            file=sys.stderr,
        )
    return actor


def _columns_asked(on: date) -> tuple[Column, ...]:
    """Return the survey columns that the pack in force asks for, none without one."""
    try:
        pack = pack_of(pack_in_force(on).id)
    except NoPackInForce:
        return ()
    return columns_asked(pack.facts[Unit.HOUSEHOLD])


def _record_visits(entries: Sequence[SurveyEntry], actor: Actor, on: date) -> Text:
    """Record a workbook's visits, if the account is one that surveys (art. 3)."""
    pack = pack_of(pack_in_force(on).id)
    visits = visits_of(entries, pack, on.year)
    if actor.position not in surveys.SURVEYORS:
        return Text(
            f"表中有{len(visits)}次入户调查，须由村“两委”或驻村工作队录入，未予录入。",
            f"{len(visits)} visits in the file were left: the village committees or "
            "the resident work team record them.",
        )
    try:
        recorded = surveys.record_visits(visits=visits, actor=actor, on=on)
        taken = procedure.survey(visits=recorded, actor=actor, on=on)
    except Refusal as refusal:
        return refusal.text
    return Text(
        f"录入入户调查{len(recorded)}次，其中{len(taken.done)}户作为本年度调查。",
        f"Recorded {len(recorded)} visits, {len(taken.done)} as surveys of the year.",
    )


def verify_audit(options: argparse.Namespace) -> int:
    """Verify the audit record against itself, its checkpoints and the rows."""
    with owner_connection() as connection:
        return audit.verify_command(
            connection,
            keys=_keys(),
            checkpoints=settings.TUOPIN_CHECKPOINTS,
            derived=[misstated_cases],
        )


def export_audit(options: argparse.Namespace) -> int:
    """Take the record out, for anybody to verify or for process mining."""
    with owner_connection() as connection:
        return audit.export_command(
            connection, keys=_keys(), to=options.to, xes=options.xes
        )


def _keys() -> list[VerifierKey]:
    key = read_or_make_key(settings.TUOPIN_CHECKPOINT_KEY, CHECKPOINT_NAME)
    return [key.verifier]

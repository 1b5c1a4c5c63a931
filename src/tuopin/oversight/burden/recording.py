"""Counting papers and entries beside the work: a count never costs the work itself."""

from __future__ import annotations

import logging
from datetime import date

from django.db import DatabaseError, models, transaction

from tuopin.office.accounts.domain import Actor
from tuopin.office.divisions.domain import covers
from tuopin.oversight.burden.domain import trusted
from tuopin.oversight.models import EntryTime, PrintedPaper

log = logging.getLogger(__name__)


def count_paper(
    *, kind: str, pages: int, mark: str, place: str, actor: Actor, on: date
) -> None:
    """Count a paper for its place, once a day; of the actor only the desk is kept."""
    _kept(
        PrintedPaper(
            division_code=_place(place, actor),
            kind=kind,
            pages=pages,
            printed_on=on,
            mark=mark,
        )
    )


def count_entry(
    *,
    form: str,
    rows: int,
    seconds: int | None,
    mark: str,
    place: str,
    actor: Actor,
    on: date,
) -> None:
    """Count an entry for its place; a moment of opening that is spent counts nothing.

    A form that did nothing, as one that was sent twice, is no entry.
    """
    if rows < 1:
        return
    _kept(
        EntryTime(
            division_code=_place(place, actor),
            form=form,
            rows=rows,
            seconds=trusted(seconds),
            entered_on=on,
            mark=mark,
        )
    )


def _place(place: str, actor: Actor) -> str:
    """Return the place, or the actor's desk for what lies outside its area."""
    return (
        place if place and covers(actor.division_code, place) else actor.division_code
    )


def _kept(row: models.Model) -> None:
    try:
        with transaction.atomic():
            type(row)._default_manager.bulk_create([row], ignore_conflicts=True)
    except DatabaseError:
        log.exception("a count of %s was not kept", type(row).__name__)

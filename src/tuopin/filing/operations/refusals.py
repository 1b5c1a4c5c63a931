"""What the operations of this stage raise when nothing at all can be recorded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import IntegrityError

from tuopin.filing.refusing import UnableToFile as UnableToFile
from tuopin.office.policy.queries import pack_on
from tuopin.office.promises import OPEN_FINDING, broken_promise
from tuopin.rulebook.national import NationalForm
from tuopin.rulebook.text import Text


@contextmanager
def refusing_open_findings() -> Iterator[None]:
    """Say whom an inspection's open finding holds, where the database refuses them."""
    try:
        yield
    except IntegrityError as refused:
        promise, number = broken_promise(refused)
        if promise != OPEN_FINDING:
            raise
        raise UnableToFile(
            Text(
                f"户编号{number}有督查发现的问题没有整改到位，不能标注脱贫，"
                "本次一户也没有标注。请先去掉该户，整改到位后再标注。",
                f"What an inspection found of household {number} is not corrected yet, "
                "so it is not marked, and nobody else was. Leave it out; mark it once "
                "supervision has accepted the correction.",
            ),
            cite="art-15",
        ) from refused


def form_in_force(on: date) -> NationalForm:
    """Return the national system's form of the pack in force; raises UnableToFile."""
    form = pack_on(on).national
    if form is None:
        raise UnableToFile(
            Text(
                "现行政策包没有全国系统的表单（national.yaml），不能导出或核对。"
                "请在政策包中补上后采用新版本。",
                "The pack in force has no form of the national system (national.yaml), "
                "so nothing can be exported or compared. Add it and adopt that "
                "version.",
            ),
            cite="art-06",
        )
    return form

"""What the operations of this stage raise when nothing at all can be recorded."""

from __future__ import annotations

from datetime import date

from tuopin.filing.refusing import UnableToFile as UnableToFile
from tuopin.office.clock.queries import today
from tuopin.office.policy.queries import pack_on
from tuopin.rulebook.national import NationalForm
from tuopin.rulebook.text import Text


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


def refuse_other_day(on: date) -> None:
    """Refuse what is dated another day than today."""
    entered_on = today()
    if on != entered_on:
        raise UnableToFile(
            Text(
                f"办理日期{on}不是今天（{entered_on}）。请按今天的日期办理。",
                f"{on} is not today, {entered_on}. Give today's date.",
            ),
            cite="art-15",
        )

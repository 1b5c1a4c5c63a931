"""What the operations of this stage raise when nothing at all can be recorded."""

from __future__ import annotations

from datetime import date

from tuopin.office.accounts.domain import Refusal
from tuopin.office.policy.queries import pack_on
from tuopin.rulebook.national import NationalForm
from tuopin.rulebook.text import Text


class UnableToFile(Refusal):
    """A consignment that cannot be sent, or a receipt that belongs to none."""


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

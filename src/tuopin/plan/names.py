"""Whom a plan may name (实名制, art. 5): the township's own, on the register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from tuopin.office.accounts.domain import Refusal
from tuopin.office.divisions.domain import DivisionLevel
from tuopin.office.divisions.queries import find_unit, unit_named
from tuopin.office.promises import EVERY_VILLAGE, EXITS_ONCE, broken_promise
from tuopin.plan.models import OF_ALL_YEARS
from tuopin.register import queries as register
from tuopin.register import villages
from tuopin.rulebook.text import Text


class UnableToPlan(Refusal):
    """An act about a plan that may not be done."""


def refuse_no_township(code: str) -> None:
    """Refuse to plan for anything but a township: each makes its own (art. 5)."""
    unit = find_unit(code)
    if unit is None or (unit.code, unit.level) != (code, DivisionLevel.TOWNSHIP):
        raise UnableToPlan(
            Text(
                f"“{code}”不是乡镇的区划代码。退出计划由乡镇编制，请填本乡镇的12位代码。",
                f"{code!r} is no township's code. A plan is a township's own: give its "
                "code of 12 digits.",
            ),
            cite="art-05",
        )


def refuse_strangers(
    numbers: Sequence[str], households: Mapping[str, register.HouseholdRow]
) -> None:
    """Refuse households that are not on the township's register, or left it."""
    strangers = [
        number
        for number in numbers
        if number not in households or not households[number].may_exit
    ]
    if strangers:
        raise UnableToPlan(
            Text(
                "计划须列明在册未脱贫的户。"
                f"以下户编号不在本乡镇登记册内或已脱贫：{'、'.join(strangers[:5])}。",
                "A plan names households that are on the register. These are not, or "
                f"have left it: {', '.join(strangers[:5])}.",
            ),
            cite="art-05",
        )


def refuse_nobody(names: Sequence[str]) -> None:
    """Refuse a plan that names nobody: a count is no plan (实名制)."""
    if not names:
        raise UnableToPlan(
            Text(
                "计划是空的。计划须列明户或村，不能只报数。",
                "The plan is empty. It names households or villages and is no count.",
            ),
            cite="art-05",
        )


def refuse_no_year(year: int) -> None:
    """Refuse a plan of no year: what spans the years is the timetable."""
    if year == OF_ALL_YEARS:
        raise UnableToPlan(
            Text(
                "年度计划须写明年度。跨年度的是退出时序。",
                "A year's plan has its year; what spans years is the timetable.",
            ),
            cite="art-05",
        )


def refuse_other_villages(codes: Sequence[str], township_code: str) -> None:
    """Refuse villages that are no registered poor villages of the township."""
    poor = villages.poor_villages(covered_by=township_code)
    others = sorted(set(codes) - poor)
    if others:
        raise UnableToPlan(
            Text(
                "退出时序只列本乡镇建档立卡的贫困村。"
                f"以下村不是：{'、'.join(others[:5])}。请从名单中去掉。",
                "The timetable names registered poor villages of the township. These "
                f"are none: {', '.join(others[:5])}. Take them off the list.",
            ),
            cite="art-05",
        )


@contextmanager
def refusing_the_delisted(unable: type[Refusal]) -> Iterator[None]:
    """Say which villages are off the register, where the database refuses them."""
    try:
        yield
    except IntegrityError as refused:
        promise, codes = broken_promise(refused)
        if promise != EXITS_ONCE:
            raise
        raise unable(
            Text(
                f"以下村已退出、已销号，不能再列入退出时序：{codes}。请从名单中去掉。",
                f"These villages have exited and are off the register: {codes}. Take "
                "them off the list.",
            ),
            cite="art-07",
        ) from refused


@contextmanager
def refusing_a_gap() -> Iterator[None]:
    """Say which poor villages a timetable leaves out, where the database refuses it."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refused:
        promise, codes = broken_promise(refused)
        if promise != EVERY_VILLAGE:
            raise
        names = [unit_named(code).name for code in codes.split(", ")]
        raise UnableToPlan(
            Text(
                f"退出时序须给每个在册贫困村定退出年度。还差：{'、'.join(names)}。",
                "A timetable has a year for every registered poor village. Still "
                f"missing: {', '.join(names)}.",
            ),
            cite="art-05",
        ) from refused

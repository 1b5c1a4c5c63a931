"""Parses what makes a survey worth a second look; leaves out the looking."""

from __future__ import annotations

from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tuopin.rulebook.document import Node
from tuopin.rulebook.faults import Faults
from tuopin.rulebook.integrity import (
    CHECKS,
    Coefficient,
    IntegrityCheck,
    IntegrityRules,
    IntegrityThreshold,
)
from tuopin.rulebook.parsing.form import Form
from tuopin.rulebook.text import Text

_UTC = ZoneInfo("UTC")


def parse_integrity(node: Node, faults: Faults) -> IntegrityRules:
    """Read checks, words and coefficients; faults are noted, not raised."""
    form = Form(node, faults)
    words = Form(form.get("words") or Node(form.place, {}), faults)
    rules = IntegrityRules(
        cite=form.citation("cite"),
        notes=form.names("notes"),
        clock=read_clock(form),
        answer_within_days=form.whole("answer_within_days"),
        checks=_checks(form),
        not_income=words.scalars("not_income"),
        but=words.scalars("but"),
        coefficients=tuple(_coefficient(one) for one in form.forms("coefficients")),
    )
    words.close()
    form.close()
    return rules


def read_clock(form: Form) -> ZoneInfo:
    """Read where times are told; a fault is noted, not raised."""
    written = form.scalar("clock")
    try:
        return ZoneInfo(written) if written else _UTC
    except (ZoneInfoNotFoundError, ValueError):
        form.fault(
            form.find("clock") or form.node,
            Text(f"不认识时区“{written}”", f"{written!r} is no time zone"),
            Text("如 Asia/Shanghai", "such as Asia/Shanghai"),
        )
        return _UTC


def _checks(form: Form) -> dict[str, IntegrityCheck]:
    found = {}
    for name, inner in form.children("checks").items():
        if name not in CHECKS:
            known = ", ".join(CHECKS)
            form.fault(
                inner.node,
                Text(f"不认识“{name}”", f"{name!r} is no check"),
                Text(f"下列之一：{known}", f"one of {known}"),
            )
        found[name] = _check(name, inner)
    return found


def _check(name: str, form: Form) -> IntegrityCheck:
    thresholds = form.children("thresholds")
    check = IntegrityCheck(
        id=name,
        title=form.text("title"),
        question=form.text("question"),
        thresholds={key: _threshold(inner) for key, inner in thresholds.items()},
    )
    needed = set(CHECKS.get(name, thresholds))
    for key in sorted(needed ^ set(thresholds)):
        lacks = key in needed
        form.fault(
            form.find("thresholds") or form.node,
            Text(f"缺少界限“{key}”", f"the threshold {key!r} is missing")
            if lacks
            else Text(f"用不到界限“{key}”", f"the threshold {key!r} is of no use"),
            Text("、".join(CHECKS.get(name, ())), ", ".join(CHECKS.get(name, ()))),
        )
    form.close()
    return check


def _threshold(form: Form) -> IntegrityThreshold:
    threshold = IntegrityThreshold(_figure(form, "value"), form.text("why"))
    form.close()
    return threshold


def _coefficient(form: Form) -> Coefficient:
    one = Coefficient(
        title=form.text("title"),
        items=form.names("items"),
        costs=form.names("costs"),
        unit=form.scalar("unit"),
        gross=_figure(form, "gross"),
        net=_figure(form, "net"),
        step=_figure(form, "step"),
    )
    form.close()
    return one


def _figure(form: Form, key: str) -> Decimal:
    node = form.get(key)
    return form.decimal_from(form.scalar_of(node, key), node) if node else Decimal(0)

"""Parses the national system's form: columns by code, words, opening windows."""

from __future__ import annotations

from tuopin.rulebook.document import Node
from tuopin.rulebook.faults import Faults
from tuopin.rulebook.national import (
    RETURNED,
    ROOMS,
    SOURCES,
    NationalColumn,
    NationalForm,
    NationalSheet,
    Window,
)
from tuopin.rulebook.parsing.form import Form
from tuopin.rulebook.text import Text

YEAR = 4


def parse_national(node: Node, faults: Faults) -> NationalForm:
    """Read the form of the national system; faults are noted, not raised."""
    form = Form(node, faults)
    national = NationalForm(
        title=form.text("title"),
        source=form.text("source"),
        sheets=tuple(_sheet(child) for child in form.forms("sheets")),
        returned=_returned(form),
        lifted_out=form.scalars("lifted_out"),
        windows=_windows(form),
        note=form.name("note"),
    )
    if not national.sheets or not national.lifted_out:
        wrong = Text("表单没有工作表或没有脱贫标志", "no sheets, or no word for it")
        right = Text("写明 sheets 和 lifted_out", "give sheets and lifted_out")
        form.fault(form.node, wrong, right)
    form.close()
    return national


def _sheet(form: Form) -> NationalSheet:
    room = form.name("room")
    if room not in ROOMS:
        _one_of(form, "room", room, ROOMS)
    sheet = NationalSheet(
        title=form.scalar("title"),
        room=room,
        columns=tuple(_column(child) for child in form.forms("columns")),
    )
    form.close()
    return sheet


def _column(form: Form) -> NationalColumn:
    source = form.optional("from")
    if source is not None and source.split(".")[0] not in SOURCES:
        _one_of(form, "from", source, SOURCES)
    words = form.find("words")
    inner = Form(words, form.faults) if words is not None else None
    column = NationalColumn(
        code=form.optional("code") or "",
        title=form.scalar("title"),
        source=source,
        words={
            ours: form.scalar_of(theirs, ours)
            for ours, theirs in (inner.entries() if inner else {}).items()
        },
    )
    form.close()
    return column


def _returned(form: Form) -> dict[str, tuple[str, ...]]:
    node = form.get("returned")
    inner = Form(node or Node(form.place, {}), form.faults)
    titles = {name: inner.scalars(name) for name in RETURNED}
    for name, written in titles.items():
        if not written:
            wrong = Text(f"缺少“{name}”的列名", f"no title for {name!r}")
            right = Text("至少写一个列名", "at least one title")
            form.fault(inner.node, wrong, right)
    inner.close()
    return titles


def _windows(form: Form) -> dict[int, tuple[Window, ...]]:
    node = form.find("windows")
    inner = Form(node or Node(form.place, {}), form.faults)
    found: dict[int, tuple[Window, ...]] = {}
    for year in inner.entries():
        if not (year.isdigit() and len(year) == YEAR):
            _one_of(inner, year, year, ("2000",))
            continue
        found[int(year)] = tuple(_window(child) for child in inner.forms(year))
    return found


def _window(form: Form) -> Window:
    window = Window(form.day("from"), form.day("until"))
    if window.closes_on < window.opens_on:
        wrong = Text("开放期的止日早于起日", "the window closes before it opens")
        form.fault(form.node, wrong, Text("from 不晚于 until", "from before until"))
    form.close()
    return window


def _one_of(form: Form, key: str, written: str, known: tuple[str, ...]) -> None:
    choice = ", ".join(known)
    wrong = Text(f"不认识“{written}”", f"{written!r} is not known")
    right = Text(f"下列之一：{choice}", f"one of {choice}")
    form.fault(form.find(key) or form.node, wrong, right)

"""Every procedure is drawn from the pack's own tables, whole, and every case on it."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tuopin.office.policy.picture import Mark, picture_of
from tuopin.office.policy.reader import read_pack
from tuopin.rulebook.procedure import Procedure

PACKS = Path(__file__).parents[2] / "packs"
SVG = "{http://www.w3.org/2000/svg}"
PROCEDURES = [
    procedure
    for folder in sorted(PACKS.glob("*/pack.yaml"))
    for procedure in read_pack(folder.parent).procedures.values()
]
each_procedure = pytest.mark.parametrize(
    "procedure", PROCEDURES, ids=lambda one: f"{one.title.en}"
)


def drawn(procedure: Procedure, **marks: Mark) -> ElementTree.Element:
    return ElementTree.fromstring(picture_of(procedure, marks))


@each_procedure
def test_every_act_is_on_the_picture_once_with_its_article(
    procedure: Procedure,
) -> None:
    told = [one.text or "" for one in drawn(procedure).iter(f"{SVG}title")][1:]

    assert len(told) == len(procedure.acts)
    for number, rule in enumerate(procedure.acts.values(), start=1):
        assert told[number - 1] == (
            f"{number} {rule.title.zh} {rule.title.en} ({rule.cite})"
        )


@each_procedure
def test_no_act_stands_above_one_that_it_requires(procedure: Procedure) -> None:
    boxes = dict(
        zip(
            procedure.acts,
            (float(one.attrib["y"]) for one in drawn(procedure).iter(f"{SVG}rect")),
            strict=True,
        )
    )

    for act, rule in procedure.acts.items():
        assert all(boxes[required] < boxes[act] for required in rule.requires)


@each_procedure
def test_no_two_acts_cover_each_other(procedure: Procedure) -> None:
    corners = [
        (one.attrib["x"], one.attrib["y"])
        for one in drawn(procedure).iter(f"{SVG}rect")
    ]

    assert len(corners) == len(set(corners))


@each_procedure
def test_the_picture_needs_no_style_that_a_page_forbids(procedure: Procedure) -> None:
    text = picture_of(procedure)

    assert "style" not in text
    assert "<script" not in text


def test_a_case_s_acts_are_marked_on_the_same_picture() -> None:
    procedure = PROCEDURES[-1]
    first, second, *_ = procedure.acts

    plain, marked = (
        [one.attrib["fill"] for one in picture.iter(f"{SVG}rect")]
        for picture in (
            drawn(procedure),
            drawn(procedure, **{first: Mark.DONE, second: Mark.ENDED}),
        )
    )

    assert len(set(plain)) == 1
    assert len(set(marked)) == 3
    assert plain[2:] == marked[2:]

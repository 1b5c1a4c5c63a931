"""Nobody's numbers go out, however they are written; and an honest roster does."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.workbooks import id_number
from tuopin.office.documents.domain import (
    Reference,
    naming,
    paper_in,
    references_in,
)
from tuopin.office.documents.scanning.kinds import Kind
from tuopin.office.documents.scanning.personal import is_long_number, kinds_in

ID, OLD_ID, CARD, PHONE = (
    id_number(date(1950, 1, 1), 1),
    "211221500101001",
    "6222021001116245702",
    "13812345678",
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"身份证{ID}", Kind.ID_NUMBER),
        (id_number(date(1955, 10, 10), 18).lower(), Kind.ID_NUMBER),
        ("211221 19500101 0012", Kind.ID_NUMBER),
        (" ".join(ID), Kind.ID_NUMBER),
        ("211221-19500101-0012", Kind.ID_NUMBER),
        ("２１１２２１１９５００１０１００１２", Kind.ID_NUMBER),
        ("211221​19500101​0012", Kind.ID_NUMBER),
        (f"1组3人{ID}", Kind.ID_NUMBER),
        (OLD_ID, Kind.ID_NUMBER),
        (f"卡号{CARD}", Kind.BANK_CARD),
        ("6222 0210 0111 6245 702", Kind.BANK_CARD),
        (PHONE, Kind.PHONE),
        ("138-1234-5678", Kind.PHONE),
        ("+86 138 1234 5678", Kind.PHONE),
        ("长期慢性病", Kind.HEALTH),
        ("肢体残疾二级", Kind.HEALTH),
    ],
)
def test_what_names_a_person_is_found_however_it_is_written(
    text: str, kind: Kind
) -> None:
    assert kind in kinds_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "1组 乙一 3人",
        "2017年10月20日至2017年10月27日",
        ID[:-1] + "3",  # its check digit is wrong
        "6222021001116245703",  # its check digit is wrong
        "211221101200",  # a division's code
        "024-74842110",  # the office's own telephone
        "基本医疗、大病保险都有保障",
        "12345678901",
        "211221501301001",  # no month 13
        "公示〔2017〕3号",
    ],
)
def test_a_roster_and_an_office_s_own_figures_pass(text: str) -> None:
    assert kinds_in(text) == set()


@pytest.mark.parametrize(
    ("digits", "is_long"),
    [(14, False), (15, True), (18, True), (19, True), (20, False)],
)
def test_a_cell_s_number_as_long_as_a_person_s_is_told(
    digits: int, is_long: bool
) -> None:
    assert is_long_number("6" * digits) is is_long


def test_evidence_names_papers_and_files_and_gives_both_back() -> None:
    files = (Reference(7, "a" * 64), Reference(12, "b" * 64))

    named = naming("会议记录2号", [*files, files[0]])

    assert references_in(named) == files
    assert paper_in(named) == "会议记录2号"


@pytest.mark.parametrize("text", ["", "附件7", "〔附件7〕", "〔附件7 sha256:abc〕"])
def test_words_about_a_file_are_no_file(text: str) -> None:
    assert references_in(text) == ()

"""What hangs in public was searched through: no hiding place lets a person out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from tests.support.pictures import picture
from tests.support.publications import (
    HIDING_PLACES,
    W,
    paragraph,
    pdf,
    text_document,
    workbook,
)
from tests.support.workbooks import id_number
from tests.support.world import VILLAGE, World
from tuopin.notice import operations as notices
from tuopin.notice.domain import token_of
from tuopin.notice.models import PublicityNotice
from tuopin.office.documents.domain import DocumentKind, MediaType
from tuopin.office.documents.publishing import UnfitToPublish
from tuopin.office.documents.scanning.child import hits_in
from tuopin.office.documents.scanning.kinds import Kind
from tuopin.office.scope import acting_as

ID, CARD, PHONE, ILL = (
    id_number(date(1950, 1, 1), 1),
    "6222021001116245702",
    "13812345678",
    "长期慢性病",
)
SECRETS = {
    ID: Kind.ID_NUMBER,
    " ".join(CARD[at : at + 4] for at in range(0, 19, 4)): Kind.BANK_CARD,
    "138-1234-5678": Kind.PHONE,
    ILL: Kind.HEALTH,
}


def kinds(content: bytes, media_type: MediaType) -> set[Kind]:
    return {hit.kind for hit in hits_in(content, media_type)}


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("place", HIDING_PLACES)
def test_nothing_hides_in_a_workbook(place: str, secret: str) -> None:
    clean = workbook(HIDING_PLACES[place], "无")
    planted = workbook(HIDING_PLACES[place], secret)

    assert kinds(clean, MediaType.XLSX) == set()
    assert SECRETS[secret] in kinds(planted, MediaType.XLSX)


def test_a_workbook_s_hit_says_the_sheet_and_the_cell_and_not_the_number() -> None:
    (hit,) = hits_in(workbook(HIDING_PLACES["a hidden sheet"], ID), MediaType.XLSX)

    assert "底稿" in hit.where.zh
    assert "隐藏" in hit.where.zh
    assert "C7" in hit.where.zh
    assert ID not in hit.where.zh


def test_a_number_that_a_spreadsheet_cut_short_is_not_published() -> None:
    def plant(book: object, sheet: object, secret: str) -> None:
        sheet["D2"] = int(secret)  # type: ignore[index]

    assert kinds(workbook(plant, ID), MediaType.XLSX) & {
        Kind.LONG_NUMBER,
        Kind.ID_NUMBER,
    }


DOCUMENTS: dict[str, Callable[[str], bytes]] = {
    "the text": lambda secret: text_document(paragraph(secret)),
    "a text cut into runs": lambda secret: text_document(
        paragraph(secret[:3], secret[3:])
    ),
    "a deletion that was tracked": lambda secret: text_document(
        paragraph(secret, tag="w:delText")
    ),
    "a comment": lambda secret: text_document(
        word__comments=f"<w:comments {W}>{paragraph(secret)}</w:comments>"
    ),
    "a header": lambda secret: text_document(
        word__header1=f"<w:hdr {W}>{paragraph(secret)}</w:hdr>"
    ),
    "a footnote": lambda secret: text_document(
        word__footnotes=f"<w:footnotes {W}>{paragraph(secret)}</w:footnotes>"
    ),
    "the properties": lambda secret: text_document(
        docProps__core=f"<cp><subject>{secret}</subject></cp>"
    ),
    "an attribute": lambda secret: text_document(
        docProps__custom=f'<p note="{secret}"/>'
    ),
}


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("place", DOCUMENTS)
def test_nothing_hides_in_a_text_document(place: str, secret: str) -> None:
    assert kinds(DOCUMENTS[place]("无"), MediaType.DOCX) == set()
    assert SECRETS[secret] in kinds(DOCUMENTS[place](secret), MediaType.DOCX)


@pytest.mark.parametrize("secret", [ID, CARD, PHONE])
@pytest.mark.parametrize("place", ["text", "subject", "note"])
def test_nothing_hides_in_a_pdf(place: str, secret: str) -> None:
    assert kinds(pdf(**{place: "Roster"}), MediaType.PDF) == set()
    assert SECRETS_OF_A_PDF[secret] in kinds(pdf(**{place: secret}), MediaType.PDF)


SECRETS_OF_A_PDF = {ID: Kind.ID_NUMBER, CARD: Kind.BANK_CARD, PHONE: Kind.PHONE}


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (picture(), MediaType.JPEG),
        (pdf()[:300], MediaType.PDF),
        (pdf(text=""), MediaType.PDF),
        (workbook()[:-200], MediaType.XLSX),
        (text_document(word__x='<!DOCTYPE a [<!ENTITY b "c">]><a/>'), MediaType.DOCX),
        (text_document(word__x="<a>"), MediaType.DOCX),
    ],
    ids=["photo", "broken pdf", "pdf of lines", "broken xlsx", "entities", "broken"],
)
def test_what_cannot_be_read_is_not_published(
    content: bytes, media_type: MediaType
) -> None:
    assert Kind.UNREADABLE in kinds(content, media_type)


def test_where_a_photo_was_taken_is_told() -> None:
    assert Kind.POSITION in kinds(picture(at=(42, 123)), MediaType.JPEG)
    assert Kind.POSITION not in kinds(picture(), MediaType.JPEG)
    assert Kind.PHONE in kinds(picture(comment=PHONE), MediaType.JPEG)


def sheet_with(world: World, content: bytes, cases: list[int]) -> notices.Posting:
    kept = world.keep(content, DocumentKind.ATTACHMENT, by="village")
    sheet = world.posting(cases, VILLAGE)
    return replace(sheet, attachments=(kept.reference,))


@pytest.mark.parametrize(
    "content",
    [workbook(HIDING_PLACES["a comment"], ID), picture()],
    ids=["id", "photo"],
)
def test_a_notice_with_somebody_s_number_is_not_posted_by_anybody(
    world: World, content: bytes
) -> None:
    cases = world.bring([world.register()], to="acknowledge")
    sheet = sheet_with(world, content, cases)

    with pytest.raises(UnfitToPublish) as refusal:
        notices.post_first(posting=sheet, actor=world["village"], on=world.today)

    assert "任何人都不能放行" in refusal.value.text.zh
    assert ID not in str(refusal.value)
    with acting_as(world["county"]):
        assert not PublicityNotice.objects.exists()


def test_a_clean_attachment_is_downloaded_as_it_was_kept(world: World) -> None:
    content = workbook()
    cases = world.bring([world.register()], to="acknowledge")
    sheet = sheet_with(world, content, cases)

    posted = notices.post_first(posting=sheet, actor=world["village"], on=world.today)

    assert posted.notice is not None
    token = token_of(posted.notice.id, posted.notice.roster_digest)
    villager = Client()
    page = villager.get(f"/public/{token}/").content.decode()
    answer = villager.get(f"/public/{token}/attachment/1/")
    assert f"/public/{token}/attachment/1/" in page
    assert hashlib.sha256(answer.content).digest() == hashlib.sha256(content).digest()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert villager.get(f"/public/{token}/attachment/2/").status_code == 410


def test_an_attachment_leaves_the_public_with_its_notice(world: World) -> None:
    cases = world.bring([world.register()], to="acknowledge")
    sheet = sheet_with(world, workbook(), cases)
    posted = notices.post_first(posting=sheet, actor=world["village"], on=world.today)
    assert posted.notice is not None
    token = token_of(posted.notice.id, posted.notice.roster_digest)

    world.move_to(posted.notice.last_day)
    before = Client().get(f"/public/{token}/attachment/1/").status_code
    world.move(days=31)
    after = Client().get(f"/public/{token}/attachment/1/").status_code

    assert (before, after) == (200, 410)

"""Files that acts rest on: kept once, bound to the act, and never anybody else's."""

from __future__ import annotations

import io
import stat
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import DatabaseError, connections, transaction
from PIL import Image

from tests.support.pictures import HEIC, picture
from tests.support.publications import pdf, text_document, workbook
from tests.support.world import NEXT_VILLAGE, VILLAGE, World
from tuopin.notice import operations as notices
from tuopin.office.accounts.domain import Actor
from tuopin.office.audit.models import AuditEvent
from tuopin.office.documents import operations as documents
from tuopin.office.documents import queries
from tuopin.office.documents.access import DocumentNotFound
from tuopin.office.documents.domain import MediaType, Reference, WhyOpened
from tuopin.office.documents.images import shown
from tuopin.office.documents.models import Document, DocumentUse
from tuopin.office.documents.operations import UnableToKeep
from tuopin.office.documents.store import FileGone, documents_store
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure.domain import Because
from tuopin.procedure.recording import Row


def test_a_photo_is_kept_with_what_it_says_of_itself(world: World) -> None:
    content = picture(taken_at="2017:09:01 09:30:00", at=(42.5, 123.25))

    kept = world.keep(content, by="village")

    assert kept.type is MediaType.JPEG
    assert kept.taken_at == "2017-09-01 09:30:00"
    assert (kept.latitude, kept.longitude) == (Decimal("42.5"), Decimal("123.25"))
    assert kept.kept_on == world.today
    assert documents_store().read(kept.digest) == content


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (picture("PNG"), MediaType.PNG),
        (picture("WEBP"), MediaType.WEBP),
        (pdf(), MediaType.PDF),
        (workbook(), MediaType.XLSX),
        (text_document(), MediaType.DOCX),
    ],
    ids=lambda one: one.name if isinstance(one, MediaType) else "",
)
def test_a_file_is_what_its_content_says(
    world: World, content: bytes, media_type: MediaType
) -> None:
    assert world.keep(content, by="village").type is media_type


def _macros() -> bytes:
    out = io.BytesIO(workbook())
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macro")
    return out.getvalue()


def _bomb() -> bytes:
    out = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空的"),
        (b"<html><script>alert(1)</script></html>", "不能收"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不能收"),
        (b"MZ\x90\x00", "不能收"),
        (b"\xff\xd8\xff" + b"0" * 100, "打不开"),
        (HEIC, "HEIC.*另存或导出为JPEG.*兼容性最佳"),
        (b"\0\0\0\x18ftypisom", "视频"),
        (_macros(), "宏"),
        (_bomb(), "尺寸太大"),
        (b"%PDF-1.4" + bytes(20 * 1024 * 1024), "太大"),
    ],
    ids=[
        "empty",
        "html",
        "svg",
        "program",
        "broken",
        "heic",
        "video",
        "macros",
        "bomb",
        "size",
    ],
)
def test_what_is_no_photo_or_paper_is_not_kept(
    world: World, content: bytes, says: str
) -> None:
    with pytest.raises(UnableToKeep, match=says):
        world.keep(content, by="village")

    with acting_as(world["province"]):
        assert not Document.objects.exists()


def test_the_disk_shows_nothing_of_a_file_and_keeps_it_once(world: World) -> None:
    content = picture()

    first = world.keep(content, by="village")
    again = world.keep(content, by="team")
    elsewhere = world.keep(content, place=NEXT_VILLAGE, by="next village")

    path = documents_store().path_of(first.digest)
    assert again.id == first.id
    assert elsewhere.id != first.id
    assert elsewhere.digest == first.digest
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert content[:8] not in path.read_bytes()


def test_a_file_that_was_altered_or_swapped_on_the_disk_is_not_given_out(
    world: World,
) -> None:
    one, other = world.keep(picture()), world.keep(picture())
    store = documents_store()
    path = store.path_of(one.digest)
    whole = path.read_bytes()
    path.write_bytes(store.path_of(other.digest).read_bytes())

    with pytest.raises(FileGone):
        store.read(one.digest)
    with pytest.raises(documents.UnableToOpen, match="备份"):
        _open(one, world["village"], world)
    # The folder outlives the test.
    path.write_bytes(whole)


def test_whoever_opens_a_file_stands_in_the_record_with_why(world: World) -> None:
    kept = world.keep(picture(), by="village")

    opened = _open(kept, world["township"], world)

    with acting_as(world["province"]):
        event = AuditEvent.objects.filter(stream=f"document:{kept.id}").order_by("-seq")
        raw = bytes(event[0].raw)
    assert opened.content == documents_store().read(kept.digest)
    assert b"documents.document.opened" in raw
    assert b'"why":"checking"' in raw


@pytest.mark.parametrize("name", ["next village", "other township", "portal"])
def test_a_file_of_another_place_is_not_there(world: World, name: str) -> None:
    kept = world.keep(picture(), by="village")

    with pytest.raises(DocumentNotFound):
        _open(kept, world[name], world)


def _open(kept: Document, actor: Actor, world: World) -> documents.Opened:
    return documents.open_document(
        number=kept.id, why=WhyOpened.CHECKING, actor=actor, on=world.today
    )


def test_an_act_binds_the_file_by_its_digest(world: World) -> None:
    cases = world.bring([world.register()], to="appraise")
    kept = world.keep(picture(), by="village")
    named = {"verification_opinion": kept.reference.written}

    result = procedure.verify_committees(
        rows=[Row(cases[0], "confirmed", named)], actor=world["village"], on=world.today
    )

    with acting_as(world["county"]):
        (use,) = DocumentUse.objects.filter(document=kept)
        event = AuditEvent.objects.filter(stream=f"case:{cases[0]}").order_by("-seq")[0]
    assert result.done == tuple(cases)
    assert (use.act, use.evidence) == ("verify_committees", "verification_opinion")
    assert b"documents_documentuse" in bytes(event.raw)


@pytest.mark.parametrize("what", ["elsewhere", "another digest", "no such number"])
def test_an_act_cannot_rest_on_a_file_that_is_not_kept_so(
    world: World, what: str
) -> None:
    cases = world.bring([world.register()], to="appraise")
    kept = world.keep(picture(), place=VILLAGE, by="village")
    other = world.keep(picture(), place=NEXT_VILLAGE, by="next village")
    named = {
        "elsewhere": other.reference,
        "another digest": Reference(kept.id, other.digest),
        "no such number": Reference(10**9, kept.digest),
    }[what]

    result = procedure.verify_committees(
        rows=[Row(cases[0], "confirmed", {"verification_opinion": named.written})],
        actor=world["village"],
        on=world.today,
    )

    (row,) = result.rows
    assert row.refusal is not None
    assert row.refusal.because is Because.EVIDENCE_MISSING
    assert not queries.uses_of(kept.digest)


def test_one_photo_for_two_households_or_acts_is_listed(world: World) -> None:
    cases = world.bring([world.register(), world.register()], to="appraise")
    honest, reused = world.keep(picture()), world.keep(picture())

    def verify(case: int, kept: Document) -> None:
        named = {"verification_opinion": kept.reference.written}
        procedure.verify_team(
            rows=[Row(case, "confirmed", named)], actor=world["team"], on=world.today
        )

    verify(cases[0], reused)
    verify(cases[1], reused)
    procedure.verify_committees(
        rows=[
            Row(one, "confirmed", {"verification_opinion": honest.reference.written})
            for one in cases
        ],
        actor=world["village"],
        on=world.today,
    )

    with acting_as(world["township"]):
        found = queries.reused()
    assert [one.document.digest for one in found] == [reused.digest]
    assert len(found[0].uses) == 2


def test_a_place_learns_that_another_keeps_the_same_and_not_which(
    world: World,
) -> None:
    content = picture()
    here = world.keep(content, place=VILLAGE, by="village")
    alone = world.keep(picture(), place=VILLAGE, by="village")
    world.keep(content, place=NEXT_VILLAGE, by="next village")

    with acting_as(world["village"]):
        assert queries.other_places_with(here) == 1
        assert queries.other_places_with(alone) == 0
        assert Document.objects.filter(digest=here.digest).count() == 1


def test_a_small_picture_says_nothing_but_what_is_on_it() -> None:
    content = picture(
        size=(2000, 1500), taken_at="2017:09:01 09:30:00", at=(42, 123), comment="户主"
    )

    small = Image.open(io.BytesIO(shown(content, MediaType.JPEG)))

    assert max(small.size) == 480
    assert not small.getexif()
    assert "comment" not in small.info


ATTACKS = {
    "change a digest": "UPDATE documents_document SET digest = repeat('0', 64)",
    "delete a file": "DELETE FROM documents_document",
    "empty the files": "TRUNCATE documents_document CASCADE",
    "change what was proved": "UPDATE documents_documentuse SET household = ''",
    "forget what was proved": "DELETE FROM documents_documentuse",
    "put it elsewhere": (
        "INSERT INTO documents_document (division_code, digest, size, media_type, kind,"
        " taken_at, kept_by_id, kept_on) SELECT '211221101201', digest, size,"
        " media_type, kind, '', kept_by_id, kept_on FROM documents_document"
    ),
    "publish another": ("UPDATE notice_noticeattachment SET digest = repeat('0', 64)"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_application_s_role_cannot_change_what_is_kept(
    world: World, attack: str
) -> None:
    world.bring([world.register()], to="post_first")

    with (
        acting_as(world["village"]),
        connections["default"].cursor() as cursor,
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        cursor.execute(ATTACKS[attack])


def test_a_file_is_dated_by_the_database(world: World) -> None:
    kept = world.keep(picture())
    with acting_as(world["village"]), connections["default"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO documents_document (division_code, digest, size, media_type,"
            " kind, taken_at, kept_by_id, kept_on) VALUES (%s, %s, 1, 'image/png',"
            " 'evidence', '', %s, '2016-01-01') RETURNING kept_on",
            [VILLAGE, "0" * 64, kept.kept_by_id],
        )
        assert cursor.fetchone() == (world.today,)


def test_a_posting_photo_by_name_alone_does_not_start_the_clock(world: World) -> None:
    cases = world.bring([world.register()], to="acknowledge")
    sheet = world.posting(cases, VILLAGE)
    by_name = replace(sheet, evidence={**sheet.evidence, "posting_photo": "一张照片"})

    refused = notices.post_first(
        posting=by_name, actor=world["village"], on=world.today
    )
    posted = notices.post_first(posting=sheet, actor=world["village"], on=world.today)

    assert refused.notice is None
    assert posted.notice is not None

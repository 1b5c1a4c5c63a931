"""A bundle proves itself without a database; any byte that was changed is named."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tuopin.filing import bundle
from tuopin.filing.cli import verify_command
from tuopin.office.audit.notes import SigningKey, read_or_make_key

NUMBERS = ["户1", "户2"]


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return read_or_make_key(tmp_path / "key.pem", "tuopin")


@pytest.fixture
def packed(key: SigningKey) -> bytes:
    about = {
        "letter": "备字〔2017〕1号",
        "sent_on": "2017-11-21",
        "households": NUMBERS,
        "roster_sha256": bundle.roster_digest(NUMBERS),
        "checkpoint": "",
    }
    parts = {
        "letter.pdf": b"%PDF a letter",
        "roster.xlsx": b"PK a roster",
        bundle.CONSIGNMENT: json.dumps(about).encode(),
    }
    return bundle.packed(parts, key)


def verified(path: Path, content: bytes, **key: object) -> bundle.BundleChecked:
    path.write_bytes(content)
    return bundle.verify(path, **key)  # type: ignore[arg-type]


def test_a_whole_bundle_is_sound_by_the_office_s_key(
    tmp_path: Path, packed: bytes, key: SigningKey
) -> None:
    found = verified(tmp_path / "b.zip", packed, key=key.verifier)

    assert found.faults == ()
    assert found.is_known
    assert found.about["households"] == NUMBERS


def test_the_bundle_s_own_key_is_said_to_be_its_own(
    tmp_path: Path, packed: bytes, capsys: pytest.CaptureFixture
) -> None:
    (tmp_path / "b.zip").write_bytes(packed)

    assert verify_command(tmp_path / "b.zip", key=None) == 0
    assert "自带" in capsys.readouterr().out


def test_every_single_byte_that_is_changed_is_found(
    tmp_path: Path, packed: bytes, key: SigningKey
) -> None:
    path = tmp_path / "b.zip"
    whole = [
        at
        for at in range(len(packed))
        if verified(
            path,
            packed[:at] + bytes([packed[at] ^ 1]) + packed[at + 1 :],
            key=key.verifier,
        ).is_sound
    ]

    assert whole == []


@pytest.mark.parametrize("content", [b"a letter", b"a roster"])
def test_a_changed_part_is_named(tmp_path: Path, packed: bytes, content: bytes) -> None:
    name = {b"a letter": "letter.pdf", b"a roster": "roster.xlsx"}[content]

    found = verified(tmp_path / "b.zip", packed.replace(content, content[::-1]))

    assert name in {fault.where for fault in found.faults}


def rezipped(packed: bytes, **changes: bytes | None) -> bytes:
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, content in changes.items():
        at = name.replace("_", ".")
        if content is None:
            del parts[at]
        else:
            parts[at] = content
    return bundle._zipped(parts)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"letter_pdf": b"another letter"}, "letter.pdf"),
        ({"roster_xlsx": None}, "roster.xlsx"),
        ({"stray_txt": b"more"}, "stray.txt"),
        ({"manifest_txt": b"none"}, "manifest.txt"),
        ({"manifest_txt": None}, "manifest.txt"),
        ({"consignment_json": b"{}"}, "consignment.json"),
        ({"key_txt": b"no key"}, "key.txt"),
    ],
)
def test_parts_packed_anew_do_not_fit_the_manifest(
    tmp_path: Path, packed: bytes, changes: dict[str, bytes | None], where: str
) -> None:
    found = verified(tmp_path / "b.zip", rezipped(packed, **changes))

    assert where in {fault.where for fault in found.faults}


def test_another_office_s_signature_is_refused(tmp_path: Path, packed: bytes) -> None:
    other = read_or_make_key(tmp_path / "other.pem", "tuopin")

    found = verified(tmp_path / "b.zip", packed, key=other.verifier)

    assert [fault.where for fault in found.faults] == ["manifest.txt"]


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all"])
def test_what_is_no_bundle_is_refused_in_words(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture
) -> None:
    (tmp_path / "b.zip").write_bytes(content)

    assert verify_command(tmp_path / "b.zip", key=None) == 1
    assert "不是备案包" in capsys.readouterr().err


def test_a_packed_bomb_is_not_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("letter.pdf", b"0" * 2**24)

    found = bundle.verify(tmp_path / "b.zip")

    assert not found.is_sound
    assert found.about == {}

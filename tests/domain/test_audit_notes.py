"""A checkpoint counts when a known key has signed exactly its words."""

from __future__ import annotations

import base64
import hashlib
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tuopin.office.audit.notes import (
    Checkpoint,
    SigningKey,
    UnreadableNote,
    VerifierKey,
    read_note,
    read_or_make_key,
    sign,
)

CHECKPOINT = Checkpoint(
    origin="tuopin-test",
    size=7,
    root=hashlib.sha256(b"root").digest(),
    signed_at="2017-12-20T01:02:03.000004Z",
)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return read_or_make_key(tmp_path_factory.mktemp("keys") / "key.pem", "tuopin-test")


def test_a_signed_note_reads_back_as_what_was_signed(key: SigningKey) -> None:
    assert read_note(sign(CHECKPOINT, key), [key.verifier]) == CHECKPOINT


def test_a_note_is_a_signed_note_that_any_witness_reads(key: SigningKey) -> None:
    text, _, signature = sign(CHECKPOINT, key).partition("\n\n")
    mark, name, encoded = signature.rstrip("\n").split(" ")
    opened = base64.b64decode(encoded)
    named = b"tuopin-test\n\x01" + key.verifier.public

    assert text.split("\n")[:2] == ["tuopin-test", "7"]
    assert (mark, name) == ("—", "tuopin-test")
    assert opened[:4] == hashlib.sha256(named).digest()[:4]
    Ed25519PublicKey.from_public_bytes(key.verifier.public).verify(
        opened[4:], f"{text}\n".encode()
    )


@settings(max_examples=200)
@given(data=st.data())
def test_a_note_with_any_other_character_is_refused(
    key: SigningKey, data: st.DataObject
) -> None:
    note = sign(CHECKPOINT, key)
    at = data.draw(st.integers(0, len(note) - 1))
    other = data.draw(st.characters().filter(lambda char: char != note[at]))

    with pytest.raises(UnreadableNote):
        read_note(note[:at] + other + note[at + 1 :], [key.verifier])


@given(data=st.data())
def test_a_note_that_was_cut_short_or_lengthened_is_refused(
    key: SigningKey, data: st.DataObject
) -> None:
    note = sign(CHECKPOINT, key)
    cut = note[: data.draw(st.integers(0, len(note) - 1))]

    for spoilt in (cut, note + data.draw(st.sampled_from(["\n", " ", "— x y\n"]))):
        with pytest.raises(UnreadableNote):
            read_note(spoilt, [key.verifier])


def test_a_note_of_a_stranger_is_refused(key: SigningKey, tmp_path: Path) -> None:
    stranger = read_or_make_key(tmp_path / "stranger.pem", "tuopin-test")

    with pytest.raises(UnreadableNote, match="none of the known keys"):
        read_note(sign(CHECKPOINT, stranger), [key.verifier])


def test_a_witness_may_add_a_signature_of_its_own(
    key: SigningKey, tmp_path: Path
) -> None:
    witness = read_or_make_key(tmp_path / "witness.pem", "city-archive")
    added = sign(CHECKPOINT, witness).partition("\n\n")[2]
    note = sign(CHECKPOINT, key) + added

    assert read_note(note, [key.verifier]) == CHECKPOINT
    assert read_note(note, [key.verifier, witness.verifier]) == CHECKPOINT


def test_a_key_is_handed_out_in_one_line_and_read_back(key: SigningKey) -> None:
    assert VerifierKey.parse(key.verifier.text) == key.verifier


@pytest.mark.parametrize("text", ["", "name", "a+b+c", "n+00000000+AQ==", "n++"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(UnreadableNote):
        VerifierKey.parse(text)


def test_the_private_key_is_for_its_owner_alone_and_made_once(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "key.pem"

    made = read_or_make_key(path, "tuopin-test")
    again = read_or_make_key(path, "tuopin-test")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert made.verifier == again.verifier


@pytest.mark.parametrize("name", ["", "two words", "a+b", "tab\tbed"])
def test_a_key_needs_a_name_that_fits_into_a_note(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot name a key"):
        read_or_make_key(tmp_path / "key.pem", name)


def test_notices_print_sixteen_characters_that_follow_from_the_note() -> None:
    other = Checkpoint("tuopin-test", 8, CHECKPOINT.root, CHECKPOINT.signed_at)

    assert len(CHECKPOINT.code) == 16
    assert CHECKPOINT.code != other.code

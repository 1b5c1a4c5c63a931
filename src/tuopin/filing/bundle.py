"""A consignment in one signed file, for offices without a connection (备案包).

A zip whose parts are stored as they are, in one form: the same parts give the same
bytes, so that any byte that was changed is found, wherever it lies. Verifying needs
neither a database nor Django.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from tuopin.filing.domain import Matter
from tuopin.office.audit.notes import (
    SigningKey,
    UnreadableNote,
    VerifierKey,
    read_signed,
    sign_text,
)
from tuopin.rulebook.text import Text

MANIFEST, KEY, CONSIGNMENT = "manifest.txt", "key.txt", "consignment.json"
KIND = "tuopin filing bundle 1"
MOST_PARTS = 20
MOST_BYTES = 256 * 2**20
DATED = (1980, 1, 1, 0, 0, 0)
# What the library raises for a zip that somebody has spoilt.
UNREADABLE = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    struct.error,
)
LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


@dataclass(frozen=True)
class BundleFault:
    """What is not as it was signed, and where."""

    where: str
    what: Text


@dataclass(frozen=True)
class BundleChecked:
    """What verifying a bundle found; sound without a fault."""

    faults: tuple[BundleFault, ...]
    about: Mapping[str, object]
    key: VerifierKey | None
    is_known: bool
    """Whether the key was given by the reader, and not by the bundle itself."""

    @property
    def is_sound(self) -> bool:
        """Whether everything is as it was signed."""
        return not self.faults


def roster_digest(names: Sequence[str]) -> str:
    """Return the digest by which a consignment is known: of whom or what it names."""
    return hashlib.sha256(json.dumps(sorted(names)).encode()).hexdigest()


def matter_of(about: Mapping[str, object]) -> Matter:
    """Return what a bundle is about; raises ValueError for a word it does not know."""
    return Matter(str(about.get("matter", Matter.HOUSEHOLD_EXITS.value)))


def packed(parts: Mapping[str, bytes], key: SigningKey) -> bytes:
    """Return the parts as a bundle: with the key, and a manifest signed by it."""
    whole = {**parts, KEY: f"{key.verifier.text}\n".encode()}
    lines = [KIND, *(f"{_digest(whole[name])}  {name}" for name in sorted(whole))]
    text = "".join(f"{line}\n" for line in lines)
    return _zipped({**whole, MANIFEST: sign_text(text, key).encode()})


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(name, DATED)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, parts[name])
    return written.getvalue()


def verify(path: Path, *, key: VerifierKey | None = None) -> BundleChecked:
    """Hold a bundle against its manifest, byte by byte.

    Without a key of the reader's own the bundle's is taken: that proves it whole, and
    leaves to the reader to ask the office whether the key is its own.
    """
    faults: list[BundleFault] = []
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("too large")
        content = path.read_bytes()
        parts = _parts(content, faults)
    except (OSError, *UNREADABLE):
        unreadable = Text(
            "不是备案包，或文件已损坏", "this is no bundle, or it is damaged"
        )
        return BundleChecked((BundleFault(path.name, unreadable),), {}, None, False)
    taken = key or _own_key(parts, faults)
    if taken is not None:
        _find_in_manifest(parts, taken, faults)
    about = _about(parts, faults)
    if not faults:
        _find_outside_parts(content, parts, faults)
    return BundleChecked(tuple(faults), about, taken, key is not None)


def _parts(content: bytes, faults: list[BundleFault]) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_PARTS or any(
            one.compress_type != zipfile.ZIP_STORED or one.file_size > len(content)
            for one in entries
        ):
            raise ValueError("not in the form of a bundle")
        found: dict[str, bytes] = {}
        for entry in entries:
            try:
                found[entry.filename] = archive.read(entry)
            except UNREADABLE:
                changed = Text("内容被改动", "its content was changed")
                faults.append(BundleFault(entry.filename, changed))
        return found


def _own_key(
    parts: Mapping[str, bytes], faults: list[BundleFault]
) -> VerifierKey | None:
    try:
        return VerifierKey.parse(parts.get(KEY, b"").decode())
    except (UnreadableNote, UnicodeDecodeError):
        faults.append(BundleFault(KEY, Text("没有可读的公钥", "no readable key")))
        return None


def _find_in_manifest(
    parts: Mapping[str, bytes], key: VerifierKey, faults: list[BundleFault]
) -> None:
    try:
        text = read_signed(parts.get(MANIFEST, b"").decode(), [key])
        kind, *lines = text.splitlines()
        if kind != KIND:
            raise UnreadableNote("another kind of text")
        listed = dict(_listed(line) for line in lines)
    except (UnreadableNote, UnicodeDecodeError):
        unsigned = Text(
            "清单的签名不符：清单被改动，或不是该公钥签发",
            "its signature does not fit: it was changed, or another key signed it",
        )
        faults.append(BundleFault(MANIFEST, unsigned))
        return
    named = {fault.where for fault in faults}
    for name in sorted(set(listed) | set(parts) - {MANIFEST}):
        if name in named:
            continue
        if name not in parts:
            faults.append(BundleFault(name, Text("文件缺失", "it is missing")))
        elif name not in listed:
            stray = Text("清单中没有此文件", "the manifest does not name it")
            faults.append(BundleFault(name, stray))
        elif _digest(parts[name]) != listed[name]:
            changed = Text("内容被改动", "its content was changed")
            faults.append(BundleFault(name, changed))


def _listed(line: str) -> tuple[str, str]:
    found = LINE.fullmatch(line)
    if found is None:
        raise UnreadableNote("a line of the manifest is not in its one form")
    return found[2], found[1]


def _about(
    parts: Mapping[str, bytes], faults: list[BundleFault]
) -> Mapping[str, object]:
    """Return what the consignment says, once its roster has the digest it claims."""
    try:
        about = json.loads(parts.get(CONSIGNMENT, b""))
        names = about[matter_of(about).names]
        fits = roster_digest(names) == about["roster_sha256"]
    except (ValueError, KeyError, TypeError):
        wrong = Text("不可读", "it cannot be read")
        faults.append(BundleFault(CONSIGNMENT, wrong))
        return {}
    if not fits:
        wrong = Text(
            "名单与其校验码不符", "the roster does not have the digest it claims"
        )
        faults.append(BundleFault(CONSIGNMENT, wrong))
    return dict(about)


def _find_outside_parts(
    content: bytes, parts: Mapping[str, bytes], faults: list[BundleFault]
) -> None:
    """Note a byte changed where no part lies: between them, or in their names."""
    expected = _zipped(parts)
    if content == expected:
        return
    pairs = zip(content, expected, strict=False)
    shorter = min(len(content), len(expected))
    at = next((at for at, (a, b) in enumerate(pairs) if a != b), shorter)
    changed = Text(
        f"文件第{at + 1}个字节被改动（不在任何一份材料之内）",
        f"byte {at + 1} of the file was changed, outside of all parts",
    )
    faults.append(BundleFault("zip", changed))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

"""What `tuopin filing verify` prints; needs no database."""

from __future__ import annotations

import sys
from pathlib import Path

from tuopin.filing import bundle
from tuopin.office.audit.notes import UnreadableNote, VerifierKey

DONE, REFUSED, WRONG_USAGE = 0, 1, 2


def verify_command(path: Path, *, key: str | None) -> int:
    """Verify a bundle and say what was found; 0 when all is as it was signed."""
    try:
        given = VerifierKey.parse(key) if key else None
    except UnreadableNote as unreadable:
        print(f"公钥不可读。The key cannot be read: {unreadable}", file=sys.stderr)
        return WRONG_USAGE
    found = bundle.verify(path, key=given)
    if not found.is_sound:
        for fault in found.faults:
            print(
                f"被改动 {fault.where}：{fault.what.zh}  Tampered: {fault.what.en}",
                file=sys.stderr,
            )
        print(
            "核验未通过，请勿据此出具回执；请与报送单位联系，重新报送。\n"
            "Not sound: give no receipt for it, and ask the sender for another.",
            file=sys.stderr,
        )
        return REFUSED
    about, signer = found.about, found.key
    assert signer is not None
    matter = bundle.matter_of(about)
    count = len(_list(about.get(matter.names)))
    print(
        f"核验通过：{about.get('letter')}，{about.get('sent_on')}，"
        f"{matter.label.zh}，{count}{matter.unit.zh}。\n"
        f"OK {about.get('letter')}, {about.get('sent_on')}, "
        f"{count} {matter.unit.en}, "
        f"checkpoint {about.get('checkpoint') or '-'}\n"
        f"公钥 key {signer.text}"
    )
    if not found.is_known:
        print(
            "此公钥由备案包自带：请向报送单位核对上面这一行，或用 --key 指定。\n"
            "The bundle itself brought this key: ask the sender for the line above, "
            "or give it with --key."
        )
    return DONE


def _list(found: object) -> list[object]:
    return found if isinstance(found, list) else []

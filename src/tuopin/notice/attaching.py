"""Files that came with an objection, or that its answer rests on."""

from __future__ import annotations

from collections.abc import Sequence

from tuopin.notice.models import Objection
from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.audit.rows import RowRef
from tuopin.office.documents import gates
from tuopin.office.documents.domain import Reference
from tuopin.office.documents.using import Use, write_uses


class UnableToDecide(Refusal):
    """An objection that this person cannot answer, or that was answered."""


def refuse_not_kept(files: Sequence[Reference]) -> None:
    """Refuse files that are not kept as named in the actor's area."""
    gates.refuse_not_kept(files, UnableToDecide, cite="art-06")


def files_of(
    objection: Objection, role: str, files: Sequence[Reference], actor: Actor
) -> list[RowRef]:
    """Bind files to an objection or its answer, and return their rows."""
    about = f"objection:{objection.id}"
    uses = [Use(one, objection.village_code, "objection", role, about) for one in files]
    return list(write_uses(uses, actor).values())

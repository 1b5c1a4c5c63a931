"""An objection that anybody may bring, by the form or by a program (art. 6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tuopin.notice import operations as notices
from tuopin.notice import public
from tuopin.notice.domain import Channel
from tuopin.notice.public import PublicNotice
from tuopin.office.accounts.queries import portal_actor
from tuopin.office.scope import acting_as, alone_with
from tuopin.rulebook.text import Text

# The household waits already; more of the same would only bury what others say.
MOST_UNDECIDED = 5
ENOUGH = Text(
    "对这一户已有多条意见正在处理，这一户已经暂停。还有要说的，请告诉村、乡镇或县里。",
    "Several objections to this household are being looked into, and it waits. If "
    "there is more to say, tell the village, the township or the county.",
)


def take_in(found: PublicNotice, said: Mapping[str, str], *, on: date) -> str | None:
    """Return the receipt of an objection; none where nobody takes it in here.

    The receipt was drawn with the form: a form sent twice is one objection, and two
    people who say the same are two.
    """
    portal = portal_actor(on=on, at=found.village_code)
    if portal is None:
        return None
    code = said["receipt"]
    with acting_as(portal):
        alone_with(f"receipt:{code}")
        if public.is_taken_in(code):
            return code
        about = public.case_on_line(found.token, int(said["line"]))
        if about is None:
            return None
        notice, case_id = about
        if public.undecided_from_the_portal(case_id) >= MOST_UNDECIDED:
            raise notices.UnableToDecide(ENOUGH, cite="art-06")
        notices.object_to(
            notice=notice,
            statement=notices.Statement(
                case_id=case_id,
                channel=Channel.PORTAL,
                text=said["text"],
                objector_name=said["name"],
                receipt_code=code,
            ),
            actor=portal,
            on=on,
        )
    return code

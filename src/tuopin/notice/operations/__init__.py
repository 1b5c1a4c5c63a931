"""Posting, closing, objecting, answering (公示公告、异议; art. 6).

A notice's period is computed once, when it is posted, by the pack's own counting; no
operation closes it early. An objection holds one household and lets the others go.
"""

from tuopin.notice.answering import Answer
from tuopin.notice.attaching import UnableToDecide
from tuopin.notice.operations.closing import (
    UnableToClose,
    close_announcement,
    close_first,
    close_in_township,
    close_in_village,
    close_second,
)
from tuopin.notice.operations.objecting import (
    Statement,
    decide_objection,
    object_to,
)
from tuopin.notice.operations.posting import (
    Posted,
    Posting,
    UnableToPost,
    announce,
    post_first,
    post_in_township,
    post_in_village,
    post_second,
)
from tuopin.notice.operations.reviewing import (
    ReviewRequest,
    ask_second_review,
    decide_second_review,
)

__all__ = [
    "Answer",
    "Posted",
    "Posting",
    "ReviewRequest",
    "Statement",
    "UnableToClose",
    "UnableToDecide",
    "UnableToPost",
    "announce",
    "ask_second_review",
    "close_announcement",
    "close_first",
    "close_in_township",
    "close_in_village",
    "close_second",
    "decide_objection",
    "decide_second_review",
    "object_to",
    "post_first",
    "post_in_township",
    "post_in_village",
    "post_second",
]

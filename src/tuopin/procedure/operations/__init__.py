"""The acts of articles 6 and 7 that are done inside the offices, one function each.

Every act goes through `recording.record_acts`; what a function here adds is what the
act itself asks for: a filed plan, a visit, a quorum, a signer. Posting, filing and
archiving are acts of the stages above, which call `record_acts` of this one, or
`record_decision` for what decides or goes public.
"""

from tuopin.procedure.operations.answers import Answer, acknowledge
from tuopin.procedure.operations.assessing import assess
from tuopin.procedure.operations.comparing import (
    Comparison,
    UnableToCompare,
    answer_comparison,
    compare_list,
    preview_list,
)
from tuopin.procedure.operations.holding import (
    hold,
    release,
    restart,
    settle,
    withdraw,
)
from tuopin.procedure.operations.meeting import Meeting, appraise
from tuopin.procedure.operations.offices import (
    approve,
    determine,
    examine,
    report_to_township,
    verify_committees,
    verify_team,
)
from tuopin.procedure.operations.opening import Listed, list_in_plan, survey
from tuopin.procedure.operations.refusals import UnableToRecord
from tuopin.procedure.operations.sealing import record_decision
from tuopin.procedure.operations.surveyed_again import (
    conclude_on_surveys,
    hold_for_second_surveys,
)
from tuopin.procedure.operations.villages import (
    announce_in_county_media,
    approve_villages,
    assess_villages,
    determine_villages,
    examine_on_site,
    list_villages_in_plan,
    return_indicators,
    submit_to_city,
)
from tuopin.procedure.recording import record_acts

__all__ = [
    "Answer",
    "Comparison",
    "Listed",
    "Meeting",
    "UnableToCompare",
    "UnableToRecord",
    "acknowledge",
    "announce_in_county_media",
    "answer_comparison",
    "appraise",
    "approve",
    "approve_villages",
    "assess",
    "assess_villages",
    "compare_list",
    "conclude_on_surveys",
    "determine",
    "determine_villages",
    "examine",
    "examine_on_site",
    "hold",
    "hold_for_second_surveys",
    "list_in_plan",
    "list_villages_in_plan",
    "preview_list",
    "record_acts",
    "record_decision",
    "release",
    "report_to_township",
    "restart",
    "return_indicators",
    "settle",
    "submit_to_city",
    "survey",
    "verify_committees",
    "verify_team",
    "withdraw",
]

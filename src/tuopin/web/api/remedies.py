"""What to do next, by the code of what stood in the way."""

from __future__ import annotations

from collections.abc import Mapping

from tuopin.procedure.domain import Because
from tuopin.rulebook.text import Text

_REMEDIES: Mapping[str, Text] = {
    Because.NOT_THERE: Text(
        "请核对编号和管辖范围。", "Compare the number and the area it lies in."
    ),
    Because.ENDED: Text(
        "如须再办，请有权的岗位先重新开始一轮。",
        "If it is to go on, have a fresh round begun first.",
    ),
    Because.DONE_BEFORE: Text(
        "不用再发送；请查看该户（村）的办理记录。",
        "Do not send it again; read the record of the case.",
    ),
    Because.REQUIREMENT_MISSING: Text(
        "请先办理所列的前面环节。", "Do the acts that are named first."
    ),
    Because.HELD: Text(
        "请先答复异议或解除暂停。", "Answer the objection or end the hold first."
    ),
    Because.FACTS_CHANGED: Text("请先重新评定。", "Assess again first."),
    Because.SAME_PERSON: Text("请由另一人办理。", "Have it done by somebody else."),
    Because.RECUSED: Text("请由不需回避的人办理。", "Have it done by somebody else."),
    Because.DATE_OUT_OF_ORDER: Text(
        "请核对日期：不能早于前面的环节。",
        "Compare the day: it cannot be before that of an earlier act.",
    ),
    Because.DATE_IN_FUTURE: Text(
        "请在办理当天或之后录入。", "Enter it on the day or later."
    ),
    Because.ENTERED_TOO_LATE: Text(
        "不能补填过去的日期；请按今天的日期办理。",
        "An act is not dated back: do it with today's date.",
    ),
    Because.EVIDENCE_MISSING: Text(
        "请先上传所缺的材料，再在evidence中写明编号。",
        "Upload the paper that is missing and name its number in `evidence`.",
    ),
    Because.PAST_DEADLINE: Text(
        "本年度已过期限，请转入下一年度计划。",
        "The year's last day has passed: plan it for the next year.",
    ),
    Because.NOT_TOGETHER: Text(
        "请与须同时办理的环节在规定时间内一起办理。",
        "Do it together with the act that has to go with it.",
    ),
    "not_signed_in": Text(
        "请在Authorization中出示访问令牌，或先登录。",
        "Show an access token in `Authorization`, or sign in first.",
    ),
    "read_only_token": Text(
        "请在“我的账号”里发放可以办理的令牌。",
        "Issue a token that may act on your account's page.",
    ),
    "comes_first": Text(
        "请在浏览器里登录，按提示完成。",
        "Sign in with a browser and do what it asks.",
    ),
    "choose_appointment": Text(
        "请在浏览器里选择任职，或使用访问令牌。",
        "Choose the appointment in a browser, or use an access token.",
    ),
    "no_csrf_token": Text(
        "请带X-CSRFToken，或改用访问令牌。",
        "Send `X-CSRFToken`, or use an access token.",
    ),
    "not_your_position": Text(
        "请由所列岗位的人办理。", "Have it done by somebody in that position."
    ),
    "not_your_jurisdiction": Text(
        "请只发送本辖区的。", "Send what lies in your own area only."
    ),
    "too_often": Text(
        "请等Retry-After所示的秒数后再试。",
        "Wait as many seconds as `Retry-After` says.",
    ),
    "key_used": Text(
        "另一件事请用新的Idempotency-Key。",
        "Use a new `Idempotency-Key` for another request.",
    ),
    "gone": Text(
        "请联系村、乡镇或县扶贫办。",
        "Ask the village, the township or the county office.",
    ),
}


def for_code(code: str) -> Text | None:
    """Return what to do next; nothing where the words have said it."""
    return _REMEDIES.get(code)

"""Access tokens are issued and revoked by whose account it is."""

from __future__ import annotations

from datetime import date

from tuopin.office.accounts import tokens
from tuopin.office.accounts.access import require_own
from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.models import AccessToken, Account
from tuopin.office.accounts.operations.recording import record_of_account
from tuopin.office.scope import acting_as
from tuopin.rulebook.text import Text

MOST_TOKENS = 10
LONGEST_TOKEN_NAME = 40


class UnableToIssue(Refusal):
    """A token that is not issued, and what to do instead."""


def issue_token(
    *, account: Account, name: str, may_act: bool, actor: Actor, on: date
) -> str:
    """Return a new token for the actor's own appointment; only its digest is kept."""
    require_own(account, actor)
    with acting_as(actor):
        Account.objects.select_for_update().get(id=account.id)
        called = name.strip()
        _require_fit(account, called, actor)
        token = tokens.draw()
        issued = AccessToken.objects.create(
            account=account,
            appointment_id=actor.appointment_id,
            name=called,
            digest=tokens.digest_of(token),
            may_act=may_act,
            issued_on=on,
        )
        said = {"token": issued.id, "may_act": may_act}
        record_of_account(account, "accounts.token.issued", said, actor, on)
        return token


def _require_fit(account: Account, name: str, actor: Actor) -> None:
    if tokens.lacks_factor(account.id, actor.position):
        raise UnableToIssue(
            Text(
                "您的岗位须有第二步验证才能发放访问令牌。请先在“我的账号”里设置第二步验证。",
                "Your position gets an access token only with a second step. Set the "
                "second step up first, on your account's page.",
            )
        )
    if not name or len(name) > LONGEST_TOKEN_NAME or "\0" in name:
        raise UnableToIssue(
            Text(
                f"请给令牌起一个名称，最多{LONGEST_TOKEN_NAME}个字，例如：县统计平台。",
                f"Give the token a name, {LONGEST_TOKEN_NAME} characters at most: the "
                "county's statistics platform, for example.",
            )
        )
    if tokens.of_account(account.id).count() >= MOST_TOKENS:
        raise UnableToIssue(
            Text(
                f"一个账号最多有{MOST_TOKENS}个令牌。请先吊销不用的。",
                f"An account has at most {MOST_TOKENS} tokens. Revoke one that is not "
                "used.",
            )
        )


def revoke_token(*, account: Account, token_id: int, actor: Actor, on: date) -> None:
    """Revoke one of one's tokens; raises AccessToken.DoesNotExist for another's."""
    require_own(account, actor)
    with acting_as(actor):
        Account.objects.select_for_update().get(id=account.id)
        token = tokens.of_account(account.id).get(id=token_id)
        AccessToken.objects.filter(id=token.id).update(revoked_on=on)
        said = {"token": token.id}
        record_of_account(account, "accounts.token.revoked", said, actor, on)

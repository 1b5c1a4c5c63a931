"""What is done to people and accounts, one function each.

Appointing and recusing are art. 12's; an administrator keeps accounts; what belongs to
an account alone is done by whose it is. Each is in the audit record.
"""

from tuopin.office.accounts.operations.appointing import (
    Seat,
    UnableToAppoint,
    appoint,
    appoint_many,
    dismiss,
    hand_over,
    install_administrator,
)
from tuopin.office.accounts.operations.carrying import (
    UnableToCarry,
    make_device,
    revoke_device,
)
from tuopin.office.accounts.operations.keeping import (
    UnableToKeep,
    admit,
    give_password,
    open_account,
    reset_factors,
)
from tuopin.office.accounts.operations.own import (
    add_factor,
    change_password,
    end_sign_ins,
    remove_factor,
    renew_recovery_codes,
    spend_recovery_code,
)
from tuopin.office.accounts.operations.recusing import recuse
from tuopin.office.accounts.operations.tokens import (
    LONGEST_TOKEN_NAME,
    UnableToIssue,
    issue_token,
    revoke_token,
)

__all__ = [
    "LONGEST_TOKEN_NAME",
    "Seat",
    "UnableToAppoint",
    "UnableToCarry",
    "UnableToIssue",
    "UnableToKeep",
    "add_factor",
    "admit",
    "appoint",
    "appoint_many",
    "change_password",
    "dismiss",
    "end_sign_ins",
    "give_password",
    "hand_over",
    "install_administrator",
    "issue_token",
    "make_device",
    "open_account",
    "recuse",
    "remove_factor",
    "renew_recovery_codes",
    "reset_factors",
    "revoke_device",
    "revoke_token",
    "spend_recovery_code",
]

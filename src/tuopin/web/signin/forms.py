"""What signing in and one's own account ask for."""

from __future__ import annotations

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuopin.office.accounts.models import Account
from tuopin.web.answering import CONTROL, LEFT_OUT

NEW_PASSWORD = {"class": "form-control", "autocomplete": "new-password"}
CODE = {**CONTROL, "inputmode": "numeric", "autocomplete": "one-time-code"}
LONGEST_CODE = 20


class LoginForm(AuthenticationForm):
    """An account's name and password."""

    error_messages = {  # noqa: RUF012  (Django reads it as a class attribute)
        "invalid_login": gettext_lazy(
            "The account or the password is wrong. Capitals matter. After five "
            "failures the account is locked for a quarter of an hour."
        ),
        "inactive": gettext_lazy("This account is closed. Ask your administrator."),
    }
    username = forms.CharField(
        label=gettext_lazy("Account"),
        widget=forms.TextInput(
            attrs={
                "class": "form-control",
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(
            attrs={"class": "form-control", "autocomplete": "current-password"}
        ),
    )


class CodeForm(forms.Form):
    """A code of an authenticator app, or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("One-time code"),
        max_length=LONGEST_CODE,
        error_messages=LEFT_OUT,
        widget=forms.TextInput(attrs=CODE),
    )


class ConfirmForm(forms.Form):
    """The password once more."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        error_messages=LEFT_OUT,
        widget=forms.PasswordInput(
            attrs={"class": "form-control", "autocomplete": "current-password"}
        ),
    )


class PasswordForm(forms.Form):
    """A new password, written twice, that keeps to the rule."""

    new = forms.CharField(
        label=gettext_lazy("New password"),
        strip=False,
        error_messages=LEFT_OUT,
        widget=forms.PasswordInput(attrs=NEW_PASSWORD),
    )
    again = forms.CharField(
        label=gettext_lazy("The new password again"),
        strip=False,
        error_messages=LEFT_OUT,
        widget=forms.PasswordInput(attrs=NEW_PASSWORD),
    )

    def __init__(self, written: object, *, account: Account) -> None:
        super().__init__(written, auto_id="password-%s")  # type: ignore[arg-type]
        self.account = account

    def clean_new(self) -> str:
        """Return the new password; it keeps to the rule and is another."""
        new: str = self.cleaned_data["new"]
        validate_password(new, self.account)
        if self.account.check_password(new):
            raise ValidationError(_("This is the password you have. Choose another."))
        return new

    def clean_again(self) -> str:
        """Refuse a second writing that differs from the first."""
        again: str = self.cleaned_data["again"]
        if again != self.data.get("new"):
            raise ValidationError(_("The two are not the same. Write it again."))
        return again

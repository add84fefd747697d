"""The way in: the accounts library's own views, chosen one by one, with their exact times rounded to the day."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from waystation.foundation.kernel import clock
from waystation.foundation.staff import api as staff

View = Callable[..., HttpResponse]


def quietly(view: View) -> View:
    """Run a view in one transaction in which the times it notes are rounded before they are written (T-04)."""

    @wraps(view)
    def rounded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            response = view(request, *args, **kwargs)
            staff.round_factor_times(at=clock.now())
            return response

    return rounded


urlpatterns: list[URLPattern] = [
    path("login/", quietly(account.login), name="account_login"),
    path("logout/", quietly(account.logout), name="account_logout"),
    path("again/", quietly(account.reauthenticate), name="account_reauthenticate"),
    path("factor/", quietly(factors.authenticate), name="mfa_authenticate"),
    path("factor/again/", quietly(factors.reauthenticate), name="mfa_reauthenticate"),
    path("factors/", quietly(factors.index), name="mfa_index"),
    path("factors/code/add/", quietly(totp.activate_totp), name="mfa_activate_totp"),
    path("factors/code/remove/", quietly(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("factors/spare/", quietly(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("factors/spare/new/", quietly(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("factors/spare/file/", quietly(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("factors/keys/", quietly(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("factors/keys/add/", quietly(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path(
        "factors/keys/again/", quietly(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"
    ),
    path("factors/keys/<int:pk>/remove/", quietly(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("factors/keys/<int:pk>/edit/", quietly(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
]

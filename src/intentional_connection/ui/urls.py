"""Signing in and out: of the library's addresses only those of the e-mail code and the second step; there are no passwords here.

The names are the library's own (it looks them up), so this room has no `app_name`.
"""

from allauth.account import views
from allauth.mfa.base.views import authenticate
from django.urls import path
from django.views.generic import RedirectView

from intentional_connection.kernel.ways import public
from intentional_connection.ui.sign_in import write_code

to_the_code = public(RedirectView.as_view(pattern_name="account_request_login_code", query_string=True))

urlpatterns = [
    path("login/", to_the_code, name="account_login"),
    path("login/code/", public(views.request_login_code), name="account_request_login_code"),
    path("login/code/confirm/", public(write_code), name="account_confirm_login_code"),
    path("second-step/", public(authenticate), name="mfa_authenticate"),
    path("logout/", public(views.logout), name="account_logout"),
    path("signup/", public(views.signup), name="account_signup"),
    path("inactive/", public(views.account_inactive), name="account_inactive"),
]

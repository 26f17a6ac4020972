"""Signing in, proving it again, second factors, language. Only these of allauth's addresses."""

from allauth.account.views import logout, password_change, password_set, reauthenticate
from django.urls import include, path

from accounts.views.languages import set_language
from accounts.views.reauthentication import reauthenticate_by_code
from accounts.views.second_factor import second_factor
from accounts.views.sign_in import sign_in, sign_in_code, staff_sign_in

urlpatterns = [
    path("login/", sign_in, name="account_login"),
    path("login/code/", sign_in_code, name="account_confirm_login_code"),
    path("staff/login/", staff_sign_in, name="account_staff_login"),
    path("staff/second-factor/", second_factor, name="account_second_factor"),
    path("logout/", logout, name="account_logout"),
    path("reauthenticate/", reauthenticate, name="account_reauthenticate"),
    path("reauthenticate/code/", reauthenticate_by_code, name="account_reauthenticate_by_code"),
    path("password/change/", password_change, name="account_change_password"),
    path("password/set/", password_set, name="account_set_password"),
    path("language/", set_language, name="set_language"),
    path("2fa/", include("allauth.mfa.urls")),
]

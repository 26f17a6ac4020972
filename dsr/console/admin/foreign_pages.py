"""Pages that libraries bring and this desk does not open: they edit and delete without a reason."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from procrastinate.contrib.django.models import ProcrastinateJob

for model in (EmailAddress, Authenticator, ProcrastinateJob):
    if admin.site.is_registered(model):
        admin.site.unregister(model)

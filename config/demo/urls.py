"""Addresses of the demo, below /demo/. Only config.settings.demo has them."""

from django.urls import include, path

from config.demo.views import mail, styleguide, tour, welcome

urlpatterns = [
    path("", welcome.welcome, name="demo_welcome"),
    path("sign-in/<slug:key>/", welcome.sign_in_as, name="demo_sign_in"),
    path("mail/", mail.mailbox, name="demo_mailbox"),
    path("mail/<slug:key>/", mail.one_mail, name="demo_mail"),
    path("tour/<slug:role>/", tour.tour, name="demo_tour"),
    path("styleguide/", styleguide.styleguide, name="demo_styleguide"),
    path("service/", include("config.demo.service_urls")),
]

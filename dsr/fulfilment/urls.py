"""The answer to a request, for the person who asked."""

from django.urls import path, re_path

from dsr.fulfilment.views import answer, media

app_name = "fulfilment"
urlpatterns = [
    path("requests/<str:reference>/answer/", answer.answer, name="answer"),
    re_path(
        r"^requests/(?P<reference>[^/]+)/answer/letter/(?P<language>ja|en)/$",
        answer.letter,
        name="letter",
    ),
    path("requests/<str:reference>/answer/send-code/", answer.send_code, name="send_code"),
    path("requests/<str:reference>/answer/code/", answer.code, name="code"),
    path("requests/<str:reference>/answer/package/", answer.package, name="package"),
    path("requests/<str:reference>/answer/medium/", media.password, name="medium"),
    path("requests/<str:reference>/answer/medium/send-code/", media.send_code, name="medium_code"),
]

"""The requester's pages."""

from django.urls import path

from dsr.portal.views import (
    drafts,
    front,
    leaving,
    letters,
    message_files,
    policies,
    questions,
    requests,
)

urlpatterns = [
    path("", front.home, name="portal_home"),
    path("policy/", policies.policy, name="portal_policy"),
    path("terms/", policies.terms, name="portal_terms"),
    path("policy/versions/", policies.versions, name="portal_policy_versions"),
    path("policy/versions/<slug:number>/", policies.version, name="portal_policy_version"),
    path("policy/versions/<slug:number>.pdf", policies.pdf, name="portal_policy_pdf"),
    path("policy/versions/<slug:number>/accept/", policies.accept, name="portal_policy_accept"),
    path(
        "policy/versions/<slug:older>/<slug:newer>/",
        policies.compare,
        name="portal_policy_compare",
    ),
    path("register/", front.register_page, name="portal_register"),
    path("agents/", front.agents, name="portal_agents"),
    path("accessibility/", front.accessibility, name="portal_accessibility"),
    path("sitemap.xml", front.sitemap, name="portal_sitemap"),
    path("robots.txt", front.robots, name="portal_robots"),
    path("request/", drafts.start, name="portal_start"),
    path("request/check/", drafts.check, name="portal_check"),
    path("request/submit/", drafts.submit, name="portal_submit"),
    path("request/discard/", drafts.discard, name="portal_discard"),
    path("request/<slug:slug>/", questions.question, name="portal_question"),
    path("leaving/", leaving.leaving, name="portal_leaving"),
    path("requests/", requests.request_list, name="portal_requests"),
    path("requests/<str:reference>/", requests.request_page, name="portal_request"),
    path("requests/<str:reference>/submitted/", requests.submitted, name="portal_submitted"),
    path("requests/<str:reference>/filed/", requests.filed_copy, name="portal_filed"),
    path(
        "requests/<str:reference>/files/<uuid:file_id>/",
        message_files.message_file,
        name="portal_message_file",
    ),
    path(
        "requests/<str:reference>/letters/<uuid:letter_id>/",
        letters.case_letter,
        name="portal_letter",
    ),
    path("requests/<str:reference>/withdraw/", requests.withdraw, name="portal_withdraw"),
]

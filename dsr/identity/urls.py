"""The person's identity pages."""

from django.urls import path

from dsr.identity.views import authority_documents, codes, documents

urlpatterns = [
    path("requests/<str:reference>/identity/", codes.identity_page, name="identity_page"),
    path("requests/<str:reference>/identity/code/", codes.send_code, name="identity_send_code"),
    path("requests/<str:reference>/identity/method/", codes.choose_method, name="identity_method"),
    path(
        "requests/<str:reference>/identity/documents/",
        documents.documents_page,
        name="identity_documents",
    ),
    path(
        "requests/<str:reference>/identity/documents/done/",
        documents.hand_in,
        name="identity_hand_in",
    ),
    path(
        "requests/<str:reference>/identity/documents/<uuid:document_id>/delete/",
        documents.delete_document,
        name="identity_delete_document",
    ),
    path(
        "requests/<str:reference>/authority/",
        authority_documents.authority_page,
        name="authority_documents",
    ),
    path(
        "requests/<str:reference>/authority/done/",
        authority_documents.hand_in,
        name="authority_hand_in",
    ),
    path(
        "requests/<str:reference>/authority/<uuid:document_id>/delete/",
        authority_documents.delete_authority,
        name="authority_delete",
    ),
]

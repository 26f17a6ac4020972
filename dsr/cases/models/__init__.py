"""What the case file keeps."""

from dsr.cases.models.case import Case
from dsr.cases.models.case_event import CaseEvent
from dsr.cases.models.case_item import CaseItem
from dsr.cases.models.case_letter import CaseLetter
from dsr.cases.models.case_link import CaseLink
from dsr.cases.models.case_message import CaseMessage
from dsr.cases.models.case_note import CaseNote
from dsr.cases.models.case_queryset import CaseQuerySet
from dsr.cases.models.clock_pause import ClockPause
from dsr.cases.models.defect_request import DefectRequest
from dsr.cases.models.message_attachment import MessageAttachment
from dsr.cases.models.message_template import MessageTemplate
from dsr.cases.models.reference_counter import ReferenceCounter

__all__ = [
    "Case",
    "CaseEvent",
    "CaseItem",
    "CaseLetter",
    "CaseLink",
    "CaseMessage",
    "CaseNote",
    "CaseQuerySet",
    "ClockPause",
    "DefectRequest",
    "MessageAttachment",
    "MessageTemplate",
    "ReferenceCounter",
]

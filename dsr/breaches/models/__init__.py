"""What the breaches app keeps."""

from dsr.breaches.models.breach import Breach, BreachQuerySet
from dsr.breaches.models.breach_counter import BreachCounter
from dsr.breaches.models.breach_event import BreachEvent
from dsr.breaches.models.breach_notice import BreachNotice
from dsr.breaches.models.breach_reminder import BreachReminder
from dsr.breaches.models.breach_report import BreachReport
from dsr.breaches.models.breach_text import BreachText
from dsr.breaches.models.concerned_person import ConcernedPerson

__all__ = [
    "Breach",
    "BreachCounter",
    "BreachEvent",
    "BreachNotice",
    "BreachQuerySet",
    "BreachReminder",
    "BreachReport",
    "BreachText",
    "ConcernedPerson",
]

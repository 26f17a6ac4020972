"""What the portal keeps."""

from dsr.portal.models.draft import Draft
from dsr.portal.models.leaving import Leaving
from dsr.portal.models.parked_page import ParkedPage

__all__ = ["Draft", "Leaving", "ParkedPage"]

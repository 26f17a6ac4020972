"""What the portal keeps."""

from dsr.portal.models.draft import Draft

__all__ = ["Draft"]

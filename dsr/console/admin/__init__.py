"""The staff face of a case."""

from dsr.console.admin import case

__all__ = ["case"]

"""The console's section on sources, collections and answers."""

from dsr.fulfilment.admin import collection, data_source, promise

__all__ = ["collection", "data_source", "promise"]

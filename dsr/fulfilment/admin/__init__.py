"""The console's section on sources, collections and answers."""

from dsr.fulfilment.admin import action_task, collection, data_source, promise

__all__ = ["action_task", "collection", "data_source", "promise"]

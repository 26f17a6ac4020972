"""What fulfilment keeps: sources, what they gave, the decision, the package, the delivery."""

from dsr.fulfilment.models.action_task import ActionTask
from dsr.fulfilment.models.collected_category import CollectedCategory
from dsr.fulfilment.models.collection import Collection
from dsr.fulfilment.models.data_source import DataSource
from dsr.fulfilment.models.decision import Decision, DecisionItem
from dsr.fulfilment.models.delivery import Delivery, DownloadGrant
from dsr.fulfilment.models.exclusion import Exclusion
from dsr.fulfilment.models.investigation import Investigation
from dsr.fulfilment.models.manual_task import ManualTask
from dsr.fulfilment.models.measure import Measure
from dsr.fulfilment.models.method_change import MethodChange
from dsr.fulfilment.models.package import Package
from dsr.fulfilment.models.planned_promise import PlannedPromise
from dsr.fulfilment.models.posting import PostalCopy, PostalFile, ReturnedPosting
from dsr.fulfilment.models.promise import Promise
from dsr.fulfilment.models.redaction import Redaction
from dsr.fulfilment.models.source_result import SourceResult

__all__ = [
    "ActionTask",
    "CollectedCategory",
    "Collection",
    "DataSource",
    "Decision",
    "DecisionItem",
    "Delivery",
    "DownloadGrant",
    "Exclusion",
    "Investigation",
    "ManualTask",
    "Measure",
    "MethodChange",
    "Package",
    "PlannedPromise",
    "PostalCopy",
    "PostalFile",
    "Promise",
    "Redaction",
    "ReturnedPosting",
    "SourceResult",
]

"""Lists that stay fast at a million rows: no full count, public references in addresses."""

from typing import Any, cast

from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property

MOST_COUNTED = 1000


class BoundedPaginator(Paginator):
    """Counts to a thousand and no further; what lies beyond is found by filter or search."""

    @cached_property
    def count(self) -> int:
        """Rows, at most MOST_COUNTED."""
        return cast("QuerySet", self.object_list)[:MOST_COUNTED].count()


class ReferenceChangeList(ChangeList):
    """Links rows by the admin's `reference_field`, so no primary key shows in an address."""

    def url_for_result(self, result: Any) -> str:
        """The address of one row's page."""
        admin = cast("Any", self.model_admin)
        reference = admin.reference_of(result) if hasattr(admin, "reference_of") else result.pk
        opts = self.opts
        return reverse(
            f"admin:{opts.app_label}_{opts.model_name}_change",
            args=[reference],
            current_app=self.model_admin.admin_site.name,
        )

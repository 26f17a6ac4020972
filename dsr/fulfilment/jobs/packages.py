"""A package is built."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from dsr.fulfilment.services.packages import BUILD_PACKAGE, build_package


@jobs.task(name=BUILD_PACKAGE, retry=3)
def build(package_id: str) -> None:
    """Build one package."""
    build_package(package_id=package_id, now=timezone.now())

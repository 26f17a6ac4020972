"""The company itself."""

from policies.models import Organisation


class OrganisationMissing(LookupError):
    """The organisation was not set up."""


def organisation() -> Organisation:
    """The one organisation row. Raises OrganisationMissing."""
    found = Organisation.objects.filter(pk=1).first()
    if found is None:
        raise OrganisationMissing("No organisation is set up. Run manage.py seed_policies.")
    return found

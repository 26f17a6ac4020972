"""Which categories of the register one thing asked is about. Pure."""

from collections.abc import Collection

ALL = "ALL"
# Categories of the register that are records of provision to third parties (Arts 29, 30).
PROVISION_CATEGORY = "PROVISION_RECORDS"


def covers(kind: str, scopes: Collection[str], *, code: str, scope: str, recorded: bool) -> bool:
    """Whether an item of `kind` over `scopes` is about a category.

    Arguments:
        scopes: Scope codes; none means everything, which we never narrow.
        code, scope: of the category.
        recorded: whether the register names records of provision apart. Then a request for them is
            about these alone (the statutory items), and no other request is.
    """
    if kind == "INQUIRY":
        return False
    if recorded and (kind == "PROVISION_RECORDS" or code == PROVISION_CATEGORY):
        return kind == "PROVISION_RECORDS" and code == PROVISION_CATEGORY
    return not scopes or ALL in scopes or scope in scopes

"""Where a yes, a no or an acceptance came from, in words; exports and services read the code."""

from django.utils.translation import gettext

from policies.enums import StatementSource

API, IMPORT = "API:", "IMPORT:"  # before the code: who passed it on


def source_in_words(source: str) -> str:
    """What people read for a row's code; a service's own code stays as the service named it."""
    if source.startswith(API):
        return gettext("From a service: %(place)s") % {"place": _place(source.removeprefix(API))}
    if source.startswith(IMPORT):
        return gettext("Imported: %(place)s") % {"place": _place(source.removeprefix(IMPORT))}
    return _place(source)


def _place(code: str) -> str:
    return str(StatementSource(code).label) if code in StatementSource.values else code

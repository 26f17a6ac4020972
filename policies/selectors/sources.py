"""Where a yes, a no or an acceptance came from, in words; exports and services read the code."""

import re

from django.utils.translation import gettext

from policies.enums import StatementSource

IMPORT = "IMPORT:"  # before the code: who passed it on
_OF_SERVICE = re.compile(r"API:(?:([0-9a-f]{8}):)?(.+)")  # of which one: ApiClient.tag


def source_in_words(source: str) -> str:
    """What people read for a row's code; a service's own code stays as the service named it."""
    if found := _OF_SERVICE.fullmatch(source):
        tag, place = found.groups()
        if tag:
            words = {"service": tag, "place": _place(place)}
            return gettext("From service %(service)s: %(place)s") % words
        return gettext("From a service: %(place)s") % {"place": _place(place)}
    if source.startswith(IMPORT):
        return gettext("Imported: %(place)s") % {"place": _place(source.removeprefix(IMPORT))}
    return _place(source)


def _place(code: str) -> str:
    return str(StatementSource(code).label) if code in StatementSource.values else code

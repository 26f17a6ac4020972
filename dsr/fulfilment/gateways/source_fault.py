"""Why a data source gave no answer, as codes whose labels tell staff what to do about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceFault(models.TextChoices):
    """Why a source gave no answer; the label tells staff what to do about it."""

    # permanent: somebody has to change something
    ADDRESS_INVALID = (
        "ADDRESS_INVALID",
        _(
            "The address is not one of a PostgreSQL database. Write it as "
            "postgresql://user:password@host:port/database, with a host, and without other options."
        ),
    )
    HOST_NOT_ALLOWED = (
        "HOST_NOT_ALLOWED",
        _(
            "This host is not on the list of hosts that sources may be read from. "
            "Ask the operator to add it, or correct the address."
        ),
    )
    SIGN_IN_REFUSED = (
        "SIGN_IN_REFUSED",
        _(
            "The database refused the sign-in. Check the user, the password, the database name "
            "and whether the database accepts connections from this server."
        ),
    )
    CATEGORY_NOT_MAPPED = (
        "CATEGORY_NOT_MAPPED",
        _("This source has no query, or more than one, for the category. Map exactly one."),
    )
    QUERY_MALFORMED = (
        "QUERY_MALFORMED",
        _(
            "The query cannot be run. It must be one SELECT without comments or semicolons, that "
            "finds the person by an identifier, such as: WHERE member_id = ANY(%(member_id)s)."
        ),
    )
    QUERY_WRITES = (
        "QUERY_WRITES",
        _(
            "The query tries to change or lock data. Sources are only ever read: "
            "write a plain SELECT."
        ),
    )
    QUERY_NOT_RESTRICTED = (
        "QUERY_NOT_RESTRICTED",
        _(
            "The query returns records even for an identifier that nobody has, so it would "
            "disclose other people's data. Restrict every part of it to the identifier."
        ),
    )
    TABLE_MISSING = (
        "TABLE_MISSING",
        _(
            "A table or column of the query does not exist. Correct the query, "
            "or ask whether the source has changed."
        ),
    )
    PERMISSION_MISSING = (
        "PERMISSION_MISSING",
        _(
            "The database account may not read this. Grant it SELECT on the tables of the query "
            "and USAGE on their schema, nothing more."
        ),
    )
    FIELDS_DIFFER = (
        "FIELDS_DIFFER",
        _(
            "The columns that came back are not the fields listed for the category. "
            "List every column with a Japanese and an English label, or select fewer."
        ),
    )
    TYPE_UNSUPPORTED = (
        "TYPE_UNSUPPORTED",
        _("A column has a type that cannot be written to a file faithfully. Cast it to text."),
    )
    TEXT_UNREADABLE = (
        "TEXT_UNREADABLE",
        _(
            "The source holds text in a character encoding that cannot be read. "
            "Convert it in the query, for example with convert_from()."
        ),
    )
    TOO_MANY_RECORDS = (
        "TOO_MANY_RECORDS",
        _(
            "There are more records than the limit of this source, and none was left out silently. "
            "Check that the query is restricted to one person, then raise the limit."
        ),
    )
    # passing: the same attempt may succeed later
    UNREACHABLE = "UNREACHABLE", _("The source could not be reached. It will be tried again.")
    TIMED_OUT = (
        "TIMED_OUT",
        _(
            "The source took too long to answer. It will be tried again; if this repeats, "
            "an index on the column that is searched usually helps."
        ),
    )
    LOCKED = "LOCKED", _("A table of the source was locked. It will be tried again.")
    BUSY = "BUSY", _("The source is overloaded. It will be tried again.")
    # a warning: it works, and should not stay so
    ACCOUNT_CAN_WRITE = (
        "ACCOUNT_CAN_WRITE",
        _(
            "The database account could also change data. Madoguchi never does, but ask for "
            "an account that may only read."
        ),
    )
    # the person, not the source
    NO_IDENTIFIER = (
        "NO_IDENTIFIER",
        _(
            "No identifier that this source can be searched by has been verified for this person. "
            "This does not mean that nothing is held."
        ),
    )
    IDENTIFIER_UNFIT = (
        "IDENTIFIER_UNFIT",
        _(
            "An identifier of this person does not have the form this source understands. "
            "This does not mean that nothing is held."
        ),
    )

"""PostgreSQL values as JSON, without losing a digit, an offset or a null.

Most types are handed on as the text PostgreSQL prints, because any Python type in between is
narrower: a float drops digits, datetime knows neither `infinity` nor the year 20000.
"""

import base64
import json
import math
import re
from decimal import Decimal
from typing import cast

from psycopg import Connection
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.types.string import TextLoader

from dsr.fulfilment.gateways.source_protocol import JSON

AS_PRINTED = (
    *("numeric", "money", "date", "time", "timetz", "interval", "uuid", "inet", "cidr", "record"),
    *("int4range", "int8range", "numrange", "daterange", "tsrange", "tstzrange"),
    *("int4multirange", "int8multirange", "nummultirange"),
    *("datemultirange", "tsmultirange", "tstzmultirange"),
)

_MOMENT = re.compile(
    r"(?P<date>\d{4,}-\d\d-\d\d) (?P<time>\d\d:\d\d:\d\d(?:\.\d+)?)"
    r"(?P<offset>[+-]\d\d(?::\d\d)*)?"
)


class UnsupportedType(TypeError):
    """A value has no faithful form in JSON; the message names its Python type."""


class MomentLoader(Loader):
    """timestamp and timestamptz in ISO 8601; `infinity` and years BC as PostgreSQL prints them."""

    def load(self, data: Buffer) -> str:
        """Return such as 2026-04-01T23:30:00.5+09:00."""
        printed = bytes(data).decode()
        moment = _MOMENT.fullmatch(printed)
        if moment is None:
            return printed
        offset = moment["offset"] or ""
        minutes = ":00" if len(offset) == len("+09") else ""
        return f"{moment['date']}T{moment['time']}{offset}{minutes}"


class BytesLoader(Loader):
    """bytea as base64 (RFC 4648 §4)."""

    def load(self, data: Buffer) -> str:
        """Return the base64 text; the session prints bytea in hex (sql_session.py)."""
        return base64.b64encode(bytes.fromhex(bytes(data)[2:].decode())).decode()


class JsonLoader(Loader):
    """json and jsonb as they are; a number no float can hold becomes text."""

    def load(self, data: Buffer) -> JSON:
        """Return the parsed document."""
        return cast("JSON", json.loads(bytes(data), parse_float=_exact_number))


def _exact_number(digits: str) -> float | str:
    number = float(digits)
    return number if math.isfinite(number) and Decimal(repr(number)) == Decimal(digits) else digits


def register_loaders(connection: Connection) -> None:
    """Make `connection` return values that `to_json` accepts."""
    for name in AS_PRINTED:
        connection.adapters.register_loader(name, TextLoader)
    for name in ("timestamp", "timestamptz"):
        connection.adapters.register_loader(name, MomentLoader)
    for name in ("json", "jsonb"):
        connection.adapters.register_loader(name, JsonLoader)
    connection.adapters.register_loader("bytea", BytesLoader)


def to_json(value: object) -> JSON:
    """Return a value loaded by psycopg as JSON.

    Raises UnsupportedType.
    """
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else str(value)
        case list():
            return [to_json(element) for element in value]
        case dict():
            return {str(key): to_json(element) for key, element in value.items()}
        case _:
            raise UnsupportedType(type(value).__name__)

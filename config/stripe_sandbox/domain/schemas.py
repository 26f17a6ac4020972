"""Every request and response against Stripe's published OpenAPI description.

The description is OpenAPI 3.0: `nullable` is turned into JSON Schema 2020-12 once, and objects that
list their properties are closed, so that a misspelt field of ours is a fault and not an extra.
"""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

DATA: Final = Path(__file__).resolve().parents[1] / "data" / "stripe_openapi_subset.json"
DOCUMENT: Final = "urn:stripe"
PLAIN: Final = ("type", "enum", "maxLength", "required")
Schema = dict[str, Any]


class BrokenAnswer(Exception):
    """The sandbox was about to say something Stripe's description does not allow."""


@lru_cache(maxsize=1)
def description() -> Schema:
    """The description with every schema normalised."""
    raw = json.loads(DATA.read_text(encoding="utf-8"))
    schemas = {name: _closed(schema) for name, schema in raw["components"]["schemas"].items()}
    return {"paths": raw["paths"], "components": {"schemas": schemas}}


def operation(template: str, method: str) -> Schema | None:
    """The description of one call, e.g. ("/v1/refunds", "post"); None where Stripe has none."""
    found = description()["paths"].get(template, {}).get(method)
    return found if isinstance(found, dict) else None


@lru_cache(maxsize=64)
def request_schema(template: str, method: str) -> Schema:
    """The schema of a call's parameters: the form for POST, the query for GET."""
    call = operation(template, method)
    if call is None:
        raise LookupError(f"{method} {template} is not in the description")
    if method == "post":
        content = call["requestBody"]["content"]["application/x-www-form-urlencoded"]
        return _closed(content["schema"])
    asked = [item for item in call.get("parameters", []) if item["in"] == "query"]
    return {
        "type": "object",
        "properties": {item["name"]: _closed(item["schema"]) for item in asked},
        "required": [item["name"] for item in asked if item.get("required")],
        "additionalProperties": False,
    }


@lru_cache(maxsize=64)
def request_validator(template: str, method: str) -> Draft202012Validator:
    return _validator(request_schema(template, method))


def check_response(template: str, method: str, body: Mapping[str, Any], *, ok: bool) -> None:
    """Raises BrokenAnswer unless Stripe's description allows `body` as the answer to this call."""
    _demand(_response_validator(template, method, ok), body, f"{method} {template}")


def check_object(kind: str, body: Mapping[str, Any]) -> None:
    """Raises BrokenAnswer unless `body` is a valid object of this kind (`charge`, `event` …)."""
    _demand(_object_validator(kind), body, kind)


def is_known_kind(kind: str) -> bool:
    return kind in description()["components"]["schemas"]


@lru_cache(maxsize=64)
def _response_validator(template: str, method: str, ok: bool) -> Draft202012Validator:  # noqa: FBT001
    call = operation(template, method)
    if call is None:
        return _object_validator("error")
    answer = call["responses"]["200" if ok else "default"]
    return _validator(_closed(answer["content"]["application/json"]["schema"]))


@lru_cache(maxsize=64)
def _object_validator(kind: str) -> Draft202012Validator:
    return _validator({"$ref": f"{DOCUMENT}#/components/schemas/{kind}"})


def _validator(schema: Schema) -> Draft202012Validator:
    return Draft202012Validator(schema, registry=_registry())


@lru_cache(maxsize=1)
def _registry() -> Registry[Any]:
    resource = DRAFT202012.create_resource(description())
    registry: Registry[Any] = Registry().with_resource(DOCUMENT, resource)
    return registry


def _demand(validator: Draft202012Validator, body: Mapping[str, Any], what: str) -> None:
    fault = next(iter(validator.iter_errors(body)), None)
    if fault is not None:
        deepest = _deepest(fault)
        where = "/".join(str(step) for step in deepest.absolute_path)
        raise BrokenAnswer(f"{what}: {where or 'body'}: {deepest.message[:300]}")


def _deepest(fault: ValidationError) -> ValidationError:
    """Of an `anyOf` fault, the alternative that came furthest: the one that was meant."""
    while fault.context:
        fault = max(fault.context, key=lambda inner: len(inner.absolute_path))
    return fault


def _closed(schema: Schema) -> Schema:
    """One OpenAPI 3.0 schema as JSON Schema 2020-12, closed where it lists its properties."""
    if "$ref" in schema:
        return _nullable(schema, {"$ref": DOCUMENT + schema["$ref"]})
    kept: Schema = {key: schema[key] for key in PLAIN if key in schema}
    if schema.get("properties"):
        kept["properties"] = {name: _closed(item) for name, item in schema["properties"].items()}
        kept.setdefault("additionalProperties", False)
    extra = schema.get("additionalProperties")
    if extra is not None:
        kept["additionalProperties"] = _closed(extra) if isinstance(extra, dict) else extra
    if "items" in schema:
        kept["items"] = _closed(schema["items"])
    if "anyOf" in schema:
        kept["anyOf"] = [_closed(item) for item in schema["anyOf"]]
    return _nullable(schema, kept)


def _nullable(schema: Schema, kept: Schema) -> Schema:
    if not schema.get("nullable"):
        return kept
    return {"anyOf": [kept, {"type": "null"}]}


def alternatives(schema: Schema) -> Iterable[Schema]:
    """The plain schemas a value may follow."""
    options = schema.get("anyOf")
    if options is None:
        return [schema]
    return [inner for option in options for inner in alternatives(option)]

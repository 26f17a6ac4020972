"""From text to the types of Stripe's description, and from its faults to Stripe's sentences.

Source: https://docs.stripe.com/error-codes (parameter_unknown, parameter_missing …).
"""

import re
from typing import Any, Final

from jsonschema.exceptions import ValidationError

from config.stripe_sandbox.domain.form_encoding import Tree, decode_form, name_of
from config.stripe_sandbox.domain.refusals import Refused
from config.stripe_sandbox.domain.schemas import (
    Schema,
    alternatives,
    request_schema,
    request_validator,
)

INTEGER: Final = re.compile(r"^[+-]?[0-9]{1,18}$")
NUMBER: Final = re.compile(r"^[+-]?[0-9]{1,18}(\.[0-9]{1,12})?$")
BOOLEANS: Final = {"true": True, "false": False}
METADATA_KEYS, METADATA_KEY, METADATA_VALUE = 50, 40, 500  # https://docs.stripe.com/api/metadata
FAULT_ORDER: Final = ("additionalProperties", "required", "type", "enum", "maxLength")


def read_parameters(template: str, method: str, encoded: str) -> Tree:
    """The typed parameters of a call, valid by Stripe's description.

    Raises Refused with the code and param Stripe would name.
    """
    schema = request_schema(template, method)
    tree = _typed(decode_form(encoded), schema)
    faults = sorted(request_validator(template, method).iter_errors(tree), key=_rank)
    if faults:
        raise _as_refusal(faults[0])
    _check_metadata(tree)
    return tree if isinstance(tree, dict) else {}


def _rank(fault: ValidationError) -> tuple[int, str]:
    kind = str(fault.validator)
    order = FAULT_ORDER.index(kind) if kind in FAULT_ORDER else len(FAULT_ORDER)
    return order, name_of(list(fault.absolute_path))


def _typed(value: Any, schema: Schema) -> Any:
    """The value as the first alternative that its shape fits; unchanged where none does."""
    for option in alternatives(schema):
        fits, typed = _as_option(value, option)
        if fits:
            return typed
    return value


def _as_option(value: Any, option: Schema) -> tuple[bool, Any]:
    if isinstance(value, dict):
        return option.get("type") == "object", _typed_hash(value, option)
    if isinstance(value, list):
        items = option.get("items", {})
        return option.get("type") == "array", [_typed(item, items) for item in value]
    return _as_scalar(value, option)


def _typed_hash(value: Tree, option: Schema) -> Tree:
    known = option.get("properties", {})
    rest = option.get("additionalProperties")
    fallback = rest if isinstance(rest, dict) else {}
    return {name: _typed(item, known.get(name, fallback)) for name, item in value.items()}


def _as_scalar(value: str, option: Schema) -> tuple[bool, Any]:
    match option.get("type"):
        case "integer" if INTEGER.match(value):
            return True, int(value)
        case "number" if NUMBER.match(value):
            return True, float(value)
        case "boolean" if value in BOOLEANS:
            return True, BOOLEANS[value]
        case "string":
            return value in option.get("enum", [value]), value
    return False, value


def _as_refusal(fault: ValidationError) -> Refused:
    param = name_of(list(fault.absolute_path))
    match fault.validator:
        case "additionalProperties":
            return _unknown(fault)
        case "required":
            return _absent(fault)
        case "enum":
            allowed = ", ".join(str(value) for value in _expected(fault) if value)
            return Refused(f"Invalid {param}: must be one of {allowed}", param=param)
        case "maxLength":
            return Refused(
                f"Invalid string: must be at most {fault.validator_value} characters",
                code="parameter_invalid_string_length",
                param=param,
            )
        case "type":
            return _mistyped(fault, param)
    if fault.instance == "":
        return _empty(param)
    return Refused(f"Invalid {param}", param=param)


def _expected(fault: ValidationError) -> list[Any]:
    """What the schema lists: the enum's values, or the required names."""
    value: Any = fault.validator_value
    return list(value)


def _given(fault: ValidationError) -> list[Any]:
    """The names that were sent."""
    value: Any = fault.instance
    return list(value)


def _unknown(fault: ValidationError) -> Refused:
    known = fault.schema.get("properties", {}) if isinstance(fault.schema, dict) else {}
    extra = next(name for name in _given(fault) if name not in known)
    param = name_of([*fault.absolute_path, extra])
    return Refused(f"Received unknown parameter: {param}", code="parameter_unknown", param=param)


def _absent(fault: ValidationError) -> Refused:
    wanted = next(name for name in _expected(fault) if name not in _given(fault))
    param = name_of([*fault.absolute_path, wanted])
    return Refused(f"Missing required param: {param}.", code="parameter_missing", param=param)


def _mistyped(fault: ValidationError, param: str) -> Refused:
    if fault.instance == "":
        return _empty(param)
    kind = str(fault.validator_value)
    if kind == "integer":
        return Refused(
            f"Invalid integer: {fault.instance}", code="parameter_invalid_integer", param=param
        )
    return Refused(f"Invalid {kind}: {param}", param=param)


def _empty(param: str) -> Refused:
    return Refused(
        f"You passed an empty string for '{param}'. We assume empty values are an attempt to "
        f"unset a parameter; however '{param}' cannot be unset.",
        code="parameter_invalid_empty",
        param=param,
    )


def _check_metadata(tree: Tree) -> None:
    metadata = tree.get("metadata") or {}
    if len(metadata) > METADATA_KEYS:
        raise Refused(f"Metadata can have up to {METADATA_KEYS} keys.", param="metadata")
    for key, value in metadata.items():
        if len(key) > METADATA_KEY or len(value) > METADATA_VALUE:
            raise Refused(
                f"Metadata keys are up to {METADATA_KEY} characters long and values up to "
                f"{METADATA_VALUE}.",
                param=f"metadata[{key[:METADATA_KEY]}]",
            )

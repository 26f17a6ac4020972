"""The OpenAPI document as a page: written by the server, without scripts or styles of others."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_safe

PROBLEMS = {
    "KEY": gettext_noop("The key is missing, unknown, over or revoked."),
    "SCOPE": gettext_noop("The client may not do this."),
    "RATE": gettext_noop("Too many requests within a minute. Retry-After says how long to wait."),
    "UNREADABLE": gettext_noop("The body is no JSON."),
    "LENGTH": gettext_noop("The body has no Content-Length. One sent in pieces is not read."),
    "TOO_LARGE": gettext_noop("The body is longer than anything we take. Send less at once."),
    "INVALID": gettext_noop("A value has not the documented form. The pointers say where."),
    "HOST": gettext_noop("The request names a host that is not this desk's."),
    "METHOD": gettext_noop("The address is right, the method is not."),
    "NO_OPERATION": gettext_noop("There is nothing at this address."),
    "IDEMPOTENCY_KEY_REUSED": gettext_noop("The Idempotency-Key belongs to another request."),
    "UNKNOWN_ITEM": gettext_noop("There is no such consent item."),
    "OTHER_TEXT": gettext_noop("The words in force are others. Show them, and ask again."),
    "PREREQUISITE": gettext_noop("The service needs it: it ends by leaving the service."),
    "UNKNOWN_VERSION": gettext_noop("There is no such version."),
    "NOT_ANNOUNCED": gettext_noop("The version has not been announced yet."),
    "NO_POLICY": gettext_noop("No version of this document is in force."),
    "NO_RECEIPT": gettext_noop("The ledger of this member has no such line."),
    "PROVISION_REFUSED": gettext_noop(
        "Nothing was kept. The pointers name each faulty record: MISSING, IN_THE_FUTURE,"
        " UNKNOWN_RECIPIENT (not in the desk's register), OTHER_RECORD (its key is of a record that"
        " says something else)."
    ),
    "DATABASE": gettext_noop("The desk cannot answer now. Take it as a no, and ask again."),
    "UNEXPECTED": gettext_noop("A fault of ours. Take it as a no."),
}


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Every operation with what it takes and answers, and every problem."""
    from consent.api import api

    document = api.get_openapi_schema()
    shapes = document["components"]["schemas"]
    operations = [
        _operation(path, method.upper(), operation, shapes)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    problems = [(code, f"problem-{code.lower()}", gettext(text)) for code, text in PROBLEMS.items()]
    context = {"operations": operations, "problems": problems}
    return render(request, "consent/api_docs.html", context)


def _operation(path: str, method: str, operation: Any, shapes: Any) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    parameters = [
        _line(one["name"], one["schema"], needed=one["required"], shapes=shapes,
              text=one["schema"].get("description") or one.get("description", ""))
        for one in operation.get("parameters", [])
    ]  # fmt: skip
    summary = operation["summary"]
    answer = operation["responses"][200]["content"]["application/json"]["schema"]
    return {
        "id": operation["operationId"],
        "path": path,
        "method": method,
        "summary": gettext(summary),
        "asked": [*parameters, *_lines(body.get("schema", {}), shapes)],
        "answered": _lines(answer, shapes),
    }


def _lines(schema: Any, shapes: Any, within: str = "") -> list[dict[str, Any]]:
    """A line for each member; those of an object, or of a list's objects, follow it."""
    shape = _resolve(schema, shapes)
    needed = set(shape.get("required", ()))
    lines = []
    for name, one in shape.get("properties", {}).items():
        full, text = within + name, one.get("description", "")
        lines.append(_line(full, one, needed=name in needed, shapes=shapes, text=text))
        lines += _lines(one.get("items", {}), shapes, within=f"{full}[].")
        lines += _lines({"properties": one.get("properties", {})}, shapes, within=f"{full}.")
    return lines


def _line(name: str, schema: Any, *, needed: bool, shapes: Any, text: str) -> dict[str, Any]:
    words = gettext(text) if text else ""
    return {"name": name, "kind": _kind(schema, shapes), "needed": needed, "text": words}


def _kind(schema: Any, shapes: Any) -> str:
    """A type in the words of JSON Schema, the same in every language."""
    shape = _resolve(schema, shapes)
    if "anyOf" in shape:
        return " | ".join(_kind(one, shapes) for one in shape["anyOf"])
    if "enum" in shape:
        return " | ".join(f'"{value}"' for value in shape["enum"])
    if "const" in shape:
        return str(shape["const"]).lower()
    if shape.get("type") == "array":
        return f"[{_kind(shape['items'], shapes)}]"
    return str(shape.get("format") or shape.get("type", "object"))


def _resolve(schema: Any, shapes: Any) -> Any:
    if "$ref" in schema:
        return shapes[schema["$ref"].rsplit("/", 1)[-1]]
    only = schema.get("allOf", ())
    return _resolve(only[0], shapes) if len(only) == 1 else schema

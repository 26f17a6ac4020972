"""Stripe's way of saying no. Source: https://docs.stripe.com/api/errors."""

from typing import Any

Body = dict[str, Any]


class Refused(Exception):
    """The sandbox declines a request or a control, as Stripe would.

    `status` is the HTTP status, `type` one of api_error, card_error, idempotency_error,
    invalid_request_error; `code` and `param` as documented, None where Stripe sends none.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        type: str = "invalid_request_error",  # noqa: A002 -- Stripe's own word
        code: str | None = None,
        param: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.type = type
        self.code = code
        self.param = param

    def as_body(self) -> Body:
        """The error envelope."""
        error: Body = {"message": self.message, "type": self.type}
        if self.code is not None:
            error["code"] = self.code
            error["doc_url"] = f"https://docs.stripe.com/error-codes/{self.code.replace('_', '-')}"
        if self.param is not None:
            error["param"] = self.param
        return {"error": error}


def missing(kind: str, wanted: str, *, param: str, status: int = 404) -> Refused:
    """No such object: 404 where the address named it, 400 where a parameter did."""
    return Refused(
        f"No such {kind}: '{wanted}'", status=status, code="resource_missing", param=param
    )

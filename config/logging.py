"""Logs: one JSON object a line, and only what is on the list below.

A log is kept longer, copied further and read by more people than the database. So nothing gets in
by default: not the arguments of a message, not a path, a query string, an address or a header, not
the text of an exception (PostgreSQL quotes the row that broke a constraint). A key outside the
list is dropped and its name reported, so that the author notices.
"""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

Event = MutableMapping[str, Any]

ALLOWED_KEYS = frozenset(
    {
        # what, where, when
        "event", "level", "logger", "timestamp", "where", "error", "frames", "dropped_keys",
        # a request, without what the visitor typed
        "method", "route", "status_code", "duration_ms",
        # a job
        "job_id", "task", "queue", "attempt", "action", "worker",
        # our own rows, by id, code or count; never by value
        "actor_id", "attempt_id", "case_id", "check_id", "code", "connector", "count", "draft_id",
        "event_id", "item_id", "kind", "letter_id", "message_id", "outbox_id", "outcome",
        "package_id", "payment_id", "policy_id", "reason_code", "reference", "refund_id",
        "source_id", "step", "stripe_id", "subject_id", "task_id", "user_id", "webhook_id",
    }
)  # fmt: skip
TEXT_LENGTH = 200  # characters of one value: codes are short
OURS = ("accounts", "config", "consent", "dsr", "policies")
TRUSTED = ("_granian", "granian")  # its first line holds nothing but its own state
TEMPLATED = ("django", *OURS)  # always log a constant text with its values beside it
FRAMES = 12
FRAME = re.compile(r'File "([^"]+)", line (\d+), in (\S+)')
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class JsonFormatter(structlog.stdlib.ProcessorFormatter):
    """One line of JSON for any record, ours or a library's.

    `exception_text` adds the words of an exception: the demo has no personal data, production may.
    """

    def __init__(self, *, exception_text: bool = False) -> None:
        self.exception_text = exception_text
        super().__init__(
            foreign_pre_chain=[self._describe_foreign],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                self._describe_error,
                keep_allowed_keys,
                structlog.processors.JSONRenderer(sort_keys=True),
            ],
        )

    def _describe_foreign(self, _logger: Any, _method: str, event: Event) -> Event:
        """Reduce a record of the standard library's logging to what is safe to keep of it."""
        record: logging.LogRecord = event["_record"]
        described: Event = {
            "event": _safe_text(record),
            "logger": record.name,
            "where": f"{record.module}:{record.lineno}",
            **_safe_facts(record),
        }
        for key in ("_record", "_from_structlog", "exc_info"):
            if key in event:
                described[key] = event[key]
        return described

    def _describe_error(self, _logger: Any, _method: str, event: Event) -> Event:
        error = _exception(event.pop("exc_info", None))
        if error is not None:
            event["error"] = f"{type(error).__module__}.{type(error).__qualname__}"
            if self.exception_text:
                event["error"] += f": {error}"
            event["frames"] = [
                f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(error.__traceback__)[-FRAMES:]
            ]
        return event


def keep_allowed_keys(_logger: Any, _method: str, event: Event) -> Event:
    """Drop every key that is not on the list, and every value that is not a plain code."""
    kept: Event = {}
    for key in event.keys() & ALLOWED_KEYS:
        kept[key] = _plain(event[key])
    if dropped := sorted(str(key)[:40] for key in event.keys() - ALLOWED_KEYS):
        kept["dropped_keys"] = dropped
    return kept


def logging_config(*, level: str, exception_text: bool) -> dict[str, Any]:
    """Django's LOGGING. `level` is a name of the standard library's, such as "INFO"."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    own = {"level": level, "handlers": ["stderr"], "propagate": False}
    quiet = {"level": "WARNING"}  # says at every command what it found
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonFormatter, "exception_text": exception_text}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {
            **{name: dict(own) for name in (*OURS, "django", "procrastinate")},
            "procrastinate.blueprints": quiet,
            "procrastinate.periodic": quiet,
        },
    }


def _safe_text(record: logging.LogRecord) -> str:
    """The constant part of a message; of a library that formats values into it, only its place."""
    root = record.name.partition(".")[0]
    if root in TRUSTED:
        return record.getMessage().partition("\n")[0]  # what follows is the traceback of a crash
    if root in TEMPLATED or record.args:
        return str(record.msg)
    action = getattr(record, "action", None)  # procrastinate's name for what happened
    return action if isinstance(action, str) else "text withheld"


def _safe_facts(record: logging.LogRecord) -> Event:
    facts: Event = {}
    if isinstance(status := getattr(record, "status_code", None), int):
        facts["status_code"] = status
    if (request := getattr(record, "request", None)) is not None:
        facts["method"] = getattr(request, "method", None)
        match = getattr(request, "resolver_match", None)
        facts["route"] = match.route if match is not None else None  # the pattern, not the path
    if record.name.partition(".")[0] in TRUSTED and "\n" in (said := record.getMessage()):
        facts["error"] = said.strip().splitlines()[-1].partition(":")[0]
        facts["frames"] = [
            f"{Path(file).name}:{line} {name}" for file, line, name in FRAME.findall(said)[-FRAMES:]
        ]
    if isinstance(job := getattr(record, "job", None), dict):
        facts["job_id"], facts["task"] = job.get("id"), job.get("task_name")
        facts["attempt"], facts["queue"] = job.get("attempts"), job.get("queue")
    return facts


def _exception(found: Any) -> BaseException | None:
    if found is True:
        found = sys.exc_info()
    if isinstance(found, tuple):
        found = found[1]
    return found if isinstance(found, BaseException) else None


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return CONTROL.sub(" ", str(value))[:TEXT_LENGTH]

"""Promises of consent: changes are told, what was forgotten is found, what is over is deleted."""

from consent.jobs import web_choices, webhooks

__all__ = ["web_choices", "webhooks"]

"""Promises of consent: changes are told, what was forgotten is found, what is over is deleted."""

from consent.jobs import webhooks

__all__ = ["webhooks"]

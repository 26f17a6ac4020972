"""State of the sandbox; none of it exists under production settings."""

from config.stripe_sandbox.models.clock import Clock
from config.stripe_sandbox.models.delivery import Delivery
from config.stripe_sandbox.models.idempotent_request import IdempotentRequest
from config.stripe_sandbox.models.planned_fault import PlannedFault
from config.stripe_sandbox.models.sandbox_object import SandboxObject

__all__ = ["Clock", "Delivery", "IdempotentRequest", "PlannedFault", "SandboxObject"]

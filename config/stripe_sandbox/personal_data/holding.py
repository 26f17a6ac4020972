"""What the sandbox says about its tables: practice only, and never installed in production."""

from accounts.personal_data.registry import Holding

PRACTICE = "practice names and mails typed on the demo's payment page; never in production"

HOLDING = Holding(
    app="stripe_sandbox",
    kept_because={
        "stripe_sandbox.IdempotentRequest": PRACTICE,
        "stripe_sandbox.SandboxObject": PRACTICE,
    },
    no_personal_data=frozenset(
        {"stripe_sandbox.Clock", "stripe_sandbox.Delivery", "stripe_sandbox.PlannedFault"}
    ),
)

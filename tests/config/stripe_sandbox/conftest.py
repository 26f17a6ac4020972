from tests.config.stripe_sandbox.stripe_over_http import client_of_stripe, sandbox

__all__ = ["client_of_stripe", "sandbox"]

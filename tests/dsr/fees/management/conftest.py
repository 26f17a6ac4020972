from tests.config.stripe_sandbox.stripe_over_http import db, sandbox, sandbox_server

__all__ = ["db", "sandbox", "sandbox_server"]

from tests.config.stripe_sandbox.stripe_over_http import (
    client_of_stripe,
    db,
    sandbox,
    sandbox_server,
)

__all__ = ["client_of_stripe", "db", "sandbox", "sandbox_server"]

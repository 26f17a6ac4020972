from config.stripe_sandbox.jobs import deliveries  # noqa: F401 -- registers the tasks

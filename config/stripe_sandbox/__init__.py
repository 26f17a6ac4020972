"""The embedded Stripe sandbox of the demo and the tests."""

import stripe

from config.stripe_sandbox.domain.signature import sign_payload


def test_signature_is_the_one_stripes_library_makes() -> None:
    payload = '{"開示": 1}'
    expected = stripe.WebhookSignature.generate_signature_header(payload, "whsec_x", 1_763_000_000)
    assert sign_payload(payload.encode(), secret="whsec_x", timestamp=1_763_000_000) == expected

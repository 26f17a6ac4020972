import pytest

from config.stripe_sandbox.domain.money import dispute_fee, payment_fee


@pytest.mark.parametrize(
    ("amount", "method", "lines"),
    [
        (1000, "card", [("stripe_fee", 36)]),
        (999, "card", [("stripe_fee", 35)]),  # 35.964
        (50, "card", [("stripe_fee", 1)]),
        (1000, "konbini", [("stripe_fee", 120), ("tax", 12)]),
        (10_000, "konbini", [("stripe_fee", 360), ("tax", 36)]),
    ],
)
def test_fee_is_what_its_lines_sum_to(
    amount: int, method: str, lines: list[tuple[str, int]]
) -> None:
    fee = payment_fee(amount, method)
    assert [(line["type"], line["amount"]) for line in fee.lines] == lines
    assert fee.total == sum(line[1] for line in lines)


def test_fee_of_a_dispute_is_1500_yen() -> None:
    assert dispute_fee().total == 1500

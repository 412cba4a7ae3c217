"""Answers that are worked out, for stand-ins that `call` a function."""

PRICES = {7: 20.0, 8: 35.5}


def refund(order, amount):
    """What the payment service would say."""
    if amount > PRICES[order]:
        return f"Order {order} cost only {PRICES[order]:.2f}"
    return f"Fake payment of {amount:.2f}"

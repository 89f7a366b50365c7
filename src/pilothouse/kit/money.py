"""Money as integer minor units beside an ISO 4217 code; arithmetic never leaves integers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pilothouse.kit.errors import Invalid

# ISO 4217 exponents that differ from two.
_EXPONENTS = {"JPY": 0, "KRW": 0, "CLP": 0, "VND": 0, "ISK": 0, "BHD": 3, "KWD": 3, "TND": 3}


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` units (cents) of `currency`."""

    minor: int
    currency: str

    def __str__(self) -> str:
        exponent = _EXPONENTS.get(self.currency, 2)
        amount = Decimal(self.minor).scaleb(-exponent)
        return f"{amount:,.{exponent}f} {self.currency}"


def parse_minor(text: str, currency: str) -> int:
    """Minor units of an amount typed by a person, such as `1,250.50`; raises `Invalid`."""
    try:
        amount = Decimal(text.replace(",", "").replace(" ", ""))
        scaled = amount.scaleb(_EXPONENTS.get(currency, 2))
        if not scaled.is_finite() or scaled != scaled.to_integral_value():
            raise InvalidOperation
    except InvalidOperation:
        raise Invalid(f"'{text[:40]}' is not an amount in {currency}.", cure="Write it as 1250.50.") from None
    return int(scaled)

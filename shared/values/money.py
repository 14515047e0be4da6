"""Money in fen (分, 1/100 yuan): exact integers, never floats. On the wire: yuan with two decimals, as a string."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from shared.values.errors import InvalidInput

LARGEST = 9_007_199_254_740_991
"""Largest amount in fen: fits PostgreSQL's ``bigint`` and every JSON reader's exact integers."""


class InvalidMoney(InvalidInput):
    """Text is not an amount in yuan with at most two decimals, or is out of range."""

    code = "invalid-money"
    detail_zh = "金额须为元，最多两位小数，例如 271028.30。"
    detail_en = "An amount is in yuan with at most two decimals, for example 271028.30."


class Fen(int):
    """An amount in fen (分). Sums and differences stay ``Fen``; every other step names its rounding."""

    @classmethod
    def from_yuan(cls, yuan: str | int | Decimal) -> Self:
        """Read yuan exactly: ``"271028.30"`` → 27102830. Raises ``InvalidMoney``."""
        try:
            fen = Decimal(yuan) * 100
        except (InvalidOperation, ValueError, TypeError) as error:
            raise InvalidMoney from error
        if not fen.is_finite() or abs(fen) > LARGEST or fen != fen.to_integral_value():
            raise InvalidMoney
        return cls(int(fen))

    @property
    def yuan(self) -> str:
        """Yuan with two decimals, as the API writes it."""
        sign = "-" if self < 0 else ""
        whole, part = divmod(abs(int(self)), 100)
        return f"{sign}{whole}.{part:02d}"

    def __add__(self, other: int) -> Fen:
        return Fen(int(self) + int(other))

    __radd__ = __add__

    def __sub__(self, other: int) -> Fen:
        return Fen(int(self) - int(other))

    def __neg__(self) -> Fen:
        return Fen(-int(self))

    def times_floor(self, factor: Decimal) -> Fen:
        """The product rounded down to the fen (FND-1 rounds a subsidy this way)."""
        return Fen(_exact(self, factor).__floor__())

    def times_ceil(self, factor: Decimal | Fraction) -> Fen:
        """The product rounded up to the fen (FND-3 rounds a wage floor this way)."""
        return Fen(_exact(self, factor).__ceil__())

    def split(self, weights: Sequence[int]) -> list[Fen]:
        """Parts in proportion to ``weights`` that add up to the whole; the last part takes the remainder."""
        total = sum(weights)
        if total <= 0 or any(weight < 0 for weight in weights):
            raise ValueError("weights must be non-negative with a positive sum")
        reached, parts = 0, list[Fen]()
        for index in range(len(weights)):
            until = int(self) * sum(weights[: index + 1]) // total
            parts.append(Fen(until - reached))
            reached = until
        return parts

    def __repr__(self) -> str:
        return f"Fen({self.yuan} yuan)"

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda amount: amount.yuan, return_schema=core_schema.str_schema(), when_used="json"
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {
            "type": "string",
            "pattern": r"^-?\d{1,14}(\.\d{1,2})?$",
            "title": "Yuan",
            "description": "Yuan (元) with at most two decimals.",
            "examples": ["271028.30"],
        }

    @classmethod
    def _validate(cls, given: object) -> Fen:
        if isinstance(given, Fen):
            return given
        if isinstance(given, str):
            try:
                return cls.from_yuan(given)
            except InvalidMoney as error:
                raise ValueError(str(error)) from error
        raise ValueError("an amount is a string in yuan, for example '271028.30'")


def _exact(amount: int, factor: Decimal | Fraction) -> Fraction:
    return Fraction(int(amount)) * Fraction(factor)

"""Identity numbers with their checksums: organisations (GB 32100) and residents (GB 11643)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date
from typing import Any, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError
from stdnum.util import isdigits

from shared.values.errors import InvalidInput

LENGTH = 18
"""Characters of either number."""


class InvalidCreditCode(InvalidInput):
    """Not a unified social credit code with a right check character (ORG-1)."""

    code = "invalid-credit-code"
    rule = "ORG-1"
    title_zh = "统一社会信用代码无效"
    title_en = "The unified social credit code is not valid"
    detail_zh = "须为 18 位且校验码正确。"
    detail_en = "It has 18 characters, the last of which checks the others."


class InvalidIdentityNumber(InvalidInput):
    """Not a resident identity number with a right check character (RES-1). The text never repeats the number."""

    code = "invalid-identity-number"
    rule = "RES-1"
    title_zh = "公民身份号码无效"
    title_en = "The resident identity number is not valid"
    detail_zh = "须为 18 位且校验码正确。"
    detail_en = "It has 18 characters, the last of which checks the others."


class _Code(str, ABC):
    """Text that only ``parse`` makes; pydantic reads it through the same check."""

    @classmethod
    @abstractmethod
    def parse(cls, text: str) -> Self:
        """Read and normalise the text. Raises the class's own ``InvalidInput``."""

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls._validate, core_schema.str_schema(max_length=32))

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "minLength": 18, "maxLength": 18, "description": (cls.__doc__ or "").split("\n")[0]}

    @classmethod
    def _validate(cls, text: str) -> Self:
        try:
            return cls.parse(text)
        except InvalidInput as error:
            raise ValueError(error.detail_en) from None


class UnifiedSocialCreditCode(_Code):
    """Unified social credit code (统一社会信用代码, GB 32100) of an organisation (ORG-1)."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code. Raises ``InvalidCreditCode``."""
        try:
            return cls(uscc.validate(text))
        except ValidationError as error:
            raise InvalidCreditCode from error


class ResidentIdentityNumber(_Code):
    """Resident identity number (公民身份号码, GB 11643). Its ``repr`` is masked, so that no log can show it (RES-1)."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a number. Raises ``InvalidIdentityNumber``, without a trace of the number."""
        number = ric.compact(text)
        try:
            # Not ric.validate: it refuses a county code that is younger than the holder, but numbers were first given
            # out in the 1980s, so many older people rightly have one.
            right = len(number) == LENGTH and isdigits(number[:-1]) and number[-1] == ric.calc_check_digit(number)
            if right and ric.get_birth_date(number):
                return cls(number)
        except ValidationError:
            pass
        raise InvalidIdentityNumber from None

    @property
    def birth_date(self) -> date:
        """The date of birth (出生日期) that the number states."""
        return ric.get_birth_date(self)

    def __repr__(self) -> str:
        return "ResidentIdentityNumber('******')"

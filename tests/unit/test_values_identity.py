"""Identity numbers are checked to their last character and never shown."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from stdnum.cn import ric

from shared.values.identity import (
    InvalidCreditCode,
    InvalidIdentityNumber,
    ResidentIdentityNumber,
    UnifiedSocialCreditCode,
)

CREDIT_CODE = "91110000600037341L"
STEM = "33048119680115002"
NUMBER = STEM + ric.calc_check_digit(STEM + "0")


def test_org_1_a_credit_code_is_normalised() -> None:
    assert UnifiedSocialCreditCode.parse(" 91110000 600037341l ") == CREDIT_CODE


@pytest.mark.parametrize("text", ["", "91110000600037341M", "91110000600037341", "9111000060003734IL"])
def test_org_1_a_wrong_credit_code_is_refused(text: str) -> None:
    with pytest.raises(InvalidCreditCode):
        UnifiedSocialCreditCode.parse(text)


@given(st.integers(0, 17), st.sampled_from("0123456789"))
def test_res_1_any_single_changed_digit_is_refused(place: int, digit: str) -> None:
    changed = NUMBER[:place] + digit + NUMBER[place + 1 :]
    if changed == NUMBER:
        # Born before Haining became a city (1986), with its present code: rightly so.
        assert ResidentIdentityNumber.parse(changed).birth_date == date(1968, 1, 15)
    else:
        with pytest.raises(InvalidIdentityNumber):
            ResidentIdentityNumber.parse(changed)


def test_res_1_an_impossible_birth_date_is_refused() -> None:
    stem = "33048119680230002"
    with pytest.raises(InvalidIdentityNumber):
        ResidentIdentityNumber.parse(stem + ric.calc_check_digit(stem + "0"))


def test_res_1_neither_repr_nor_refusal_shows_the_number() -> None:
    assert NUMBER not in repr(ResidentIdentityNumber.parse(NUMBER))
    with pytest.raises(InvalidIdentityNumber) as refusal:
        ResidentIdentityNumber.parse(NUMBER[:-1] + "?")
    assert refusal.value.__cause__ is None
    assert NUMBER[:6] not in str(refusal.value)


def test_pydantic_reads_them_through_the_same_check() -> None:
    class Organisation(BaseModel):
        code: UnifiedSocialCreditCode

    assert type(Organisation(code=CREDIT_CODE).code) is UnifiedSocialCreditCode  # type: ignore[arg-type]
    with pytest.raises(ValidationError):
        Organisation(code="91110000600037341M")  # type: ignore[arg-type]

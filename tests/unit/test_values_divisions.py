"""Division codes: which are codes, and what lies in what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.values.divisions import HAINING, HAINING_TOWNS, LEVELS, DivisionCode, DivisionCodeInvalid


def test_haining_has_four_streets_and_eight_towns_that_all_lie_in_it() -> None:
    assert len([name for name in HAINING_TOWNS.values() if name.endswith("街道")]) == 4
    assert len([name for name in HAINING_TOWNS.values() if name.endswith("镇")]) == 8
    assert all(code.level == "town" and code.lies_in(HAINING) for code in HAINING_TOWNS)
    assert HAINING_TOWNS[DivisionCode("330481004")] == "马桥街道"


@pytest.mark.parametrize("code", ["", "3", "33048100", "990481", "330481000", "33048a004", "３３０４８１", "330400"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(DivisionCodeInvalid):
        DivisionCode(code)


@given(st.text(alphabet="0123456789x", max_size=13))
def test_any_text_is_either_a_code_of_a_level_or_refused(text: str) -> None:
    try:
        code = DivisionCode(text)
    except DivisionCodeInvalid:
        return
    assert code.level in LEVELS.values()
    assert all(code.lies_in(DivisionCode(code[:digits])) for digits in LEVELS if digits <= len(code))

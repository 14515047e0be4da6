"""Administrative division codes (行政区划代码): GB/T 2260 down to the county, GB/T 10114 below it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from shared.values.errors import InvalidInput

LEVELS = {2: "province", 4: "prefecture", 6: "county", 9: "town", 12: "village"}
"""Level of a division by the digits of its code: 省, 地级市, 县级, 镇街, 村社区."""

_PROVINCES = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]")


class DivisionCodeInvalid(InvalidInput):
    """Not a code of the two standards: wrong length, an unknown province, or zeros where a division is named."""

    code = "division-code-invalid"
    title_zh = "行政区划代码无效"
    title_en = "The division code is not valid"
    detail_zh = "“{code}”不是有效的区划代码（2、4、6、9 或 12 位数字）。"
    detail_en = "“{code}” is not a division code of 2, 4, 6, 9 or 12 digits."


class DivisionCode(str):
    """A division's code; longer codes begin with the code of the division that they lie in."""

    __slots__ = ()

    def __new__(cls, code: str) -> DivisionCode:
        """Raises ``DivisionCodeInvalid``."""
        parts = (code[2:4], code[4:6], code[6:9], code[9:12])
        named = [part for part in parts if part]
        well_formed = len(code) in LEVELS and re.fullmatch(r"[0-9]+", code) and _PROVINCES.fullmatch(code[:2])
        if not well_formed or any(set(part) == {"0"} for part in named):
            raise DivisionCodeInvalid(code=code)
        return super().__new__(cls, code)

    @property
    def level(self) -> str:
        """``province``, ``prefecture``, ``county``, ``town`` or ``village``."""
        return LEVELS[len(self)]

    def lies_in(self, other: DivisionCode) -> bool:
        """Whether this division is ``other`` or a part of it."""
        return self.startswith(str(other))


HAINING = DivisionCode("330481")
"""Haining (海宁市), the county-level city of the source article."""

HAINING_TOWNS: Mapping[DivisionCode, str] = MappingProxyType(
    {
        DivisionCode(code): name
        for code, name in (
            ("330481001", "硖石街道"),
            ("330481002", "海洲街道"),
            ("330481003", "海昌街道"),
            ("330481004", "马桥街道"),
            ("330481101", "许村镇"),
            ("330481103", "长安镇"),
            ("330481105", "周王庙镇"),
            ("330481106", "丁桥镇"),
            ("330481107", "斜桥镇"),
            ("330481108", "黄湾镇"),
            ("330481110", "盐官镇"),
            ("330481112", "袁花镇"),
        )
    }
)
"""Haining's four streets (街道) and eight towns (镇) by code, as the statistics bureau lists them."""

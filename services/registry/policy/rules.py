"""Which policy version may follow the newest one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.values.errors import DomainError


@dataclass(frozen=True)
class Version:
    """A published version and the first business day on which it holds."""

    number: int
    effective_from: date


class PolicyBackdated(DomainError):
    """A new version may not take effect before the newest one: answers about the past would change."""

    code = "policy-backdated"
    title_zh = "生效日期早于现有最新版本"
    title_en = "The version would take effect before the newest one"
    detail_zh = "最新版本自 {newest} 起生效，新版本不得早于该日期。"
    detail_en = "The newest version is in force from {newest}; a new one may not start earlier."


def check_succession(newest: Version | None, effective_from: date) -> int:
    """The number of the version that follows ``newest``. Raises ``PolicyBackdated``."""
    if newest is None:
        return 1
    if effective_from < newest.effective_from:
        raise PolicyBackdated("/body/effective_from", newest=newest.effective_from.isoformat())
    return newest.number + 1

"""Which language a caller reads: Chinese unless ``Accept-Language`` (RFC 9110) prefers English."""

from __future__ import annotations

from typing import Literal

Language = Literal["zh", "en"]


def preferred(header: str | None) -> Language:
    """The better of Chinese and English by the header's quality values; Chinese when equal, absent or unreadable."""
    quality: dict[str, float] = {}
    for part in (header or "").split(","):
        tag, _, weight = part.strip().partition(";")
        language = tag.strip().split("-", maxsplit=1)[0].lower()
        try:
            value = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            continue
        quality[language] = max(value, quality.get(language, 0.0))
    wildcard = quality.get("*", 0.0)
    return "en" if quality.get("en", wildcard) > quality.get("zh", wildcard) else "zh"

"""Measurements in the same run as their limit: alternated, the best of each, kept where a reader finds them."""

from __future__ import annotations

import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

FOLDER = Path(__file__).parents[2] / ".shegong" / "bench"
ROUNDS = 3


async def best(*measured: Callable[[], Awaitable[float]]) -> list[float]:
    """The best of ``ROUNDS`` for each, taken in turns so that the machine's moods meet all of them alike."""
    figures = [0.0] * len(measured)
    for _ in range(ROUNDS):
        for place, measure in enumerate(measured):
            figures[place] = max(figures[place], await measure())
    return figures


def keep(name: str, **figures: float) -> None:
    """Write the figures to ``.shegong/bench/<name>.json`` and print them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    rounded = {key: round(value, 2) for key, value in figures.items()} | {"cores": os.cpu_count()}
    (FOLDER / f"{name}.json").write_text(json.dumps(rounded, indent=1) + "\n")
    print(name, rounded)

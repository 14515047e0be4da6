"""What the platform on one machine costs: memory of its process, first and second start."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import psutil

from shared.security.actors import Role
from tests.bench.figures import keep
from tests.platform import running

MEGABYTE = 1024 * 1024
LIMIT = 250
"""Megabytes of resident memory."""
READS = 300


def test_one_process_stays_small_and_starts_faster_again(tmp_path: Path) -> None:
    started = time.perf_counter()
    with running(tmp_path) as platform:
        first = time.perf_counter() - started
        process = psutil.Process(platform.process.pid)
        idle = process.memory_info().rss / MEGABYTE
        with platform.client(Role.AUDITOR) as client:
            for _ in range(READS):
                assert client.get("/registry/towns").status_code == httpx.codes.OK
        used = process.memory_info().rss / MEGABYTE
    started = time.perf_counter()
    with running(tmp_path):
        second = time.perf_counter() - started
    keep("single_process", idle_mb=idle, used_mb=used, limit_mb=LIMIT, first_start_s=first, second_start_s=second)
    assert used <= LIMIT
    assert second < first

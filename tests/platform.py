"""The platform as ``deploy/up`` starts it, for the tests that use it over HTTP."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from shared.security.actors import Role
from shared.security.development import DevelopmentIssuer
from tests.broker import free_port


class Platform:
    """A running platform and a client for each role."""

    def __init__(self, process: subprocess.Popen[str], port: int, data: Path) -> None:
        self.process = process
        self.base = f"http://127.0.0.1:{port}"
        self._issuer = DevelopmentIssuer(data / "development-issuer.json")

    def token(self, *roles: Role) -> str:
        """Of a person with these roles who acts for Maqiao."""
        return self._issuer.mint(subject=f"journey-{roles[0]}", audience="shegong", roles=[*roles], towns=["330481004"])

    def client(self, role: Role) -> httpx.Client:
        return httpx.Client(base_url=self.base, headers={"Authorization": f"Bearer {self.token(role)}"}, timeout=20)


@contextmanager
def running(data: Path, *options: str) -> Iterator[Platform]:
    """Start the platform; end it as Ctrl-C does and check that nothing that it started is left."""
    port = free_port()
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "deploy.up", "--port", str(port), "--data", str(data), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    told: list[str] = []
    try:
        assert process.stdout is not None
        for line in process.stdout:
            told.append(line)
            if "Ctrl-C stops it" in line:
                break
        else:
            pytest.fail("the platform did not start:\n" + "".join(told))
        yield Platform(process, port, data)
        started = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
        assert "Stopped." in rest
        assert process.returncode == 0
        _, left = psutil.wait_procs(started, timeout=5)
        assert left == []
    finally:
        if process.poll() is None:
            process.kill()


def until(condition: Callable[[], Any], seconds: float = 10) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("the condition did not come true")

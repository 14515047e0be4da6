"""A private RabbitMQ node for a test run: its own port, name and folder; ends with the process that asked for it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


def free_port() -> int:
    """A TCP port on loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def rabbitmq(seconds: float = 60) -> Iterator[str]:
    """Start a node and give its AMQP URL. Raises ``RuntimeError`` when it is not installed or does not come up."""
    if not SERVER.exists():
        raise RuntimeError("RabbitMQ is not installed: apt-get install rabbitmq-server")
    folder = Path(tempfile.mkdtemp(prefix="shegong-rabbitmq-"))
    port, epmd = free_port(), free_port()
    (folder / "rabbitmq.conf").write_text(
        f"listeners.tcp.1 = 127.0.0.1:{port}\nloopback_users = none\ndisk_free_limit.absolute = 50MB\n"
    )
    (folder / "plugins").write_text("[].")
    environment = {
        **os.environ,
        "HOME": str(folder),
        "ERL_EPMD_PORT": str(epmd),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODENAME": f"shegong{port}@localhost",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
    }
    with (folder / "output").open("wb") as output:
        node = subprocess.Popen([SERVER], env=environment, stdout=output, stderr=output, start_new_session=True)  # noqa: S603
    try:
        _await_listener(node, port, time.monotonic() + seconds, folder / "output")
        yield f"amqp://guest:guest@127.0.0.1:{port}/"
    finally:
        os.killpg(node.pid, signal.SIGTERM)
        try:
            node.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(node.pid, signal.SIGKILL)
        # The node starts Erlang's port mapper as a daemon on the private port; it goes with the node.
        subprocess.run(["epmd", "-kill"], env=environment, capture_output=True, check=False)  # noqa: S607
        shutil.rmtree(folder, ignore_errors=True)


def _await_listener(node: subprocess.Popen[bytes], port: int, deadline: float, output: Path) -> None:
    while time.monotonic() < deadline:
        if node.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as link:
                # The listener opens before the node serves: ask for AMQP's first frame.
                link.sendall(b"AMQP\x00\x00\x09\x01")
                if link.recv(1):
                    return
        except OSError:
            pass
        time.sleep(0.2)
    raise RuntimeError(f"RabbitMQ did not start:\n{output.read_text(errors='replace')[-2000:]}")

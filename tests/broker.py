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


class Node:
    """One node on a folder of its own; what it holds survives ``shut_down`` and ``start``."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.url = f"amqp://guest:guest@127.0.0.1:{port}/"
        self._port = port
        self._output = folder / "output"
        (folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = 127.0.0.1:{port}\nloopback_users = none\ndisk_free_limit.absolute = 50MB\n"
        )
        (folder / "plugins").write_text("[].")
        self._environment = {
            **os.environ,
            "HOME": str(folder),
            "ERL_EPMD_PORT": str(free_port()),
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
        self._node: subprocess.Popen[bytes] | None = None

    def start(self, seconds: float = 60) -> None:
        """Start and wait until it answers. Raises ``RuntimeError`` when it does not come up."""
        with self._output.open("ab") as output:
            self._node = subprocess.Popen(  # noqa: S603
                [SERVER], env=self._environment, stdout=output, stderr=output, start_new_session=True
            )
        _await_listener(self._node, self._port, time.monotonic() + seconds, self._output)

    def shut_down(self) -> None:
        """End it in order, to be started again.

        Not killed: RabbitMQ before 3.13 can leave the quorum queue of a killed single node without a leader for good
        (rabbitmq-server issue 10070); a cluster elects one.
        """
        self._signal(signal.SIGTERM)

    def stop(self) -> None:
        """End it in order, with the port mapper that it started."""
        self.shut_down()
        # The node starts Erlang's port mapper as a daemon on the private port; it goes with the node.
        subprocess.run(["epmd", "-kill"], env=self._environment, capture_output=True, check=False)  # noqa: S607

    def _signal(self, number: signal.Signals) -> None:
        if self._node is None or self._node.poll() is not None:
            return
        os.killpg(self._node.pid, number)
        try:
            self._node.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self._node.pid, signal.SIGKILL)


@contextmanager
def rabbitmq_node() -> Iterator[Node]:
    """A running node that a test may restart. Raises ``RuntimeError`` when it is not there or does not start."""
    if not SERVER.exists():
        raise RuntimeError("RabbitMQ is not installed: apt-get install rabbitmq-server")
    folder = Path(tempfile.mkdtemp(prefix="shegong-rabbitmq-"))
    node = Node(folder)
    try:
        node.start()
        yield node
    finally:
        node.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def rabbitmq() -> Iterator[str]:
    """The AMQP URL of a running node."""
    with rabbitmq_node() as node:
        yield node.url


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

"""A real opencam server on a free loopback port with its own data folder, and the command line beside it.

    with Server(folder) as server:
        account = server.create_account("acme")     # {"uin", "app_id", "secret_id", "secret_key"}
        server.endpoint                             # "http://127.0.0.1:43211"
"""

import json
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
START_SECONDS_MAX = 20.0


def program():
    return os.environ.get("OPENCAM_PROGRAM") or str(ROOT / "build" / "dev" / "opencam")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def opencam(*arguments, stdin=None, cwd=None):
    """Runs one command to its end; never raises for an exit code."""
    return subprocess.run(
        [program(), *map(str, arguments)], input=stdin, capture_output=True, text=True, timeout=120, check=False, cwd=cwd
    )


class Server:
    """With `tls`, the paths of a certificate and its key, it speaks TLS only; the certificate is its own authority."""

    def __init__(self, folder, port=None, tls=None, options=()):
        self.folder = pathlib.Path(folder)
        self.tls = tls
        self.data = self.folder / "data"
        self.log_path = self.folder / "server.log"
        self.port = port or free_port()
        self.options = list(options)
        self.process = None
        self.start_seconds = None

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    @property
    def endpoint(self):
        return f"{'https' if self.tls else 'http'}://{self.address}"

    def start(self, wait=True):
        """Starts and waits until it is ready; a server that ends or stays silent is an error with its log."""
        began = time.monotonic()
        tls = ["--tls-certificate", self.tls[0], "--tls-key", self.tls[1]] if self.tls else []
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [program(), "serve", "--listen", self.address, "--data", str(self.data), *map(str, tls), *self.options],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        while wait and time.monotonic() - began < START_SECONDS_MAX:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}:\n{self.log()}")
            if self.is_ready():
                self.start_seconds = time.monotonic() - began
                return self
            time.sleep(0.005)
        if not wait:
            return self
        self.kill()
        raise RuntimeError(f"the server was not ready in {START_SECONDS_MAX} s:\n{self.log()}")

    def is_ready(self):
        context = ssl.create_default_context(cafile=self.tls[0]) if self.tls else None
        try:
            with urllib.request.urlopen(self.endpoint + "/readyz", timeout=1, context=context) as reply:
                return reply.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def log(self):
        return self.log_path.read_text(errors="replace")[-4000:] if self.log_path.exists() else ""

    def stop(self):
        """Asks it to end; returns its exit code."""
        if self.process is None or self.process.poll() is not None:
            return None
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def create_account(self, name):
        result = opencam("account", "create", name, "--data", self.data, "--format", "json")
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    def __enter__(self):
        return self.start()

    def __exit__(self, *ignored):
        self.kill()

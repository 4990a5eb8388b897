#!/usr/bin/env python3
"""Evaluations per second over HTTP, the server on one core.

    bench/http_evaluations.py [--program build/release/opencam] [--seconds 5] [--connections 8] [--pipelined 16]

Starts a server with one io thread, bound to core 0, makes a user with a policy, and sends the same
evaluation over keep-alive connections, `--pipelined` of them in a row before reading the answers. The client runs on the
other cores. Prints allowed decisions, denied ones (each is an audit record) and start-up time. Needs no package.
"""

import argparse
import json
import os
import pathlib
import socket
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "e2e"))

import opencam_server  # noqa: E402
from offline import World, statement  # noqa: E402


def request_bytes(server, account, uin, region):
    body = json.dumps(
        {
            "subject": {"type": "user", "id": uin},
            "action": {"name": "batch:DescribeJob"},
            "resource": {"type": "batch:job", "id": f"qcs::batch:{region}:uin/{account['uin']}:job/job-1"},
        }
    )
    return (
        f"POST /access/v1/evaluation HTTP/1.1\r\nHost: {server.address}\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {account['secret_id']}:{account['secret_key']}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


class Client(threading.Thread):
    def __init__(self, server, request, pipelined, ends):
        super().__init__()
        self.address, self.batch, self.pipelined, self.ends = ("127.0.0.1", server.port), request * pipelined, pipelined, ends
        self.answered, self.wrong = 0, 0

    def run(self):
        with socket.create_connection(self.address) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while time.monotonic() < self.ends:
                connection.sendall(self.batch)
                waiting, held = self.pipelined, b""
                while waiting:
                    piece = connection.recv(1 << 20)
                    if not piece:
                        self.wrong += waiting
                        return
                    held += piece
                    waiting = self.pipelined - held.count(b'"decision":')
                good = held.count(b"HTTP/1.1 200")
                self.answered += good
                self.wrong += self.pipelined - good


def measure(server, request, options):
    began = time.monotonic()
    clients = [Client(server, request, options.pipelined, began + options.seconds) for _ in range(options.connections)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    wrong = sum(client.wrong for client in clients)
    assert wrong == 0, f"{wrong} requests were not answered with 200"
    return sum(client.answered for client in clients) / (time.monotonic() - began)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=str(ROOT / "build" / "release" / "opencam"))
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--pipelined", type=int, default=16)
    options = parser.parse_args()
    os.environ["OPENCAM_PROGRAM"] = str(pathlib.Path(options.program).resolve())
    with tempfile.TemporaryDirectory() as folder:
        server = opencam_server.Server(folder)
        account = server.create_account("acme")
        world = World(root=account["uin"], app_id=account["app_id"])
        world.user("ann", statement("allow", "batch:Describe*", "qcs::batch:ap-shanghai::job/*"))
        path = pathlib.Path(folder) / "world.json"
        path.write_text(json.dumps(world.as_json()), encoding="utf-8")
        imported = opencam_server.opencam("import", path, "--data", server.data)
        assert imported.returncode == 0, imported.stderr
        every_core = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {0})  # the server inherits it
        server.start()
        os.sched_setaffinity(0, every_core - {0} or every_core)
        print(f"start-up {server.start_seconds * 1000:.0f} ms")
        for name, region in [("allowed", "ap-shanghai"), ("denied", "ap-guangzhou")]:
            request = request_bytes(server, account, world.users["ann"]["uin"], region)
            print(f"{name} {measure(server, request, options):.0f} evaluations/s")
        server.kill()


if __name__ == "__main__":
    main()

"""What the server bounds: rates from the configuration file, and the counters that show what it turned away."""

import email.utils
import json
import subprocess
import time
import urllib.request

from clients import Sdk
from opencam_server import Server, free_port, opencam, program
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException


class Address:
    """What the clients need to know of a server that was started by hand."""

    def __init__(self, port):
        self.address = f"127.0.0.1:{port}"
        self.endpoint = f"http://{self.address}"


def test_every_answer_has_the_date_and_metrics_count_connections(tmp_path):
    with Server(tmp_path) as server, urllib.request.urlopen(server.endpoint + "/metrics", timeout=5) as reply:
        said = email.utils.parsedate_to_datetime(reply.headers["Date"]).timestamp()
        assert abs(said - time.time()) < 60
        text = reply.read().decode()
    for name in ("cam_http_connections 1", "cam_http_held_bytes 0", 'cam_http_refused_total{what="connection"} 0'):
        assert name in text, name


def test_rates_of_the_configuration_file_bind_the_sdk(tmp_path):
    account = json.loads(opencam("account", "create", "acme", "--data", tmp_path / "d", "--format", "json").stdout)
    port = free_port()
    config = {"listen": f"127.0.0.1:{port}", "data": str(tmp_path / "d"), "rate_limit": {"per_action": 1}}
    (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with subprocess.Popen([program(), "serve", "--config", str(tmp_path / "config.json")], stdout=subprocess.PIPE) as server:
        try:
            server.stdout.readline()
            root = Sdk(Address(port), account)
            codes = []
            for _ in range(5):
                try:
                    root.cam("ListGroups")
                    codes.append("ok")
                except TencentCloudSDKException as error:
                    codes.append(error.code)
            # A slow machine may let a further one through after a second; never all of them.
            assert codes[0] == "ok" and "RequestLimitExceeded" in codes
            with urllib.request.urlopen(Address(port).endpoint + "/metrics", timeout=5) as reply:
                assert 'code="RequestLimitExceeded"' in reply.read().decode()
        finally:
            server.terminate()
            assert server.wait(timeout=30) == 0

"""A server that runs jobs, and the official SDK on it: what the tests of real jobs share.

    with running(folder, slots=2) as scene:
        job = scene.submit([scene.task("a", "echo hi", count=4)], after=[("a", "b")])
        scene.wait(job)["JobState"]
"""

import base64
import contextlib
import pathlib
import time

import clients
import opencam_server
from tencentcloud.batch.v20170312 import batch_client

ZONE = "ap-guangzhou-3"
ENV = {"EnvType": "MANAGED", "EnvData": {"InstanceType": "S5.SMALL1", "ImageId": "img-00000001"}}
OVER = {"SUCCEED", "FAILED", "FAILED_INTERRUPTED"}
WAIT_SECONDS_MAX = 120


class Scene:
    def __init__(self, server, account, files):
        self.server, self.account, self.files = server, account, files
        self.client = batch_client.BatchClient(
            clients.sdk_credential(account), clients.REGION, clients.profile(server)
        )

    def call(self, action, **parameters):
        return self.client.call_json(action, parameters)["Response"]

    @staticmethod
    def task(name, command, count=1, **more):
        return {
            "TaskName": name,
            "TaskInstanceNum": count,
            "Application": {"DeliveryForm": "LOCAL", "Command": command},
            "ComputeEnv": ENV,
            **more,
        }

    def submit(self, tasks, after=(), name="job", **more):
        job = {"JobName": name, "Priority": 1, "Tasks": tasks, **more}
        job["Dependences"] = [{"StartTask": first, "EndTask": then} for first, then in after]
        return self.call("SubmitJob", Placement={"Zone": ZONE}, Job=job)["JobId"]

    def wait(self, job, states=frozenset(OVER), seconds_max=WAIT_SECONDS_MAX):
        until = time.monotonic() + seconds_max
        while time.monotonic() < until:
            found = self.call("DescribeJob", JobId=job)
            if found["JobState"] in states:
                return found
            time.sleep(0.02)
        raise AssertionError(f"{job} is {found['JobState']} after {seconds_max} s\n{self.server.log()}")

    def run(self, command, **more):
        """One instance, waited for: its row."""
        job = self.submit([self.task("t", command, **more)])
        self.wait(job)
        return self.instance(job)

    def instance(self, job, task="t", index=0):
        rows = self.call("DescribeTask", JobId=job, TaskName=task, Limit=1000)["TaskInstanceSet"]
        return {**rows[index], "JobId": job}

    def log(self, job, task="t", index=0):
        found = self.call("DescribeTaskLogs", JobId=job, TaskName=task, TaskInstanceIndexes=[index])["TaskInstanceLogSet"]
        return base64.b64decode(found[0]["StdoutLog"]).decode(errors="replace")

    def metric(self, figure):
        import urllib.request

        with urllib.request.urlopen(self.server.endpoint + "/metrics", timeout=10) as reply:
            for line in reply.read().decode().splitlines():
                if line.startswith(f'cam_batch{{figure="{figure}"}}'):
                    return float(line.split()[-1])
        return None


def server_in(folder, slots=2, options=()):
    files = pathlib.Path(folder) / "files"
    files.mkdir(exist_ok=True)
    (files / "in").mkdir(exist_ok=True)
    (files / "out").mkdir(exist_ok=True)
    options = ["--batch-runner", "local", "--batch-slots", str(slots), "--batch-files", str(files), *options]
    return opencam_server.Server(folder, options=options), files


@contextlib.contextmanager
def running(folder, slots=2, options=()):
    server, files = server_in(folder, slots, options)
    with server:
        yield Scene(server, server.create_account("acme"), files)

"""The console end to end: each *.flow.mjs by node, against a real server with SQLite, in Chromium.

Run alone: tests/run_pytest tests/console/test_flows.py -k access
"""

import concurrent.futures
import os
import pathlib
import shutil
import subprocess

import pytest

HERE = pathlib.Path(__file__).resolve().parent
FLOWS = sorted(HERE.glob("*.flow.mjs"))
LONGEST = {"pages.flow.mjs", "sign_in.flow.mjs"}  # begun first, so that nobody waits for them at the end

needs_browser = pytest.mark.skipif(
    shutil.which("node") is None or shutil.which(os.environ.get("OPENCAM_CHROMIUM", "chromium")) is None,
    reason="node or chromium is not installed; ./test installs them",
)


def sandboxes_work():
    """Whether tasks of BatchCompute can run here (docs/batch/runner.md)."""
    command = ["bwrap", "--unshare-user", "--unshare-pid", "--ro-bind", "/", "/", "--proc", "/proc", "true"]
    return shutil.which("bwrap") is not None and subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0


def play(flow):
    if flow.name == "batch.flow.mjs" and not sandboxes_work():
        return None
    return subprocess.run(["node", str(flow)], capture_output=True, text=True, timeout=500, check=False)


@pytest.fixture(scope="module")
def played(request):
    """The chosen flows, side by side: each has a server and a browser of its own, and mostly waits."""
    chosen = [item.callspec.params["flow"] for item in request.session.items if "flow" in getattr(getattr(item, "callspec", None), "params", {})]
    chosen.sort(key=lambda flow: (flow.name not in LONGEST, flow.name))
    with concurrent.futures.ThreadPoolExecutor(max_workers=3) as pool:
        return dict(zip(chosen, pool.map(play, chosen)))


@needs_browser
@pytest.mark.parametrize("flow", FLOWS, ids=lambda path: path.name.split(".")[0])
def test_flow(flow, played):
    result = played[flow]
    if result is None:
        pytest.skip("bubblewrap cannot make a sandbox here")
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-9000:]


def test_there_are_flows():
    assert len(FLOWS) >= 5

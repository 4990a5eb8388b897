"""The console's own checks: types, components, the tests beside the code, and what must not be in it.

Run alone: tests/run_pytest tests/console/test_build.py
"""

import hashlib
import pathlib
import re
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CONSOLE = ROOT / "console"

pytestmark = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed; ./test installs it")


@pytest.fixture(scope="module")
def npm():
    """Runs a script of package.json; the packages are installed when the lockfile has changed since they last were."""
    mark = CONSOLE / "node_modules" / ".opencam-lock"
    lock = hashlib.sha256((CONSOLE / "package-lock.json").read_bytes()).hexdigest()
    if not mark.exists() or mark.read_text() != lock:
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, cwd=CONSOLE, check=True, timeout=500)
        mark.write_text(lock)

    def run(script):
        return subprocess.run(["npm", "run", "--silent", script], cwd=CONSOLE, capture_output=True, text=True, timeout=500, check=False)

    return run


def test_types_and_components_pass_their_checker(npm):
    result = npm("check")
    assert result.returncode == 0, result.stdout[-6000:]


def test_the_tests_beside_the_code_pass(npm):
    result = npm("test")
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-2000:]


def sources(*suffixes):
    skipped = {"node_modules", "dist"}
    return [p for p in CONSOLE.rglob("*") if p.suffix in suffixes and not skipped & set(p.relative_to(CONSOLE).parts)]


def test_nothing_from_the_server_is_html():
    wrong = [str(p) for p in sources(".svelte", ".ts") if re.search(r"\{@html|innerHTML|insertAdjacentHTML|document\.write|\beval\(", p.read_text())]
    assert not wrong, wrong


def test_nothing_is_inline_that_the_security_policy_refuses():
    wrong = [str(p) for p in sources(".svelte", ".html") if re.search(r"\sstyle=[\"{]|\son\w+=\"", p.read_text())]
    assert not wrong, wrong


def test_screens_are_short():
    wrong = [f"{p}: {p.read_text().count(chr(10))} lines" for p in sources(".svelte", ".ts", ".css") if "/generated/" not in str(p) and p.read_text().count("\n") > 300]
    assert not wrong, wrong


def test_every_route_is_among_the_pages_that_the_flows_open():
    routes = re.findall(r'path: "(/[^"]*)", load:', (CONSOLE / "app" / "routes.ts").read_text())
    pages = re.findall(r'"(/[^"]*)"', (ROOT / "tests" / "console" / "pages.mjs").read_text())
    paths = {page.split("?")[0] for page in pages}

    def shows(route, path):
        parts = zip(route.split("/"), path.split("/"))
        return route.count("/") == path.count("/") and all(one.startswith(":") or one == other for one, other in parts)

    assert len(routes) > 30
    assert not [route for route in routes if not any(shows(route, path) for path in paths)]


def test_the_lockfile_names_no_registry():
    assert '"resolved"' not in (CONSOLE / "package-lock.json").read_text()

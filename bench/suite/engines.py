"""The engines: which language each reads, how it is built and started, and what it cannot do.

Versions are pinned where each engine's own tool keeps them (Cargo.lock, go.mod, pom.xml, package-lock.json) and read from
there. `build` returns nothing, or why the engine has to be left out.
"""

import dataclasses
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEERS = ROOT / "bench" / "peers"
BUILT = ROOT / "build" / "peers"
PROGRAMS = ROOT / "build" / "bench" / "bench"
BUILD_SECONDS_MAX = 1200
DEADLINE = None  # of all builds, by time.monotonic(); a quick run sets it
GO_TOOLCHAIN = "go1.26.0"  # what the newest peer in Go asks for


@dataclasses.dataclass
class Engine:
    name: str
    language: str
    build: object
    command: list
    version: object
    only: tuple = ()  # workloads it takes part in; all when empty
    environment: dict = dataclasses.field(default_factory=dict)
    bulk: tuple = ()  # the command for W5, when the engine answers a question at once

    def takes(self, workload):
        return not self.only or any(workload.startswith(w) for w in self.only)


def run(command, log, cwd=ROOT, environment=None):
    """Runs a build; returns nothing, or the last lines of what it said."""
    BUILT.mkdir(parents=True, exist_ok=True)
    seconds = max(1, DEADLINE - time.monotonic()) if DEADLINE else BUILD_SECONDS_MAX
    with open(BUILT / f"{log}.log", "w", encoding="utf-8") as out:
        try:
            # A session of its own, so that what the tool has started ends with it.
            building = subprocess.Popen(
                command, cwd=cwd, env=os.environ | (environment or {}), stdout=out, stderr=subprocess.STDOUT, start_new_session=True
            )
        except OSError as error:
            return str(error)
        try:
            code = building.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(building.pid, signal.SIGKILL)
            building.wait()
            return f"was not built after {seconds:.0f} s; what is built is kept, the next run goes on from there"
    if code == 0:
        return None
    said = re.sub(r"\x1b\[[0-9;]*m", "", (BUILT / f"{log}.log").read_text(encoding="utf-8", errors="replace"))
    lines = [line for line in said.splitlines() if "rror" in line] or said.splitlines()
    return f"cannot be built: {' / '.join(lines[:3])[:300]}"


def cmake(*targets):
    def build():
        failed = run(["cmake", "--preset", "bench"], "cmake")
        if failed:
            return failed
        failed = run(["cmake", "--build", "--preset", "bench", "--target", *targets], targets[0])
        return failed and (failed if "unknown target" not in failed else "its Debian package is not installed")

    return build


def go_program():
    """The go command, new enough: the one there is, or the toolchain that the module proxy has."""
    program = shutil.which("go")
    if program is None:
        return None, "there is no go command, and the Debian package golang-go could not be installed"
    said = subprocess.run([program, "version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"go1\.(\d+)", said)
    if found and int(found.group(1)) >= int(GO_TOOLCHAIN.split(".")[1]):
        return program, None
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine, os.uname().machine)
    module = f"golang.org/toolchain@v0.0.1-{GO_TOOLCHAIN}.linux-{machine}"
    print(f"downloading {module}: the go command here is older", flush=True)
    done = subprocess.run([program, "mod", "download", "-json", module], capture_output=True, text=True, check=False, cwd=PEERS)
    try:
        folder = pathlib.Path(json.loads(done.stdout)["Dir"])
    except (ValueError, KeyError):
        return None, f"the go command is older than {GO_TOOLCHAIN} and {module} cannot be had: {(done.stdout + done.stderr).strip()[-200:]}"
    own = BUILT / "go"
    if not own.exists():
        # Modules are kept without the right to execute and read-only.
        shutil.copytree(folder, own, copy_function=shutil.copyfile)
        for path in [*(own / "bin").iterdir(), *(own / "pkg" / "tool").rglob("*")]:
            path.chmod(0o755)
    return str(own / "bin" / "go"), None


def go(name):
    def build():
        program, failed = go_program()
        if failed:
            return failed
        environment = {"GOTOOLCHAIN": "local", "GOFLAGS": "-mod=readonly"}
        return run([program, "build", "-o", str(BUILT / name / name), "."], name, PEERS / name, environment)

    return build


def cargo(name):
    def build():
        if shutil.which("cargo") is None:
            return "there is no cargo command, and the Debian package cargo-web could not be installed"
        return run(["cargo", "build", "--release", "--locked"], name, PEERS / name, {"CARGO_TARGET_DIR": str(BUILT / "cargo")})

    return build


def maven():
    if shutil.which("mvn") is None or shutil.which("java") is None:
        return "there is no mvn or java command, and the Debian packages maven and openjdk-17-jdk-headless could not be installed"
    return run(["mvn", "-q", "-B", "package"], "sapl", PEERS / "sapl")


def node():
    if shutil.which("npm") is None:
        return "there is no npm command, and the Debian packages nodejs and npm could not be installed"
    folder = BUILT / "iam_simulate"
    folder.mkdir(parents=True, exist_ok=True)
    for path in (PEERS / "iam_simulate").iterdir():
        if path.is_file():
            shutil.copy(path, folder)
    return run(["npm", "ci", "--no-audit", "--no-fund"], "iam_simulate.npm", folder)


def in_file(path, pattern):
    def version():
        found = re.search(pattern, (PEERS / path).read_text(encoding="utf-8"))
        return found.group(1) if found else "?"

    return version


def debian(package):
    def version():
        done = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True, check=False)
        return f"Debian {done.stdout}"

    return version


def own():
    done = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "?"


JAVA = ["java", "-Xss512m", "-Xmx8g", "-XX:+UseSerialGC", "-cp", f"{BUILT}/sapl/sapl-1.jar:{BUILT}/sapl/libraries/*", "bench.Sapl"]

# In the order in which they are built: what takes longest comes last.
ENGINES = [
    Engine("opencam", "opencam", cmake("opencam_decide", "opencam_bulk"), [str(PROGRAMS / "opencam_decide")], own,
           bulk=(str(PROGRAMS / "opencam_bulk"),)),
    Engine("opencam-text", "opencam", cmake("opencam_decide"), [str(PROGRAMS / "opencam_decide"), "text"], own, ("W1", "W2", "W3", "W4")),
    Engine("scan", "opencam", cmake("opencam_scan_decide"), [str(PROGRAMS / "opencam_scan_decide")], own),
    Engine("opa", "rego", go("opa"), [str(BUILT / "opa/opa")], in_file("opa/go.mod", r"opa v(\S+)")),
    Engine("casbin", "casbin", go("casbin"), [str(BUILT / "casbin/casbin")], in_file("casbin/go.mod", r"casbin/v2 v(\S+)")),
    Engine("minio", "aws", go("minio"), [str(BUILT / "minio/minio")], in_file("minio/go.mod", r"minio/pkg/v3 v(\S+)")),
    Engine("sapl", "sapl", maven, JAVA, in_file("sapl/pom.xml", r"sapl-pdp-embedded</artifactId>\s*<version>([^<]+)")),
    Engine("iam-simulate", "aws", node, ["node", "--stack-size=8000", str(BUILT / "iam_simulate/main.mjs")], in_file("iam_simulate/package.json", r'iam-simulate": "([^"]+)')),
    Engine("re2-set", "opencam", cmake("opencam_re2_decide"), [str(PROGRAMS / "opencam_re2_decide")], debian("libre2-dev"), ("W3",)),
    Engine("vectorscan", "opencam", cmake("opencam_vectorscan_decide"), [str(PROGRAMS / "opencam_vectorscan_decide")], debian("libvectorscan-dev"), ("W3",)),
    Engine("cedar", "cedar", cargo("cedar"), [str(BUILT / "cargo/release/bench-cedar")], in_file("cedar/Cargo.toml", r'cedar-policy = "=([^"]+)')),
    Engine("cedar-sliced", "cedar", cargo("cedar"), [str(BUILT / "cargo/release/bench-cedar")], in_file("cedar/Cargo.toml", r'cedar-policy = "=([^"]+)'),
           environment={"BENCH_SLICED": "1"}),
    Engine("regorus", "rego", cargo("regorus"), [str(BUILT / "cargo/release/bench-regorus")], in_file("regorus/Cargo.toml", r'regorus = "=([^"]+)')),
]  # fmt: skip

# Peers that cannot take part at all, with the reason; they stand in results and table all the same.
ABSENT = {
    "casbin-cpp": "in no package registry: neither Debian nor PyPI nor npm has it; only its source is published",
    "openfga": "a server with a store of its own; its check is not to be had as a library call",
    "cerbos": "a server; its evaluation is an internal package",
}


def chosen(peers):
    """OpenCAM always, in both forms of a request; the naive scan and the peers as asked."""
    own_forms = [e for e in ENGINES if e.name in ("opencam", "opencam-text")]
    if peers == "none":
        return own_forms
    if peers == "all":
        return ENGINES
    names = peers.split(",")
    unknown = set(names) - {e.name for e in ENGINES}
    if unknown:
        raise SystemExit(f"error: no such peer: {', '.join(sorted(unknown))}; known: {', '.join(e.name for e in ENGINES[1:])}")
    return [e for e in ENGINES if e.name in names or e in own_forms]

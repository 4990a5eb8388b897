"""The console's typed client: it passes the compiler strictly, wrong calls do not, and it speaks to the server as it should.

Needs tsc (Debian: node-typescript) and node. Run alone: tests/run_pytest tests/api/test_console_client.py
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import read_data as data

WIRE = data.ROOT / "console/wire"
TSC, NODE = shutil.which("tsc"), shutil.which("node")

needs_compiler = pytest.mark.skipif(TSC is None or NODE is None, reason="tsc or node is not installed (node-typescript)")

# Each marked line must be refused: the compiler complains about a mark without an error.
USES = """
import { cam, sts, tag } from "./generated/index";
import type { Transport } from "./transport";

export async function uses(transport: Transport): Promise<string> {
  const added = await cam.addUser(transport, { Name: "ann", UseApi: 1 });
  const uin: number = added.Uin;
  const role = await cam.updateRoleConsoleLogin(transport, { RoleId: "4611686018427387905", ConsoleLogin: 1 });
  const listed = await cam.listUsers(transport);
  const first: cam.SubAccountInfo | undefined = listed.Data[0];
  await tag.createTags(transport, { Tags: [{ TagKey: "team", TagValue: "a" }] });
  // @ts-expect-error: a name is required
  await cam.getUser(transport, {});
  // @ts-expect-error: and it is a text
  await cam.getUser(transport, { Name: 7 });
  // @ts-expect-error: no such parameter
  await cam.getUser(transport, { Name: "ann", Colour: "blue" });
  // @ts-expect-error: a number is no text
  const text: string = added.Uin;
  // @ts-expect-error: no such member
  const colour = added.Colour;
  const who = await sts.getCallerIdentity(transport);
  return `${uin} ${role.RequestId} ${first?.Name} ${who.Arn} ${text} ${colour}`;
}
"""

# Plays two calls against a fetch of its own and prints what it saw.
PLAY = """
import { fetchTransport, ApiError } from "./transport.js";
import { getUser } from "./generated/cam.js";
const seen = [];
const answers = [
  { Response: { Uin: 7, RequestId: "r-1" } },
  { Response: { Error: { Code: "ResourceNotFound.UserNotExist", Message: "gone" }, RequestId: "r-2" } },
];
const transport = fetchTransport({
  url: "http://opencam.test/",
  region: "ap-guangzhou",
  authorise: async (call) => ({ "X-Session": call.action + call.body.length }),
  fetch: async (url, init) => { seen.push({ url, ...init }); return { ok: true, json: async () => answers.shift() }; },
});
const user = await getUser(transport, { Name: "ann" });
let error;
try { await getUser(transport, { Name: "bob" }); } catch (caught) { error = caught; }
console.log(JSON.stringify({ user, seen, isApiError: error instanceof ApiError, code: error.code, request: error.requestId }));
"""


def compile_in(folder: Path, *options: str) -> subprocess.CompletedProcess:
    return subprocess.run([TSC, "-p", str(folder), *options], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wire")
    shutil.copytree(WIRE, folder, dirs_exist_ok=True)
    (folder / "uses.ts").write_text(USES)
    # Modules are named with their ending where no bundler completes it.
    for file in [*folder.glob("generated/*.ts")]:
        file.write_text(file.read_text().replace('from "../transport"', 'from "../transport.js"'))
    result = compile_in(folder, "--noEmit", "false", "--outDir", str(folder / "out"))
    assert result.returncode == 0, result.stdout
    return folder / "out"


@needs_compiler
def test_the_client_is_strict_and_wrong_calls_are_refused(compiled: Path) -> None:
    assert (compiled / "generated/cam.js").exists()


@needs_compiler
def test_a_call_is_sent_and_answered(compiled: Path) -> None:
    (compiled / "package.json").write_text('{"type": "module"}')
    (compiled / "play.js").write_text(PLAY)
    result = subprocess.run([NODE, str(compiled / "play.js")], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    played = json.loads(result.stdout)
    assert played["user"] == {"Uin": 7, "RequestId": "r-1"}
    sent = played["seen"][0]
    assert (sent["method"], sent["body"]) == ("POST", '{"Name":"ann"}')
    assert sent["headers"] == {
        "Content-Type": "application/json", "X-TC-Action": "GetUser", "X-TC-Version": "2019-01-16",
        "X-TC-Region": "ap-guangzhou", "X-Session": "GetUser14",
    }  # fmt: skip
    assert (played["isApiError"], played["code"], played["request"]) == (True, "ResourceNotFound.UserNotExist", "r-2")


def test_every_action_has_its_function() -> None:
    for service in ("cam", "cloudaudit", "sts", "tag"):
        text = (WIRE / f"generated/{service}.ts").read_text("utf-8")
        for action in data.apis()[service]["actions"]:
            assert f'"{action}", request)' in text

#!/usr/bin/env python3
"""How long the console's pages take to be seen in a big account: from the address to the painted list, in Chromium.

    bench/console_paint.py [--program build/release/opencam] [--users 100000 --policies 10000 --attachments 1000000]
                           [--rounds 5] [--out FILE]

Makes the world of scale.py, brings it in, starts a server on it, signs in as the root account and opens every page that lists
something, each in a new document. A page counts as painted two frames after its last list is there; the server's time is
that of its slowest question, from request to first byte. Ends with code 1 when a list needs more than a second to paint or
a question more than 100 ms, in the median of the rounds. Needs node, chromium and what `npm ci` in console/ brings.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "e2e"), str(ROOT / "bench")]

import opencam_server  # noqa: E402
import scale  # noqa: E402

PASSWORD = "Correct-horse-9"


def table(size, rows):
    yield f"| {size['users']:,} users, {size['policies']:,} policies, {size['attachments']:,} attachments | painted after, ms: median (worst) | slowest question, ms: median (worst) | transferred, kB |"
    yield "|---|---|---|---|"
    for row in rows:
        yield f"| {row['page']} | {row['paint']:.0f} ({row['paint_worst']:.0f}) | {row['server']:.0f} ({row['server_worst']:.0f}) | {row['kilobytes']:.0f} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=str(ROOT / "build" / "release" / "opencam"))
    parser.add_argument("--users", type=int, default=100_000)
    parser.add_argument("--policies", type=int, default=10_000)
    parser.add_argument("--attachments", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", help="write the table to this file as well")
    options = parser.parse_args()
    os.environ["OPENCAM_PROGRAM"] = options.program
    size = {"users": options.users, "policies": options.policies, "attachments": options.attachments}
    with tempfile.TemporaryDirectory() as folder:
        store = scale.Store(pathlib.Path(folder) / "big", size, options)
        try:
            store.bring_in()
            command = [opencam_server.program(), "account", "password", "big", "--data", str(store.server.data)]
            subprocess.run(command, check=True, input=f"{PASSWORD}\n", text=True, stdout=subprocess.DEVNULL)
            store.start()
            command = ["node", str(ROOT / "bench" / "console_paint.mjs"), f"http://{store.server.address}", "big", str(options.rounds)]
            answer = subprocess.run(command, check=True, input=PASSWORD, text=True, stdout=subprocess.PIPE)
        finally:
            store.server.kill()
    rows = json.loads(answer.stdout)
    text = "\n".join(table(size, rows)) + "\n"
    print(text)
    if options.out:
        pathlib.Path(options.out).write_text(text, encoding="utf-8")
    slow = [row["page"] for row in rows if row["isList"] and (row["paint"] > 1000 or row["server"] > 100)]
    if slow:
        sys.exit(f"too slow: {', '.join(slow)}")


if __name__ == "__main__":
    main()

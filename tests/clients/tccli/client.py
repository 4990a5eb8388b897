"""tccli as a customer types it: everything on its command line and in its environment. One command for each line of input.

A command runs in a fork of this process, in which tccli is loaded already: a hundred commands would spend a minute in
loading it. Its arguments, its output and its exit code are those of the installed program.
"""

import json
import os
import re
import sys
import tempfile

import tccli.main

# What it says of an error that the server answered, on standard error.
ERROR = re.compile(r"\[TencentCloudSDKException\] code:(\S+) message:(.*) requestId:(\S+)", re.DOTALL)


def run(arguments, environment):
    """tccli with these arguments: exit code, standard output, standard error."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        child = os.fork()
        if child == 0:
            os.dup2(output.fileno(), 1)
            os.dup2(errors.fileno(), 2)
            sys.argv = ["tccli", *arguments]
            os.environ.update(environment)
            code = tccli.main.main()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code or 0)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        output.seek(0)
        errors.seek(0)
        return code, output.read().decode(), errors.read().decode()


def call(service, action, key, parameters):
    arguments = [service, action, "--endpoint", f"http://{os.environ['OPENCAM_ADDRESS']}", "--region", "ap-guangzhou"]
    for name, value in parameters.items():
        arguments += [f"--{name}", value if isinstance(value, str) else json.dumps(value)]
    names = {"secret_id": "TENCENTCLOUD_SECRET_ID", "secret_key": "TENCENTCLOUD_SECRET_KEY", "token": "TENCENTCLOUD_TOKEN"}
    code, output, errors = run(arguments, {names[part]: value for part, value in key.items()})
    if code == 0:
        return {"response": json.loads(output)}
    error = ERROR.search(errors)
    if not error or code != 255:
        sys.exit(f"tccli ended with {code}: {errors}")
    return dict(zip(("code", "message", "request_id"), error.groups()))


for line in sys.stdin:
    print(json.dumps(call(**json.loads(line))), flush=True)

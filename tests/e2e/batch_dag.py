"""A drawn graph of tasks with failures, retries and timeouts, and what must become of it: a model of a few lines.

Every attempt leaves a line in a file of its task: an output mapping takes it out, also when the command failed. A task that
fails some times and then succeeds looks into that folder, which it sees as an input.
"""

import random

TIMEOUT_S = 1


def drawn(seed, count, width=10):
    """Tasks as {name: {"kind", "needs", "retries", "fails"}}; `kind` is good, bad, flaky or slow."""
    dice = random.Random(seed)
    names = [f"t{i:03}" for i in range(count)]
    tasks = {}
    for i, name in enumerate(names):
        layer = names[max(0, (i // width - 1) * width) : i // width * width]
        needs = sorted(dice.sample(layer, min(len(layer), dice.randint(1, 2)))) if layer else []
        kind = dice.choices(["good", "flaky", "bad", "slow"], [88, 6, 4, 2])[0]
        tasks[name] = {"kind": kind, "needs": needs, "retries": dice.randint(0, 2), "fails": dice.randint(1, 2)}
    return tasks


def expected(tasks):
    """{name: (state, attempts)}: what ends how, after how many runs."""
    out = {}
    for name, task in tasks.items():
        if any(out[needed][0] != "SUCCEED" for needed in task["needs"]):
            out[name] = ("FAILED", 0)
        elif task["kind"] == "good":
            out[name] = ("SUCCEED", 1)
        elif task["kind"] == "flaky" and task["fails"] <= task["retries"]:
            out[name] = ("SUCCEED", task["fails"] + 1)
        else:
            out[name] = ("FAILED", task["retries"] + 1)
    return out


def command_of(task):
    # How often it has run before, counted by the marks that earlier attempts left.
    begin = 'n=$(ls seen | grep -c "^$BATCH_TASK_NAME[.]"); mkdir m; echo run > "m/$BATCH_TASK_NAME.$(date +%s%N)"; '
    return begin + {
        "good": "true",
        "bad": "sh -c 'exit 3'",
        "slow": f"sleep {60 * TIMEOUT_S}",
        "flaky": f'[ "$n" -ge {task["fails"]} ]',
    }[task["kind"]]


def submitted(scene, tasks, folder):
    """The job's tasks and dependences. A mark is named after its task and the time, so that no attempt hides another."""
    out = []
    for name, task in tasks.items():
        out.append(
            scene.task(
                name,
                command_of(task),
                MaxRetryCount=task["retries"],
                Timeout=TIMEOUT_S if task["kind"] == "slow" else 3600,
                InputMappings=[{"SourcePath": str(folder), "DestinationPath": "seen"}],
                OutputMappings=[{"SourcePath": "m", "DestinationPath": str(folder)}],
            )
        )
    return out, [(needed, name) for name, task in tasks.items() for needed in task["needs"]]


def runs_of(folder, name):
    return len(list(folder.glob(name + ".*")))

// What forms edit, and the requests of the API they stand for. A form knows the usual members; others are carried along
// in `rest`. What a form could not give back as it was is not shown in the form at all (`undefined`), but as text.

export type Members = Record<string, unknown>;

export interface TaskDraft {
  name: string;
  command: string;
  instances: string;
  env: string; // the id of an environment; empty: a machine of its own
  types: string; // of that machine, separated by commas
  machine: Members; // what else is said of it
  after: string; // names of tasks, separated by commas; of jobs only
  vars: string; // NAME=value, one a line
  retries: string;
  timeout: string;
  concurrent: string;
  failed: string;
  rest: Members;
}

export interface JobDraft {
  name: string;
  description: string;
  priority: string;
  zone: string;
  dependOn: string;
  tags: string; // key=value, one a line
  tasks: TaskDraft[];
  rest: Members;
  placement: Members;
}

export interface EnvDraft {
  name: string;
  description: string;
  zone: string;
  nodes: string;
  types: string;
  retries: string;
  tags: string;
  data: Members; // the rest of EnvData
  rest: Members;
  placement: Members;
}

export interface TemplateDraft {
  name: string;
  description: string;
  tags: string;
  task: TaskDraft;
  rest: Members;
}

export function newTask(name = ""): TaskDraft {
  return { name, command: "", instances: "1", env: "", types: "", machine: { EnvType: "MANAGED" }, after: "", vars: "", retries: "", timeout: "", concurrent: "", failed: "", rest: {} };
}
export function newJob(zone: string): JobDraft {
  return { name: "", description: "", priority: "", zone, dependOn: "", tags: "", tasks: [newTask("task-1")], rest: {}, placement: {} };
}
export function newEnv(zone: string): EnvDraft {
  return { name: "", description: "", zone, nodes: "1", types: "", retries: "", tags: "", data: {}, rest: {}, placement: {} };
}
export function newTemplate(): TemplateDraft {
  return { name: "", description: "", tags: "", task: newTask("task"), rest: {} };
}

// Lists of words in one field.
export function words(text: string): string[] {
  return text.split(/[,\s]+/).filter((word) => word !== "");
}
// `first=second` a line. What has no `=` is a name alone.
export function pairs(text: string, first: string, second: string): Members[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const at = line.indexOf("=");
    return { [first]: (at < 0 ? line : line.slice(0, at)).trim(), [second]: at < 0 ? "" : line.slice(at + 1) };
  });
}
// A number if it is one; otherwise as it stands there, so that the server says what is wrong with it.
function count(text: string): number | string {
  return /^-?\d{1,15}$/.test(text.trim()) ? Number(text) : text.trim();
}
// Only what is there.
function given(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0)));
}

export function writeTask(draft: TaskDraft): Members {
  const types = words(draft.types);
  const data = draft.machine.EnvData as Members | undefined;
  const machine = types.length === 0 ? draft.machine : { ...draft.machine, EnvData: { ...data, InstanceTypes: types } };
  return {
    ...draft.rest,
    ...given({ TaskName: draft.name.trim() }),
    Application: { DeliveryForm: "LOCAL", Command: draft.command },
    ...given({ TaskInstanceNum: count(draft.instances), EnvId: draft.env.trim() }),
    ...(draft.env.trim() === "" ? { ComputeEnv: machine } : {}),
    ...given({
      EnvVars: pairs(draft.vars, "Name", "Value"),
      MaxRetryCount: count(draft.retries),
      Timeout: count(draft.timeout),
      MaxConcurrentNum: count(draft.concurrent),
      FailedAction: draft.failed,
    }),
  };
}

export function writeJob(draft: JobDraft): Members {
  const dependences = draft.tasks.flatMap((task) => words(task.after).map((before) => ({ StartTask: before, EndTask: task.name.trim() })));
  return {
    Placement: { ...draft.placement, Zone: draft.zone.trim() },
    Job: {
      ...draft.rest,
      ...given({
        JobName: draft.name.trim(),
        JobDescription: draft.description,
        Priority: count(draft.priority),
        TaskExecutionDependOn: draft.dependOn,
        Tags: pairs(draft.tags, "Key", "Value"),
        Dependences: dependences,
      }),
      Tasks: draft.tasks.map(writeTask),
    },
  };
}

export function writeEnv(draft: EnvDraft): Members {
  const data = { ...draft.data, ...given({ InstanceTypes: words(draft.types) }) };
  return {
    Placement: { ...draft.placement, Zone: draft.zone.trim() },
    ComputeEnv: {
      ...draft.rest,
      EnvName: draft.name.trim(),
      ...given({
        EnvDescription: draft.description,
        DesiredComputeNodeCount: count(draft.nodes),
        ResourceMaxRetryCount: count(draft.retries),
        Tags: pairs(draft.tags, "Key", "Value"),
      }),
      ...(Object.keys(data).length > 0 ? { EnvData: data } : {}),
    },
  };
}

export function writeTemplate(draft: TemplateDraft): Members {
  return {
    ...draft.rest,
    TaskTemplateName: draft.name.trim(),
    ...given({ TaskTemplateDescription: draft.description, Tags: pairs(draft.tags, "Key", "Value") }),
    TaskTemplateInfo: writeTask(draft.task),
  };
}

// The members of something, taken out one by one; what is left over is the rest.
function taking(value: unknown): { members: Members; text: (name: string) => string; take: (name: string) => unknown } {
  const members: Members = { ...(isMembers(value) ? value : {}) };
  const take = (name: string): unknown => {
    const found = members[name];
    delete members[name];
    return found;
  };
  const text = (name: string): string => {
    const found = take(name);
    return typeof found === "string" || typeof found === "number" ? String(found) : "";
  };
  return { members, text, take };
}
function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function listed(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
function lines(value: unknown, first: string, second: string): string {
  return listed(value).map((one) => (isMembers(one) ? `${String(one[first])}=${String(one[second])}` : "")).join("\n");
}

function taskOf(value: unknown, dependences: unknown[]): TaskDraft {
  const { members: rest, text, take } = taking(value);
  const application = take("Application");
  const machine = taking(take("ComputeEnv"));
  const data = taking(machine.take("EnvData"));
  const types = listed(data.take("InstanceTypes")).join(", ");
  if (Object.keys(data.members).length > 0) machine.members.EnvData = data.members;
  const name = text("TaskName");
  const before = dependences.filter((one) => isMembers(one) && one.EndTask === name).map((one) => String((one as Members).StartTask));
  return {
    name,
    command: isMembers(application) ? String(application.Command ?? "") : "",
    instances: text("TaskInstanceNum"),
    env: text("EnvId"),
    types,
    machine: machine.members,
    after: before.join(", "),
    vars: lines(take("EnvVars"), "Name", "Value"),
    retries: text("MaxRetryCount"),
    timeout: text("Timeout"),
    concurrent: text("MaxConcurrentNum"),
    failed: text("FailedAction"),
    rest,
  };
}

export function readJob(request: unknown): JobDraft | undefined {
  const whole = taking(request);
  const placement = taking(whole.take("Placement"));
  const job = taking(whole.take("Job"));
  const dependences = listed(job.take("Dependences"));
  const draft: JobDraft = {
    name: job.text("JobName"),
    description: job.text("JobDescription"),
    priority: job.text("Priority"),
    zone: placement.text("Zone"),
    dependOn: job.text("TaskExecutionDependOn"),
    tags: lines(job.take("Tags"), "Key", "Value"),
    tasks: listed(job.take("Tasks")).map((task) => taskOf(task, dependences)),
    rest: job.members,
    placement: placement.members,
  };
  return isSame(writeJob(draft), request) ? draft : undefined;
}

export function readEnv(request: unknown): EnvDraft | undefined {
  const whole = taking(request);
  const placement = taking(whole.take("Placement"));
  const env = taking(whole.take("ComputeEnv"));
  const data = taking(env.take("EnvData"));
  const draft: EnvDraft = {
    name: env.text("EnvName"),
    description: env.text("EnvDescription"),
    zone: placement.text("Zone"),
    nodes: env.text("DesiredComputeNodeCount"),
    types: listed(data.take("InstanceTypes")).join(", "),
    retries: env.text("ResourceMaxRetryCount"),
    tags: lines(env.take("Tags"), "Key", "Value"),
    data: data.members,
    rest: env.members,
    placement: placement.members,
  };
  return isSame(writeEnv(draft), request) ? draft : undefined;
}

export function readTemplate(request: unknown): TemplateDraft | undefined {
  const { members: rest, text, take } = taking(request);
  const draft: TemplateDraft = {
    name: text("TaskTemplateName"),
    description: text("TaskTemplateDescription"),
    tags: lines(take("Tags"), "Key", "Value"),
    task: taskOf(take("TaskTemplateInfo"), []),
    rest,
  };
  return isSame(writeTemplate(draft), request) ? draft : undefined;
}

// A task of a template as a task of a form, or nothing when the form could not give it back.
export function readTask(task: unknown): TaskDraft | undefined {
  const draft = taskOf(task, []);
  return isSame(writeTask(draft), task) ? draft : undefined;
}

// What the API tells of something that was made, as a request that makes it again: without what is empty.
export function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (!isMembers(value)) return value;
  const kept = Object.entries(value).map(([name, member]) => [name, withoutEmpty(member)] as const);
  return Object.fromEntries(kept.filter(([, member]) => member !== null && member !== "" && !(typeof member === "object" && Object.keys(member as object).length === 0)));
}

// The same request: the order of members does not count, nor that of dependences.
function isSame(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}
function canonical(value: unknown): string {
  return JSON.stringify(value, (key, member: unknown) => {
    if (key === "Dependences" && Array.isArray(member)) return [...member].map((edge) => canonical(edge)).sort();
    if (!isMembers(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([first], [second]) => (first < second ? -1 : 1)));
  });
}

// Something of every kind, made with the API as the console makes it.
export async function furnish(admin) {
  return admin.page.evaluate(async () => {
    const { csrf_token } = await (await fetch("/console/session")).json();
    const call = async (action, body, version = "2019-01-16") => {
      const headers = { "Content-Type": "application/json", "X-TC-Action": action, "X-TC-Version": version, "X-TC-Timestamp": String(Math.floor(Date.now() / 1000)), "X-Opencam-Csrf": csrf_token, ...(version === "2017-03-12" ? { "X-TC-Region": "ap-guangzhou" } : {}) };
      const { Response } = await (await fetch("/", { method: "POST", headers, body: JSON.stringify(body) })).json();
      if (Response.Error) throw new Error(`${action}: ${Response.Error.Code} ${Response.Error.Message}`);
      return Response;
    };
    const statement = (action, resource) => ({ version: "2.0", statement: [{ effect: "allow", action, resource }] });
    const ann = await call("AddUser", { Name: "ann", UseApi: 1, ConsoleLogin: 1, Password: "Ann-password-1", Remark: "writes the reports" });
    await call("CreateMessageReceiver", { Name: "oncall", CountryCode: "86", PhoneNumber: "13800000000", Email: "oncall@example.com" });
    const group = await call("CreateGroup", { GroupName: "operators", Remark: "keep things running" });
    await call("AddUserToGroup", { Info: [{ GroupId: group.GroupId, Uin: ann.Uin }] });
    const policy = await call("CreatePolicy", { PolicyName: "ReadJobs", Description: "reading jobs", PolicyDocument: JSON.stringify(statement(["batch:DescribeJob", "batch:DescribeJobs"], "qcs::batch:::job/*"), null, 2) });
    await call("CreatePolicyVersion", { PolicyId: policy.PolicyId, PolicyDocument: JSON.stringify(statement("batch:Describe*", "*"), null, 2), SetAsDefault: true });
    await call("AttachGroupPolicy", { PolicyId: policy.PolicyId, AttachGroupId: group.GroupId });
    await call("AttachUserPolicy", { PolicyId: 1, AttachUin: ann.Uin });
    await call("PutUserPermissionsBoundary", { PolicyId: policy.PolicyId, TargetUin: ann.Uin });
    const trust = { version: "2.0", statement: [{ effect: "allow", action: "name/sts:AssumeRole", principal: { service: ["batch.cloud.tencent.com"] } }] };
    await call("CreateRole", { RoleName: "deployer", PolicyDocument: JSON.stringify(trust), Tags: [{ Key: "team", Value: "a" }] });
    await call("CreateTag", { TagKey: "stage", TagValue: "prod" }, "2018-08-13");
    const batch = (action, body) => call(action, body, "2017-03-12");
    const Placement = { Zone: "ap-guangzhou-1" };
    const task = (TaskName, Command, more = {}) => ({ TaskName, Application: { DeliveryForm: "LOCAL", Command }, ComputeEnv: { EnvType: "MANAGED" }, ...more });
    const env = await batch("CreateComputeEnv", { Placement, ComputeEnv: { EnvName: "render-farm", EnvDescription: "two nodes that stay", DesiredComputeNodeCount: 2, Tags: [{ Key: "team", Value: "a" }] } });
    const template = await batch("CreateTaskTemplate", { TaskTemplateName: "render-frame", TaskTemplateDescription: "one picture", TaskTemplateInfo: task("render", "echo frame $BATCH_TASK_INSTANCE_INDEX") });
    const job = await batch("SubmitJob", {
      Placement,
      Job: {
        JobName: "nightly-render",
        Priority: 10,
        Tags: [{ Key: "team", Value: "a" }],
        Tasks: [task("fetch", "echo fetched"), task("split", "echo split"), task("render", "sleep 1; echo frame $BATCH_TASK_INSTANCE_INDEX", { TaskInstanceNum: 8 }), task("sound", "echo mixed; exit 3"), task("join", "echo joined"), task("publish", "echo out")],
        Dependences: [["fetch", "split"], ["split", "render"], ["fetch", "sound"], ["render", "join"], ["sound", "join"], ["join", "publish"]].map(([StartTask, EndTask]) => ({ StartTask, EndTask })),
      },
    });
    return { group: group.GroupId, policy: policy.PolicyId, env: env.EnvId, template: template.TaskTemplateId, job: job.JobId };
  });
}

// Something of every kind, made with the API as the console makes it.
export async function furnish(admin) {
  return admin.page.evaluate(async () => {
    const { csrf_token } = await (await fetch("/console/session")).json();
    const call = async (action, body, version = "2019-01-16") => {
      const headers = { "Content-Type": "application/json", "X-TC-Action": action, "X-TC-Version": version, "X-TC-Timestamp": String(Math.floor(Date.now() / 1000)), "X-Opencam-Csrf": csrf_token };
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
    return { group: group.GroupId, policy: policy.PolicyId };
  });
}

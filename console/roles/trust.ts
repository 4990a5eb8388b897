// The usual trust policies, written out. What comes of them is checked by the server alone.
export type Trusted = "account" | "service" | "oidc" | "saml";

export function trustDocument(kind: Trusted, values: { account: string; service: string; provider: string; uin: string }): string {
  const statement =
    kind === "account"
      ? { effect: "allow", action: "name/sts:AssumeRole", principal: { qcs: [`qcs::cam::uin/${values.account || values.uin}:root`] } }
      : kind === "service"
        ? { effect: "allow", action: "name/sts:AssumeRole", principal: { service: [values.service] } }
        : kind === "oidc"
          ? {
              effect: "allow",
              action: "name/sts:AssumeRoleWithWebIdentity",
              principal: { federated: [`qcs::cam::uin/${values.uin}:oidc-provider/${values.provider}`] },
            }
          : {
              effect: "allow",
              action: "name/sts:AssumeRoleWithSAML",
              principal: { federated: [`qcs::cam::uin/${values.uin}:saml-provider/${values.provider}`] },
            };
  return JSON.stringify({ version: "2.0", statement: [statement] }, null, 2);
}

// The answers of /access/v1/*, which is no API of actions (docs/api/evaluation.md, docs/security-report.md).

export interface StatementRef {
  policy: string;
  index: number;
  effect: "allow" | "deny";
  layer: string;
}

export interface StatementTrace {
  index: number;
  effect: "allow" | "deny";
  matched: boolean;
  failed?: string;
  wanted?: string;
  found?: string;
  note?: string;
}

export interface PolicyTrace {
  policy: string;
  layer: string;
  via?: string;
  unreadable?: boolean;
  statements: StatementTrace[];
}

export interface Change {
  kind: "add_statement" | "alter_statement" | "remove_statement" | "detach_policy" | "set_context" | "remove_context";
  summary: string;
  statement?: StatementRef;
  document?: unknown;
  key?: string;
  value?: string;
}

export interface Explanation {
  decision: "allow" | "deny";
  reason: string;
  statements: StatementRef[];
  denied_resource?: string;
  note?: string;
  resources: { resource: string; decision: "allow" | "deny"; reason: string; policies: PolicyTrace[] }[];
  change: Change | null;
}

export interface Evaluation {
  decision: boolean;
  context: { decision_id: string; reason: string; revision: number; explanation?: Explanation };
}

export interface EvaluationRequest {
  subject: { type: "user" | "role"; id: string };
  action: { name: string; properties?: Record<string, unknown> };
  resource: { type: string; id: string; properties?: { region?: string; tags?: Record<string, string> } };
  context: Record<string, unknown>;
  options?: { explain: boolean };
}

export type Severity = "high" | "medium" | "low";

export interface Finding {
  rule: string;
  severity: Severity;
  subject: { kind: string; id: string; name: string };
  what: string;
  remedy: string;
}

export interface ReportKey {
  id: string;
  status: string;
  created: string;
  age_days: number;
  last_used: string | null;
}

export interface ReportUser {
  uin: string;
  name: string;
  type: string;
  created: string;
  last_used: string | null;
  console_login: boolean;
  password_changed: string | null;
  login_mfa: string[];
  action_mfa: string[];
  groups: string[];
  policies: string[];
  boundary: string;
  services_used: string[];
  keys: ReportKey[];
}

export interface SecurityReport {
  schema_version: number;
  account: { uin: string; app_id: string; name: string };
  generated: string;
  key_days: number;
  idle_days: number;
  summary: {
    users: number;
    groups: number;
    policies: number;
    roles: number;
    findings_high: number;
    findings_medium: number;
    findings_low: number;
  };
  users: ReportUser[];
  findings: Finding[];
}

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
  // A question about policies that are not saved is `hypothetical` and has no id.
  context: { decision_id?: string; hypothetical?: boolean; reason: string; revision: number; error?: { message: string }; explanation?: Explanation };
}

// Policies that are not saved.
export interface Candidate {
  replace?: { policy: string; document: string }[];
  attach?: string[];
  session_policy?: string;
}

export interface EvaluationRequest {
  subject: { type: "user" | "role"; id: string };
  action: { name: string; properties?: Record<string, unknown> };
  resource: { type: string; id: string; properties?: { region?: string; tags?: Record<string, string> } };
  context: Record<string, unknown>;
  options?: { explain: boolean };
  candidate?: Candidate;
}

// A refusal as it was decided (docs/api/decisions.md).
export interface KeptDecision {
  decision_id: string;
  request_id: string;
  time: string;
  revision: number;
  decision: "allow" | "deny";
  reason: string;
  resource?: string;
  statements: StatementRef[];
  action: string;
  outcome: string;
  principal: { type: string; id: string };
  source_ip?: string;
  note?: string;
  refusal: {
    request: { principal: { type: string; id: string; owner_uin?: string }; has_session_policy: boolean; action: string; resources: string[]; context: Record<string, string[]> };
    policy_versions: Record<string, number>;
    explanation: Explanation;
    omitted_statements: number;
  } | null;
}

export type Severity = "high" | "medium" | "low";

export interface Finding {
  rule: string;
  severity: Severity;
  subject: { kind: string; id: string; name: string };
  what: string;
  remedy: string;
  // The same for programs: which sentence, and what to put into it.
  what_code?: string;
  parameters?: Record<string, string | number | string[]>;
}

export interface ReportSummary {
  account: { uin: string; app_id: string; name: string };
  generated: string;
  key_days: number;
  idle_days: number;
  counts: { users: number; groups: number; roles: number; policies: number; keys: number };
  findings: Record<Severity, number>;
  rules: { rule: string; severity: Severity; count: number; remedy: string; first: Finding[] }[];
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

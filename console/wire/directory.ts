// The answers of /access/v1/directory/* (docs/api/directory.md) and of the security report in parts
// (docs/security-report.md): lists that page by key, filter and sort on the server.

export interface ListPage<Item> {
  items: Item[];
  total: number;
  next?: string;
}

export type UserKind = "sub_user" | "collaborator" | "message_recipient";

export interface UserRow {
  uin: string;
  uid: string;
  name: string;
  kind: UserKind;
  remark: string;
  console_login: boolean;
  phone: string;
  country_code: string;
  email: string;
  created: string;
}

export interface GroupRow {
  id: string;
  name: string;
  remark: string;
  created: string;
}

export interface RoleRow {
  id: string;
  name: string;
  description: string;
  kind: "user" | "system" | "service_linked";
  console_login: boolean;
  session_duration_s: number;
  created: string;
  updated: string;
  is_being_deleted: boolean;
}

export interface PolicyRow {
  id: string;
  name: string;
  description: string;
  kind: "custom" | "preset";
  service?: string;
  created: string;
  updated: string;
  holders: number;
  boundary_of: number;
}

export interface ProviderRow {
  kind: "oidc" | "saml" | "user_oidc" | "user_saml";
  name: string;
  description: string;
  issuer?: string;
  client_ids?: string[];
  rotates_keys?: boolean;
  is_enabled: boolean;
  created: string;
  updated: string;
}

export interface Providers {
  items: ProviderRow[];
  left_out: { kind: string; needs: string[] }[];
}

export interface SignInPolicy {
  is_ip_on: boolean;
  rules: { effect: "allow" | "deny"; network: string }[];
  is_offsite_on: boolean;
  approvers: string[];
  updated: string | null;
}

export type FoundKind = "user" | "group" | "role" | "policy" | "key" | "provider";

export interface FoundItem {
  id: string;
  name: string;
  remark: string;
  match: "id" | "name" | "remark";
  uin?: string;
}

export interface SearchAnswer {
  found: { kind: FoundKind; total: number; items: FoundItem[] }[];
  left_out: { kind: FoundKind; needs: string[] }[];
}

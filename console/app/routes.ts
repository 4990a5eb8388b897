// Every page of the console: its path, and the screen that shows it. A screen is loaded when it is first wanted.
import type { Component } from "svelte";
import type { Key } from "../text/text.svelte";
import { type Parameters, parametersOf } from "./path";

export type Screen = Component<{ parameters: Parameters }>;
type Load = () => Promise<{ default: Component<any> }>;

export interface Route {
  path: string; // "/users/:name"; a parameter takes one segment, decoded
  load: Load;
}

export const routes: Route[] = [
  { path: "/", load: () => import("../overview/Overview.svelte") },
  { path: "/search", load: () => import("../search/Search.svelte") },
  { path: "/users", load: () => import("../users/Users.svelte") },
  { path: "/users/new", load: () => import("../users/NewUser.svelte") },
  { path: "/users/new-recipient", load: () => import("../users/NewRecipient.svelte") },
  { path: "/users/:name", load: () => import("../users/User.svelte") },
  { path: "/groups", load: () => import("../groups/Groups.svelte") },
  { path: "/groups/:id", load: () => import("../groups/Group.svelte") },
  { path: "/roles", load: () => import("../roles/Roles.svelte") },
  { path: "/roles/new", load: () => import("../roles/NewRole.svelte") },
  { path: "/roles/:name", load: () => import("../roles/Role.svelte") },
  { path: "/policies", load: () => import("../policies/Policies.svelte") },
  { path: "/policies/new", load: () => import("../policies/NewPolicy.svelte") },
  { path: "/policies/:id", load: () => import("../policies/Policy.svelte") },
  { path: "/policies/:id/edit", load: () => import("../policies/EditPolicy.svelte") },
  { path: "/keys", load: () => import("../keys/Keys.svelte") },
  { path: "/providers", load: () => import("../providers/Providers.svelte") },
  { path: "/tags", load: () => import("../tags/Tags.svelte") },
  { path: "/services", load: () => import("../services/Services.svelte") },
  { path: "/why", load: () => import("../why/Why.svelte") },
  { path: "/audit", load: () => import("../audit/Audit.svelte") },
  { path: "/report", load: () => import("../report/Report.svelte") },
  { path: "/explorer", load: () => import("../explorer/Explorer.svelte") },
  { path: "/security", load: () => import("../security/Security.svelte") },
  { path: "/batch/jobs", load: () => import("../jobs/Jobs.svelte") },
  { path: "/batch/jobs/new", load: () => import("../jobs/NewJob.svelte") },
  { path: "/batch/jobs/:id", load: () => import("../jobs/Job.svelte") },
  { path: "/batch/jobs/:id/tasks/:task", load: () => import("../jobs/Task.svelte") },
  { path: "/batch/environments", load: () => import("../environments/Environments.svelte") },
  { path: "/batch/environments/new", load: () => import("../environments/NewEnvironment.svelte") },
  { path: "/batch/environments/:id", load: () => import("../environments/Environment.svelte") },
  { path: "/batch/templates", load: () => import("../templates/Templates.svelte") },
  { path: "/batch/templates/new", load: () => import("../templates/NewTemplate.svelte") },
  { path: "/batch/templates/:id", load: () => import("../templates/Template.svelte") },
  { path: "/settings", load: () => import("../settings/Settings.svelte") },
];

// What the side lists, in groups.
export const sections: { title: Key; links: { path: string; title: Key }[] }[] = [
  {
    title: "nav.people",
    links: [
      { path: "/users", title: "nav.users" },
      { path: "/groups", title: "nav.groups" },
      { path: "/roles", title: "nav.roles" },
      { path: "/keys", title: "nav.keys" },
      { path: "/providers", title: "nav.providers" },
    ],
  },
  {
    title: "nav.permissions",
    links: [
      { path: "/policies", title: "nav.policies" },
      { path: "/why", title: "nav.why" },
      { path: "/services", title: "nav.services" },
      { path: "/tags", title: "nav.tags" },
    ],
  },
  {
    title: "nav.oversight",
    links: [
      { path: "/report", title: "nav.report" },
      { path: "/audit", title: "nav.audit" },
      { path: "/security", title: "nav.security" },
      { path: "/explorer", title: "nav.explorer" },
    ],
  },
  {
    title: "nav.batch",
    links: [
      { path: "/batch/jobs", title: "nav.jobs" },
      { path: "/batch/environments", title: "nav.environments" },
      { path: "/batch/templates", title: "nav.templates" },
    ],
  },
];

export function matched(path: string): { route: Route; parameters: Parameters } | null {
  const asked = path.replace(/\/$/, "") || "/";
  for (const route of routes) {
    const parameters = parametersOf(route.path, asked);
    if (parameters !== null) return { route, parameters };
  }
  return null;
}

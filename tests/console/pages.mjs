// Every page of the console, for the flows that open them all. {…} is filled in with what furnish.mjs has made.
const pages = [
  "/", "/users", "/users?kind=message_recipient&sort=-created", "/users/new", "/users/new-recipient", "/users/ann", "/users/ann?tab=groups",
  "/users/ann?tab=policies", "/users/ann?tab=keys", "/users/ann?tab=boundary", "/users/ann?tab=access", "/users/ann?tab=changes", "/groups", "/groups/{group}",
  "/groups/{group}?tab=policies", "/groups/{group}?tab=access", "/groups/{group}?tab=changes", "/roles", "/roles/new", "/roles/deployer", "/roles/deployer?tab=policies",
  "/roles/deployer?tab=trust", "/roles/deployer?tab=boundary", "/roles/deployer?tab=tags", "/roles/deployer?tab=access", "/roles/deployer?tab=changes", "/policies", "/policies/new",
  "/policies/{policy}", "/policies/{policy}?tab=versions", "/policies/{policy}?tab=holders", "/policies/{policy}?tab=changes", "/policies/{policy}/edit", "/keys",
  "/providers", "/providers?tab=oidc", "/providers?tab=users", "/tags", "/tags?tab=resources", "/services",
  "/services?service=batch", "/why", "/why?tab=explain", "/why?tab=matrix",
  "/why?tab=simulate&principal=ann&action=batch:SubmitJob&resource=*", "/audit", "/report", "/explorer",
  "/batch/jobs", "/batch/jobs/new", "/batch/jobs/{job}", "/batch/jobs/{job}?tab=submitted", "/batch/jobs/{job}/tasks/render",
  "/batch/environments", "/batch/environments/new", "/batch/environments/{env}", "/batch/environments/{env}?tab=activities",
  "/batch/environments/{env}?tab=asked", "/batch/templates", "/batch/templates/new", "/batch/templates/{template}",
  "/batch/templates/{template}?edit=1", "/explorer?action=AddUser", "/security", "/settings", "/search?q=ann", "/no-such-page",
]; // prettier-ignore

export function pagesOf(made) {
  return pages.map((path) => path.replace(/\{(\w+)\}/, (_, name) => made[name]));
}

// The services that come with OpenCAM, their actions, resources and condition keys, for completion and choosing. Built
// in from catalog/*.json; what an administrator added to a server is not in it, and nothing here decides anything.
import operatorTable from "../../include/opencam/operator.def?raw";

export interface Action {
  name: string;
  access?: "read" | "list" | "write";
  level?: string;
  resources?: (string | { resource: string; service?: string })[];
  condition_keys?: string[];
  summary?: string;
}

export interface Service {
  service: string;
  title?: string;
  is_global?: boolean;
  is_authorisable?: boolean;
  actions_complete?: boolean;
  resource_types?: string[];
  condition_keys?: string[];
  actions?: Action[];
}

interface File extends Partial<Service> {
  services?: Service[];
  regions?: string[];
}

const files = import.meta.glob<File>(["../../catalog/*.json", "!../../catalog/presets.json"], { eager: true, import: "default" });
const all = Object.values(files);

export const services: Service[] = all
  .flatMap((file) => [...(file.services ?? []), ...(file.service === undefined ? [] : [file as Service])])
  .filter((service) => service.is_authorisable !== false)
  .sort((one, other) => one.service.localeCompare(other.service));

export const regions: string[] = all.flatMap((file) => file.regions ?? []);

export const generalKeys: string[] = all.filter((file) => file.service === undefined).flatMap((file) => file.condition_keys ?? []);

export const operators: string[] = [...operatorTable.matchAll(/^OPENCAM_OPERATOR\(\w+, "(\w+)"/gm)].map((match) => match[1]!);

export function serviceNamed(name: string): Service | undefined {
  return services.find((one) => one.service === name);
}

// The forms of a service's resources as six segments; the account is left out, which means the own one.
export function resourceForms(service: Service, region = ""): string[] {
  return (service.resource_types ?? []).map((type) => `qcs::${service.service}:${service.is_global ? "" : region}::${type.replace(/\{[^}]*\}/g, "*")}`);
}

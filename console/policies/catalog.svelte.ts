// What policies can name: services, actions, resources, condition keys, operators. What comes with OpenCAM is built in
// from catalog/*.json; `live.ts` asks the server what an administrator added. Nothing here decides anything.
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
  is_added?: boolean;
  actions_complete?: boolean;
  resource_types?: string[];
  condition_keys?: string[];
  actions?: Action[];
}

interface File extends Partial<Service> {
  services?: Service[];
  regions?: string[];
}

// The answer of /access/v1/catalogue?services=added.
export interface CatalogueAnswer {
  services: Service[];
  regions: string[];
  condition_keys: string[];
  operators: { name: string; family: string }[];
}

const files = import.meta.glob<File>(["../../catalog/*.json", "!../../catalog/presets.json"], { eager: true, import: "default" });
const all = Object.values(files);
const inOrder = (services: Service[]): Service[] =>
  services.filter((service) => service.is_authorisable !== false).sort((one, other) => one.service.localeCompare(other.service));
const shipped = inOrder(all.flatMap((file) => [...(file.services ?? []), ...(file.service === undefined ? [] : [file as Service])]));

class Catalogue {
  services = $state.raw<Service[]>(shipped);
  regions = $state.raw<string[]>(all.flatMap((file) => file.regions ?? []));
  // Those that are sent with every action; one that ends in /* stands for all that begin so.
  generalKeys = $state.raw<string[]>(all.filter((file) => file.service === undefined).flatMap((file) => file.condition_keys ?? []));
  operators = $state.raw<string[]>([...operatorTable.matchAll(/^OPENCAM_OPERATOR\(\w+, "(\w+)"/gm)].map((match) => match[1]!));

  // What the server knows takes the place of what is built in; services that come with it are not sent again.
  take(answer: CatalogueAnswer): void {
    const added = answer.services.map((service) => ({ ...service, is_added: true }));
    const names = new Set(added.map((service) => service.service));
    this.services = inOrder([...shipped.filter((service) => !names.has(service.service)), ...added]);
    this.regions = answer.regions;
    this.generalKeys = answer.condition_keys;
    this.operators = answer.operators.map((operator) => operator.name);
  }

  named(name: string): Service | undefined {
    return this.services.find((one) => one.service === name);
  }
}

export const catalogue = new Catalogue();

// The forms of a service's resources as six segments; the account is left out, which means the own one.
export function resourceForms(service: Service, region = ""): string[] {
  return (service.resource_types ?? []).map((type) => `qcs::${service.service}:${service.is_global ? "" : region}::${type.replace(/\{[^}]*\}/g, "*")}`);
}

// The keys that are sent with a service's actions beside the general ones.
export function keysOf(service: Service): string[] {
  return [...new Set([...(service.condition_keys ?? []), ...(service.actions ?? []).flatMap((action) => action.condition_keys ?? [])])];
}

// The actions that can be asked on a resource, as far as the catalogue tells.
import type { Service } from "../policies/catalog.svelte";

const MOST = 40;

// Those of the resource's service and type; of a service that has no such type, none.
export function actionsOn(services: Service[], resource: string): string[] {
  const segments = resource.split(":");
  if (segments.length < 6 || segments[0] !== "qcs") return [];
  const service = services.find((one) => one.service === segments[2]);
  const type = segments.slice(5).join(":").split("/")[0] ?? "";
  const is = (template: string | { resource: string; service?: string }): boolean => {
    const text = typeof template === "string" ? template : template.resource;
    return text.split("/")[0] === type;
  };
  return (service?.actions ?? []).filter((action) => type !== "" && (action.resources ?? []).some(is)).map((action) => `${service!.service}:${action.name}`).slice(0, MOST);
}

// As much of openapi.json as the explorer shows.
export interface Schema {
  type?: string;
  format?: string;
  description?: string;
  enum?: string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  $ref?: string;
  oneOf?: Schema[];
  anyOf?: Schema[];
}

export interface ActionEntry {
  service: string;
  version: string;
  request: string;
  response: string;
  errors: string[];
  authorised_as: string[];
  offered: boolean;
}

export interface OpenApi {
  paths: { "/": { post: { "x-opencam-actions": Record<string, ActionEntry> } } };
  components: { schemas: Record<string, Schema> };
}

export function schemaOf(api: OpenApi, reference: string | undefined): Schema {
  return api.components.schemas[reference?.replace("#/components/schemas/", "") ?? ""] ?? {};
}

// The type of a field in words: `string`, `Tag[]`.
export function typeOf(schema: Schema): string {
  if (schema.$ref) return schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
  if (schema.type === "array" && schema.items) return `${typeOf(schema.items)}[]`;
  const several = schema.anyOf ?? schema.oneOf;
  if (several) return [...new Set(several.map(typeOf))].join(" | ");
  return Array.isArray(schema.type) ? schema.type.join(" | ") : (schema.type ?? "");
}

// A request with its required fields, to be filled in.
export function skeleton(schema: Schema): string {
  const fields = (schema.required ?? []).map((name) => {
    const field = schema.properties?.[name] ?? {};
    const type = typeOf(field);
    return [name, type.endsWith("[]") ? [] : /integer|number/.test(type) ? 0 : type === "boolean" ? false : type === "string" ? "" : {}];
  });
  return JSON.stringify(Object.fromEntries(fields), null, 2);
}

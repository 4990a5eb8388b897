// What a form offers to choose from. What may not be read is simply not offered: the field can still be filled in.
import { batch } from "../wire/generated/index";
import { inRegion, region } from "./region.svelte";

export interface Choices {
  envs: { id: string; name: string }[];
  types: string[];
}

export const NO_CHOICES: Choices = { envs: [], types: [] };

export async function choices(): Promise<Choices> {
  const transport = inRegion();
  const [envs, types] = await Promise.allSettled([batch.describeComputeEnvs(transport, { Limit: 100 }), batch.describeAvailableCvmInstanceTypes(transport)]);
  return {
    envs: envs.status === "fulfilled" ? envs.value.ComputeEnvSet.map((env) => ({ id: env.EnvId, name: env.EnvName })) : [],
    types: types.status === "fulfilled" ? [...new Set(types.value.InstanceTypeConfigSet.map((type) => type.InstanceType))] : [],
  };
}

// Zones are the region's name and a number.
export function zones(): string[] {
  return [1, 2, 3, 4].map((number) => `${region()}-${number}`);
}

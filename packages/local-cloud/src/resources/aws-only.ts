import { z } from "zod";
import { NOT_ON_A_LAPTOP } from "./not-on-a-laptop.ts";
import { type ResourceType, resourceType } from "./resource-type.ts";

/**
 * Types of services that a laptop has no use for. They can be previewed, so that a stage's plan shows all of it and rules
 * about it can be checked; their properties are known by name. A deployment refuses them.
 */
export function awsOnlyTypes(): readonly ResourceType[] {
  return Object.entries(NOT_ON_A_LAPTOP).map(([token, { required, optional }]) => {
    const refuse = async (): Promise<never> => {
      throw new Error(
        `The local cloud can preview ${token} but not deploy it. Leave it out of stacks of the local cloud, or deploy the stack to AWS.`,
      );
    };
    return resourceType({
      token,
      inputs: z.strictObject({
        ...Object.fromEntries(required.map((name) => [name, given])),
        ...Object.fromEntries(optional.map((name) => [name, z.unknown().optional()])),
      }),
      ...(optional.includes("name") ? { autoname: { property: "name", maxLength: 128 } } : {}),
      replaceOn: [],
      create: refuse,
      update: refuse,
      delete: refuse,
      describe: refuse,
    });
  });
}

const given = z.unknown().refine((value) => value !== undefined, { error: "is required" });

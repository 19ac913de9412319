import { apiPolicy } from "./deploy-api-policy.ts";
import { functionsPolicy } from "./deploy-functions-policy.ts";
import { rolesPolicy } from "./deploy-roles-policy.ts";
import { servicesPolicy } from "./deploy-services-policy.ts";
import type { Place } from "./place.ts";
import type { PolicyParts } from "./policy-document.ts";

/** Whose deployments, and with what. */
export interface DeployTarget {
  readonly stage: string;
  /** The permissions boundary that each role of the stage must have. */
  readonly boundaryArn: string;
  /** Of the images, which may be another account's. */
  readonly repositoryArn: string;
  /** Stage that images are promoted from: its release controller is asked whether they may. */
  readonly promotedFrom: string | undefined;
}

/** What a deployment of one stage may do: `pulumi up`, releases and promotions of this stage and nothing else. */
export function deployPolicies(place: Place, target: DeployTarget): PolicyParts {
  return {
    functions: functionsPolicy(place, target),
    roles: rolesPolicy(place, target),
    api: apiPolicy(place, target.stage),
    services: servicesPolicy(place, target.stage),
  };
}

import type { Rule } from "./model.ts";
import { REVIEWED_WILDCARDS } from "./reviewed-wildcards.ts";
import { aliasLeftAlone } from "./rules/alias-left-alone.ts";
import { apiAsksForAKey } from "./rules/api-asks-for-a-key.ts";
import { bucketsPrivate } from "./rules/buckets-private.ts";
import { concurrencyCoherent } from "./rules/concurrency-coherent.ts";
import { encryptionOn } from "./rules/encryption-on.ts";
import { federatedRolesNarrow } from "./rules/federated-roles-narrow.ts";
import { imagesByDigest } from "./rules/images-by-digest.ts";
import { imagesImmutable } from "./rules/images-immutable.ts";
import { lambdaNotPublic } from "./rules/lambda-not-public.ts";
import { logsKept } from "./rules/logs-kept.ts";
import { noPlainSecrets } from "./rules/no-plain-secrets.ts";
import { noPublicPolicies } from "./rules/no-public-policies.ts";
import { noWildcards } from "./rules/no-wildcards.ts";
import { rolesBounded } from "./rules/roles-bounded.ts";
import { schedulesCoherent } from "./rules/schedules-coherent.ts";
import { statefulProtected } from "./rules/stateful-protected.ts";
import { tagsPresent } from "./rules/tags-present.ts";
import { timeoutsCoherent } from "./rules/timeouts-coherent.ts";

/** Every rule. */
export const RULES: readonly Rule[] = [
  noPublicPolicies,
  federatedRolesNarrow,
  lambdaNotPublic,
  apiAsksForAKey,
  bucketsPrivate,
  noWildcards(REVIEWED_WILDCARDS),
  rolesBounded,
  noPlainSecrets,
  encryptionOn,
  imagesImmutable,
  imagesByDigest,
  aliasLeftAlone,
  timeoutsCoherent,
  schedulesCoherent,
  concurrencyCoherent,
  logsKept,
  statefulProtected,
  tagsPresent,
];

import { z } from "zod";

const text = (pattern: RegExp, what: string) => {
  const error = `expected ${what}`;
  return z.string({ error }).regex(pattern, { error });
};
/** YAML and `pulumi config set --path` read bare digits as a number. */
const digits = (what: string) =>
  z.preprocess((value) => (typeof value === "number" ? String(value) : value), text(/^[1-9]\d{0,19}$/, what));
const flag = z.boolean({ error: "expected true or false" });
const group = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, {
    // No message for unknown keys: config-problems.ts writes one per key.
    error: (issue) =>
      issue.code === "invalid_type" ? `expected the keys ${Object.keys(shape).join(", ")}` : undefined,
  });
const stackName = text(/^[A-Za-z0-9._-]{1,100}$/, "the name of a stack of switchyard-foundation");
/** As infra/router has them. Without hyphens: `switchyard-dev-*` must name nothing of a stage `dev-2`. */
const stageName = text(
  /^[a-z][a-z0-9]{0,15}$/,
  "the name of a stage (lower-case letters and digits, at most 16)",
);
/** Environment on GitHub whose jobs build images. The stages' environments are called like the stages. */
export const IMAGES_ENVIRONMENT = "images";
/** The role that only reads has a policy for each, and IAM lets a role have ten. */
const MOST_STAGES = 8;
const stagesError = `expected a list of at most ${MOST_STAGES} names of stages`;
const keepImagesError = "expected a whole number from 10 to 1000";
const accountsError = "expected a list of account ids, 12 digits in quotes each";

/** What every account has. */
const Common = z.strictObject({
  /** Stages of this account. Each gets a boundary, and a deploy role where GitHub is known. */
  stages: z.array(stageName, { error: stagesError }).max(MOST_STAGES, { error: stagesError }).default([]),
  /** `{staging: dev}`: who deploys staging may ask the release controller of dev, as a promotion does. */
  promotions: z
    .record(stageName, stageName, { error: "expected names of stages with the stage before under each" })
    .default({}),
  /** Whose workflows deploy. Without it there are neither provider nor roles. */
  github: group({
    owner: text(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}$/, "the owner of a repository on GitHub"),
    ownerId: digits("the id of the owner, in digits"),
    repository: text(/^[A-Za-z0-9._-]{1,100}$/, "the name of a repository without its owner"),
    repositoryId: digits("the id of the repository, in digits"),
  }).optional(),
  /** An account has one provider of GitHub's identity tokens; where there is one already, `existing`. */
  githubProvider: z
    .enum(["create", "existing"], { error: "expected one of create, existing" })
    .default("create"),
  /** The bucket for Pulumi's state, made here. Without it, state is kept elsewhere. */
  stateBucket: group({
    name: text(
      /^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      "a bucket's name (3 to 63 lower-case letters, digits, dots and hyphens)",
    ),
  }).optional(),
  tags: z
    .record(z.string(), z.string({ error: "expected text" }), {
      error: "expected names with a text under each",
    })
    .default({}),
});

/** An account that builds images and keeps them. */
export const Building = Common.extend({
  images: z.literal(true, { error: "expected true or false" }).default(true),
  imagesFrom: z.undefined({ error: "expected this key only where switchyard:images is false" }).optional(),
  platform: z.enum(["linux/arm64", "linux/amd64"], { error: "expected linux/arm64 or linux/amd64" }),
  /** Older images than the newest so many are deleted, so a rollback reaches back that far at most. */
  keepImages: z
    .int({ error: keepImagesError })
    .min(10, { error: keepImagesError })
    .max(1000, { error: keepImagesError }),
  deleteImagesWithRepository: flag,
  /** What people call this build. Becomes a label of the image: a new one makes a new digest of the same code. */
  release: text(
    /^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$/,
    "1 to 64 letters, digits, dots, hyphens, underscores or plus signs",
  ).optional(),
  /** Other accounts whose functions may run these images. */
  pullAccounts: z
    .array(z.string({ error: accountsError }).regex(/^\d{12}$/, { error: accountsError }), {
      error: accountsError,
    })
    .default([]),
});

const absent = z.undefined({ error: "expected this key only where switchyard:images is true" }).optional();

/** An account that runs the images of another. */
export const Taking = Common.extend({
  images: z.literal(false, { error: "expected true or false" }),
  /** Stack of switchyard-foundation of the account that builds them. */
  imagesFrom: stackName,
  platform: absent,
  keepImages: absent,
  deleteImagesWithRepository: absent,
  release: absent,
  pullAccounts: absent,
});

export type BuildingConfig = z.infer<typeof Building>;
/** Settings of an account: the keys of the namespace `switchyard` in `Pulumi.<stack>.yaml`. */
export type FoundationConfig = BuildingConfig | z.infer<typeof Taking>;
export type GithubConfig = NonNullable<FoundationConfig["github"]>;

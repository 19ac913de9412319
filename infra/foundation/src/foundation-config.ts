import { z } from "zod";

const NAMESPACE = "switchyard:";

/** Settings of an account: the keys of the namespace `switchyard` in `Pulumi.<stack>.yaml`. */
export const FoundationConfig = z.strictObject({
  platform: z.enum(["linux/arm64", "linux/amd64"], { error: "expected linux/arm64 or linux/amd64" }),
  /** Older images than the newest so many are deleted, so a rollback reaches back that far at most. */
  keepImages: z.coerce
    .number({ error: "expected a whole number from 10 to 1000" })
    .refine((count) => Number.isInteger(count) && count >= 10 && count <= 1000, {
      error: "expected a whole number from 10 to 1000",
    }),
  deleteImagesWithRepository: z
    .enum(["true", "false"], { error: "expected true or false" })
    .transform((text) => text === "true"),
  /** What people call this build. Becomes a label of the image: a new one makes a new digest of the same code. */
  release: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$/, {
      error: "expected 1 to 64 letters, digits, dots, hyphens, underscores or plus signs",
    })
    .optional(),
});
export type FoundationConfig = z.infer<typeof FoundationConfig>;

type FoundationConfigResult =
  | { readonly ok: true; readonly config: FoundationConfig }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads the settings from a stack's whole configuration. Reports everything that is wrong, not only the first. */
export function parseFoundationConfig(stack: Readonly<Record<string, string>>): FoundationConfigResult {
  const names = Object.keys(stack);
  const misplaced = names
    .filter((name) => !/^(switchyard|aws|awsx|pulumi|docker-build):/.test(name))
    .map((name) => `${name}: unknown namespace; settings of the foundation are written ${NAMESPACE}<key>`);
  const settings = Object.fromEntries(
    names
      .filter((name) => name.startsWith(NAMESPACE))
      .map((name) => [name.slice(NAMESPACE.length), stack[name]]),
  );
  const parsed = FoundationConfig.safeParse(settings);
  if (parsed.success && misplaced.length === 0) return { ok: true, config: parsed.data };
  const problems = (parsed.error?.issues ?? []).flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => `${NAMESPACE}${key}: unknown key; remove it or correct its spelling`);
    }
    const key = String(issue.path[0]);
    return [`${NAMESPACE}${key}: ${issue.message}, found ${JSON.stringify(settings[key]) ?? "nothing"}`];
  });
  return { ok: false, problems: [...misplaced, ...problems] };
}

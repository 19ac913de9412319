import type { CheckedResource, Rule, Violation } from "../model.ts";
import { REQUIRED_TAGS, STAGE_TAG, TAGGABLE, UNTAGGABLE } from "../taggable-types.ts";
import { projectOf, rootOf, stackOf } from "../urn.ts";
import { isFields, isUnknown, show } from "../values.ts";
import { verdictsOf } from "../verdicts.ts";

const name = "tags-present";
const { broken, unknown } = verdictsOf(name);

export const tagsPresent: Rule = {
  name,
  description:
    "Each resource that can be tagged says whose it is; of each type it is known whether it can be.",
  check: (stack) => [
    ...unlistedProjects(stack),
    ...stack.filter(({ type }) => isOfAws(type)).flatMap(tagProblems),
  ],
};

function isOfAws(type: string): boolean {
  return type.startsWith("aws:");
}

function unlistedProjects(stack: readonly CheckedResource[]): readonly Violation[] {
  const roots = new Map(
    stack
      .filter(({ type, urn }) => isOfAws(type) && REQUIRED_TAGS[projectOf(urn)] === undefined)
      .map(({ urn }) => [rootOf(urn), projectOf(urn)]),
  );
  return [...roots].map(([urn, project]) =>
    broken(
      { urn },
      `expected a project of ${Object.keys(REQUIRED_TAGS).join(", ")}, found ${project}. ` +
        "Decide which tags it requires and add them to REQUIRED_TAGS in infra/policy/src/taggable-types.ts.",
    ),
  );
}

function tagProblems(resource: CheckedResource): readonly Violation[] {
  const { type, urn, props } = resource;
  if (UNTAGGABLE.includes(type)) return [];
  if (!TAGGABLE.includes(type)) {
    return [
      broken(
        resource,
        `expected a type of which it is known whether it takes tags, found ${type}. ` +
          "Decide whether it can be tagged and add it to infra/policy/src/taggable-types.ts.",
      ),
    ];
  }
  return (REQUIRED_TAGS[projectOf(urn)] ?? []).flatMap((tag) => {
    // `tagsAll` holds the provider's default tags too, and is there after the deployment only.
    const found = [props["tags"], props["tagsAll"]].map((tags) => valueIn(tags, tag));
    const isRight = tag === STAGE_TAG ? isText(stackOf(urn)) : isAnyText;
    if (found.some(isRight)) return [];
    if (found.some(isUnknown)) return [unknown(resource, `tags.${tag}`)];
    const expected = tag === STAGE_TAG ? show(stackOf(urn)) : "a text";
    const value = found.find((each) => each !== undefined);
    return [
      broken(resource, `tags.${tag}: expected ${expected}, found ${show(value)}. Pass the stack's tags on.`),
    ];
  });
}

/** A tag's name may hold a dot, so it is no path. */
function valueIn(tags: unknown, tag: string): unknown {
  if (isUnknown(tags)) return tags;
  return isFields(tags) ? tags[tag] : undefined;
}

function isText(text: string): (value: unknown) => boolean {
  return (value) => value === text;
}

function isAnyText(value: unknown): boolean {
  return typeof value === "string" && value !== "" && !isUnknown(value);
}

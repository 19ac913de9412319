import type { CheckedResource, Rule, Violation } from "../model.ts";
import { stackOf } from "../urn.ts";
import { at, isUnknown, ofType } from "../values.ts";
import { verdictsOf } from "../verdicts.ts";

const name = "stateful-protected";
const { broken, expect, unknown } = verdictsOf(name);

/** What cannot be made again, by type: records, logs, and the addresses that callers have. */
const PROTECTED = [
  "aws:apigateway/restApi:RestApi",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:dynamodb/table:Table",
  "aws:lambda/alias:Alias",
];

/** The log of the demo agents goes with them, when a stage gets agents of its own. */
const DISPENSABLE = /^demo-agents-/;

/** Stages whose data nobody would miss. */
const EPHEMERAL_STAGES = ["local"];

export const statefulProtected: Rule = {
  name,
  description:
    "What cannot be made again is protected from deletion in every stage but those that may be lost.",
  check: (stack) => {
    const deployed = stack.filter(({ urn }) => !EPHEMERAL_STAGES.includes(stackOf(urn)));
    return [
      ...ofType(deployed, ...PROTECTED)
        .filter((resource) => !resource.protect && !DISPENSABLE.test(resource.name))
        .map((resource) =>
          broken(
            resource,
            "protect: expected true, found false. Set switchyard:keepData, which protects it.",
          ),
        ),
      ...ofType(deployed, "aws:dynamodb/table:Table").flatMap(tableProblems),
      ...ofType(deployed, "aws:ecr/repository:Repository").flatMap(repositoryProblems),
    ];
  },
};

function tableProblems(table: CheckedResource): readonly Violation[] {
  const on = { isRight: (value: unknown) => value === true, expected: "true" };
  return [
    ...expect(table, "deletionProtectionEnabled", {
      ...on,
      advice: "The table is the record of who released what.",
    }),
    ...expect(table, "pointInTimeRecovery.enabled", {
      ...on,
      advice: "Without it a mistake in the record cannot be undone.",
    }),
  ];
}

function repositoryProblems(repository: CheckedResource): readonly Violation[] {
  const force = at(repository.props, "forceDelete");
  if (isUnknown(force)) return [unknown(repository, "forceDelete")];
  if (force !== true) return [];
  return [
    broken(
      repository,
      "forceDelete: expected false or nothing, found true. A rollback needs the images: set switchyard:deleteImagesWithRepository: false.",
    ),
  ];
}

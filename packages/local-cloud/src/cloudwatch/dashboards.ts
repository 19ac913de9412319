import type {
  DashboardValidationMessage,
  DeleteDashboardsCommandInput,
  DeleteDashboardsCommandOutput,
  GetDashboardCommandInput,
  GetDashboardCommandOutput,
  ListDashboardsCommandInput,
  ListDashboardsCommandOutput,
  PutDashboardCommandInput,
  PutDashboardCommandOutput,
} from "@aws-sdk/client-cloudwatch";
import { ACCOUNT_ID } from "../account.ts";
import { AwsError } from "../aws-error.ts";
import type { Clock } from "../ports.ts";
import type { Store } from "../store.ts";
import type { Permission } from "../wire/service.ts";
import { type DashboardProblem, problemsOf } from "./dashboards-body.ts";
import { invalidValue } from "./errors.ts";

type Answer<T> = Omit<T, "$metadata">;

interface DashboardRecord {
  readonly name: string;
  readonly body: string;
  readonly modifiedMs: number;
}

const MAX_PAGE = 1000;

/** Dashboards are kept and checked; nobody draws them here. */
export function createDashboards(store: Store, clock: Clock) {
  const dashboards = store.collection<DashboardRecord>("cloudwatch-dashboards");
  const known = (name: string | undefined): DashboardRecord => {
    const dashboard = name === undefined ? undefined : dashboards.get(name);
    if (dashboard !== undefined) return dashboard;
    throw new AwsError("DashboardNotFoundError", `Dashboard ${name ?? ""} does not exist`, 404);
  };
  return {
    PutDashboard: (input: PutDashboardCommandInput): Answer<PutDashboardCommandOutput> => {
      const { DashboardName: name = "", DashboardBody: body = "" } = input;
      if (input.Tags !== undefined && input.Tags.length > 0) {
        throw invalidValue("Tags of dashboards are not supported by the local cloud.");
      }
      if (!/^[\w-]{1,255}$/.test(name)) {
        throw new AwsError(
          "DashboardInvalidInputError",
          `The DashboardName field must have 1 to 255 letters, digits, hyphens and underscores, found ${JSON.stringify(name)}`,
        );
      }
      const problems = problemsOf(body);
      const errors = problems.filter(({ severity }) => severity === "error");
      if (errors.length > 0) throw invalidBody(errors);
      dashboards.set(name, { name, body, modifiedMs: clock.nowMs() });
      return { DashboardValidationMessages: problems.map(messageOf) };
    },

    GetDashboard: (input: GetDashboardCommandInput): Answer<GetDashboardCommandOutput> => {
      const { name, body } = known(input.DashboardName);
      return { DashboardArn: arnOf(name), DashboardBody: body, DashboardName: name };
    },

    ListDashboards: (input: ListDashboardsCommandInput): Answer<ListDashboardsCommandOutput> => {
      const { DashboardNamePrefix: prefix = "", NextToken: after } = input;
      const found = dashboards
        .values()
        .filter(({ name }) => name.startsWith(prefix) && (after === undefined || name > after))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1));
      const page = found.slice(0, MAX_PAGE);
      return {
        DashboardEntries: page.map(({ name, body, modifiedMs }) => ({
          DashboardName: name,
          DashboardArn: arnOf(name),
          LastModified: new Date(modifiedMs),
          Size: Buffer.byteLength(body),
        })),
        ...(found.length > MAX_PAGE ? { NextToken: page.at(-1)?.name } : {}),
      };
    },

    /** When one of them is not there, none is deleted, as documented. */
    DeleteDashboards: (input: DeleteDashboardsCommandInput): Answer<DeleteDashboardsCommandOutput> => {
      const found = (input.DashboardNames ?? []).map(known);
      for (const { name } of found) dashboards.delete(name);
      return {};
    },
  };
}

/** What a role session needs for an operation on dashboards; undefined for any other operation. */
export function dashboardPermissions(
  operation: string,
  input: Readonly<Record<string, unknown>>,
): readonly Permission[] | undefined {
  const action = `cloudwatch:${operation}`;
  const { DashboardName: name, DashboardNames: names } = input;
  switch (operation) {
    case "PutDashboard":
    case "GetDashboard":
      return [{ action, resource: arnOf(String(name)) }];
    case "DeleteDashboards":
      return (Array.isArray(names) ? names : ["*"]).map((each) => ({
        action,
        resource: arnOf(String(each)),
      }));
    case "ListDashboards":
      return [{ action, resource: "*" }];
    default:
      return undefined;
  }
}

/** Dashboards belong to no region. */
function arnOf(name: string): string {
  return `arn:aws:cloudwatch::${ACCOUNT_ID}:dashboard/${name}`;
}

function invalidBody(errors: readonly DashboardProblem[]): AwsError {
  const messages = errors.map(messageOf);
  return new AwsError(
    "DashboardInvalidInputError",
    `The dashboard body is invalid, there are ${errors.length} validation errors: ${JSON.stringify(messages)}`,
    400,
    { dashboardValidationMessages: messages },
  );
}

function messageOf({ path, message }: DashboardProblem): DashboardValidationMessage {
  return { DataPath: path, Message: message };
}

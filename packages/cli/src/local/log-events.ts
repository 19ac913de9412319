import {
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";

export interface LogEventsRequest {
  readonly logGroup: string;
  /** Epoch milliseconds, in the cloud's time. */
  readonly startTime: number;
  /** CloudWatch Logs filter pattern. */
  readonly filter?: string | undefined;
}

/** All events of a log group since a time, oldest first, page after page. */
export async function* logEvents(
  client: CloudWatchLogsClient,
  { logGroup, startTime, filter }: LogEventsRequest,
): AsyncGenerator<FilteredLogEvent> {
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new FilterLogEventsCommand({
        logGroupName: logGroup,
        startTime,
        ...(filter === undefined ? {} : { filterPattern: filter }),
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    );
    yield* page.events ?? [];
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

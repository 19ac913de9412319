import {
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";

export interface LogEventsRequest {
  readonly logGroup: string;
  /** Epoch milliseconds, in the cloud's time. */
  readonly startTime: number;
  /** Inclusive; now by default. */
  readonly endTime?: number | undefined;
  /** CloudWatch Logs filter pattern. */
  readonly filter?: string | undefined;
}

/** All events of a log group in a period, oldest first, page after page. */
export async function* logEvents(
  client: CloudWatchLogsClient,
  { logGroup, startTime, endTime, filter }: LogEventsRequest,
): AsyncGenerator<FilteredLogEvent> {
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new FilterLogEventsCommand({
        logGroupName: logGroup,
        startTime,
        ...(endTime === undefined ? {} : { endTime }),
        ...(filter === undefined ? {} : { filterPattern: filter }),
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    );
    yield* page.events ?? [];
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

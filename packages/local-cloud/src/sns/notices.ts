import type { Notice } from "../ports.ts";
import { openRecordLog } from "../record-log.ts";

/** The messages that were published last. */
export interface Notices {
  readonly add: (notice: Notice) => void;
  /** Oldest first; of one topic, or of all. */
  readonly list: (topicArn?: string) => readonly Notice[];
}

/** So many of each topic are kept. */
const KEPT = 1000;

export function openNotices(file: string, kept = KEPT): Notices {
  const log = openRecordLog<Notice>(file);
  let next = 1 + Math.max(0, ...[...log.entries()].map(([key]) => Number(key)));
  return {
    add: (notice) => {
      const older = [...log.entries()].filter(([, { topicArn }]) => topicArn === notice.topicArn);
      const dropped = older.slice(0, Math.max(0, older.length + 1 - kept));
      log.apply([...dropped.map(([key]) => ({ key })), { key: String(next), value: notice }]);
      next += 1;
    },
    list: (topicArn) =>
      [...log.entries()].flatMap(([, notice]) =>
        topicArn === undefined || notice.topicArn === topicArn ? [notice] : [],
      ),
  };
}

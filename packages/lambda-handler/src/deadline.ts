export type WithinDeadline<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "late"; readonly timeoutMs: number };

/**
 * Runs something for at most `timeoutMs`. At the deadline the signal is aborted and the result is `late` at once: the
 * SDK sleeps through its back-off before it looks at a signal, and the caller's time is up now.
 */
export async function withDeadline<T>(
  timeoutMs: number,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<WithinDeadline<T>> {
  const controller = new AbortController();
  const running = run(controller.signal).then((value): WithinDeadline<T> => ({ kind: "done", value }));
  // When it loses the race, its abort error has nobody to go to.
  running.catch(() => undefined);

  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<WithinDeadline<T>>((resolve) => {
    timer = setTimeout(() => {
      resolve({ kind: "late", timeoutMs });
      controller.abort();
    }, timeoutMs);
  });
  try {
    return await Promise.race([running, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

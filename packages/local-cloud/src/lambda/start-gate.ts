/**
 * Lets only some processes start at a time, first come, first served. Many at once would slow each other down, and the
 * time that an initialisation takes would tell more about this machine than about the function.
 */
export interface StartGate {
  readonly run: <T>(start: () => Promise<T>) => Promise<T>;
}

export function createStartGate(limit: number): StartGate {
  let free = limit;
  let waiting: readonly (() => void)[] = [];

  return {
    run: async (start) => {
      if (free === 0) await new Promise<void>((resolve) => (waiting = [...waiting, resolve]));
      else free -= 1;
      try {
        return await start();
      } finally {
        // The place goes to the next one, or is free again.
        const [next, ...others] = waiting;
        waiting = others;
        if (next === undefined) free += 1;
        else next();
      }
    },
  };
}

/** When the breaker opens and how it closes again. */
export interface BreakerConfig {
  /** Failures in a row that open it, at least 1. */
  readonly failuresToOpen: number;
  /** How long it stays open before a probe is let through. */
  readonly openMs: number;
  /** A probe without a result counts as lost after this time, and another may try. */
  readonly probeTimeoutMs: number;
}

/**
 * `era` counts the changes of state. A result that was asked for in an earlier era says nothing about this one,
 * so a straggler neither closes an open breaker nor opens a closed one.
 */
export type BreakerState =
  | { readonly kind: "closed"; readonly era: number; readonly failures: number }
  | { readonly kind: "open"; readonly era: number; readonly untilMs: number }
  | { readonly kind: "half-open"; readonly era: number; readonly probeLostAtMs: number };

export interface Admission {
  readonly admitted: boolean;
  readonly state: BreakerState;
}

export const CLOSED_BREAKER: BreakerState = { kind: "closed", era: 0, failures: 0 };

/** Asks for leave to make one call. Whoever is admitted reports to `settle` with the era of the returned state. */
export function admit(state: BreakerState, nowMs: number, config: BreakerConfig): Admission {
  switch (state.kind) {
    case "closed":
      return { admitted: true, state };
    case "open":
      return nowMs < state.untilMs ? { admitted: false, state } : probe(state, nowMs, config);
    case "half-open":
      return nowMs < state.probeLostAtMs ? { admitted: false, state } : probe(state, nowMs, config);
  }
}

/** Takes in the result of a call that was admitted in `era`. */
export function settle(
  state: BreakerState,
  call: { readonly era: number; readonly healthy: boolean },
  nowMs: number,
  config: BreakerConfig,
): BreakerState {
  if (call.era !== state.era) return state;
  switch (state.kind) {
    case "closed": {
      if (call.healthy) return { ...state, failures: 0 };
      const failures = state.failures + 1;
      return failures < config.failuresToOpen ? { ...state, failures } : open(state, nowMs, config);
    }
    case "half-open":
      return call.healthy ? { kind: "closed", era: state.era + 1, failures: 0 } : open(state, nowMs, config);
    case "open":
      return state;
  }
}

function open(state: BreakerState, nowMs: number, config: BreakerConfig): BreakerState {
  return { kind: "open", era: state.era + 1, untilMs: nowMs + config.openMs };
}

function probe(state: BreakerState, nowMs: number, config: BreakerConfig): Admission {
  const probeLostAtMs = nowMs + config.probeTimeoutMs;
  return { admitted: true, state: { kind: "half-open", era: state.era + 1, probeLostAtMs } };
}

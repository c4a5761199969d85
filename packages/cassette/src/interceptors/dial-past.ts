interface Connections {
  run: <T>(dial: () => T) => T;
  consume: () => boolean;
}

let isPast = false;

/** True within `dialPast`. */
export function isDialingPast(): boolean {
  return isPast;
}

/**
 * Makes the connections that are begun in a call go past what stands before the sockets, as those of msw itself do: it
 * cannot pass on what `node:https` has wrapped already. The guard sees them all the same.
 */
export function dialPast<T>(dial: () => T): T {
  const { __MSW_INTERNAL_CONNECTION_CONTEXT: connections } = globalThis as {
    __MSW_INTERNAL_CONNECTION_CONTEXT?: Connections;
  };
  const before = isPast;
  isPast = true;
  try {
    if (connections === undefined) return dial();
    return connections.run(() => {
      try {
        return dial();
      } finally {
        // What is asked later, from its events, is met again.
        connections.consume();
      }
    });
  } finally {
    isPast = before;
  }
}

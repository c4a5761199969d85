// As it is before any code of an agent's: what a ledger is made of uses no method that the agent shares.
const { defineProperty } = Reflect;

/** What is kept while an agent runs, and counted apart from it. */
export interface Tally<T> {
  add: (item: T) => void;
  /** @throws {TypeError} when there are not as many as were added */
  all: () => T[];
}

export function createTally<T>(): Tally<T> {
  const kept: T[] = [];
  let count = 0;
  return {
    add(item) {
      count += 1;
      append(kept, item);
    },
    all() {
      if (kept.length !== count)
        throw new TypeError(
          `${count} refusals were counted and ${kept.length} kept: the agent has changed the list`,
        );
      return kept.slice();
    },
  };
}

/** Adds to a list past its `push`, and past a setter that all lists inherit. */
export function append<T>(list: T[], item: T): void {
  // Of no prototype: one that all objects have may be given a `get`.
  const property = { __proto__: null, value: item, writable: true, enumerable: true, configurable: true };
  defineProperty(list, list.length, property);
}

/** Undoes in the reverse order; a second time it has nothing left to do. */
export function undoList() {
  const steps: (() => void | Promise<void>)[] = [];
  return {
    add: (...more: (() => void | Promise<void>)[]) => void steps.push(...more),
    all: async (): Promise<void> => {
      for (const step of steps.splice(0).toReversed()) await step();
    },
  };
}

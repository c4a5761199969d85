/** Undoes in the reverse order, and each, whatever one of them throws; a second time it has nothing left to do. */
export function undoList() {
  const steps: (() => void | Promise<void>)[] = [];
  return {
    add: (...more: (() => void | Promise<void>)[]) => void steps.push(...more),
    all: async (): Promise<void> => {
      const thrown: unknown[] = [];
      for (const step of steps.splice(0).toReversed()) {
        try {
          await step();
        } catch (error) {
          thrown.push(error);
        }
      }
      if (thrown.length > 0) throw thrown[0];
    },
  };
}

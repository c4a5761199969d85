/** The folder of all generated modules, below Vitest's root. */
export const GENERATED = '.vitest/agent-replay';

/** Whether Vitest's module is one that we generated, in this run or in one whose report is merged. */
export function isGenerated({ moduleId }: { moduleId: string }): boolean {
  return moduleId.replaceAll('\\', '/').includes(`/${GENERATED}/`) && moduleId.endsWith('.replay.js');
}

import type { Evidence, FileChange } from '@agent-replay/contracts';
import { countLineChanges } from './count-line-changes.ts';
import type { FileState, Snapshot } from './snapshot.ts';

/** What changed between two looks at a workspace, sorted by path. */
export function changes(
  before: Snapshot,
  after: Snapshot,
): { mutations: NonNullable<Evidence['mutations']>[number][]; diff: FileChange[] } {
  const paths = [...new Set([...before.keys(), ...after.keys()])].toSorted((a, b) => (a < b ? -1 : 1));
  const changed = paths.filter((path) => before.get(path)?.sha256 !== after.get(path)?.sha256);
  return {
    mutations: changed.map((path) => ({
      uri: path,
      operation: operation(before.get(path), after.get(path)),
    })),
    diff: changed.map((path) => fileChange(path, before.get(path), after.get(path))),
  };
}

function operation(before: FileState | undefined, after: FileState | undefined): string {
  if (before === undefined) return 'create';
  return after === undefined ? 'delete' : 'modify';
}

function fileChange(path: string, before: FileState | undefined, after: FileState | undefined): FileChange {
  const [from, to] = [before, after].map((state) => (state === undefined ? '' : (state.text ?? '\0')));
  return { path, ...countLineChanges(from as string, to as string), bytes: after?.bytes ?? 0 };
}

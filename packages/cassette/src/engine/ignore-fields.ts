import { VOLATILE_MEMBERS } from './match-options.ts';

/** Leaves out the members that pointers name, and those that are new on each try. Returns a copy. */
export function ignoreFields(value: unknown, pointers: readonly string[]): unknown {
  const paths = pointers.map((pointer) => pointer.split('/').slice(1).map(unescape));
  return prune(value, paths);
}

function prune(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => {
      const inner = stepInto(paths, String(index));
      return inner === null ? [] : [prune(item, inner)];
    });
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      const inner = VOLATILE_MEMBERS.has(key) ? null : stepInto(paths, key);
      return inner === null ? [] : [[key, prune(item, inner)]];
    }),
  );
}

/** The paths that go on below a member, or null when one ends there. */
function stepInto(paths: readonly (readonly string[])[], key: string): readonly (readonly string[])[] | null {
  const below: (readonly string[])[] = [];
  for (const path of paths) {
    if (path[0] !== key && path[0] !== '*') continue;
    if (path.length === 1) return null;
    below.push(path.slice(1));
  }
  return below;
}

function unescape(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

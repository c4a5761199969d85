import { AgentReplayError } from '@agent-replay/contracts';
import { VOLATILE_MEMBERS } from './match-options.ts';

const ANY = Symbol('any member');
type Path = readonly (string | typeof ANY)[];
type JsonPathQuery = { query: (value: never) => { nodes: { location: (string | number)[] }[] } };

/**
 * Leaves out the members that JSON Pointers and JSONPaths name, and those that are new on each try.
 * Returns a copy; a list keeps its length, so that pointers into it still hold.
 */
export function ignoreFields(value: unknown, ignore: readonly string[]): unknown {
  return prune(
    value,
    ignore.flatMap((path) => (path.startsWith('$') ? locate(value, path) : [parsePointer(path)])),
  );
}

const queries = new Map<string, JsonPathQuery>();

/**
 * Makes the JSONPaths of an ignore list ready; call it before the first `ignoreFields` with them.
 *
 * @throws {AgentReplayError} `OPTION_INVALID` for what is neither a JSON Pointer nor a JSONPath.
 */
export async function compileIgnores(ignore: readonly string[]): Promise<void> {
  for (const path of ignore) {
    if (/^\/.*~(?![01])/s.test(path)) throw invalid(path, 'a "~" is written "~0", and a "/" in a name "~1"');
    if (path.startsWith('/')) continue;
    if (!path.startsWith('$')) throw invalid(path, 'it begins neither with "/" nor with "$"');
    if (queries.has(path)) continue;
    const { jsonpath } = await import('json-p3');
    try {
      queries.set(path, jsonpath.compile(path));
    } catch (error) {
      throw invalid(path, (error as Error).message);
    }
  }
}

function invalid(path: string, reason: string): AgentReplayError {
  return new AgentReplayError(
    'OPTION_INVALID',
    `Failed to read the field "${path}" of match.ignore: ${reason}.`,
    {
      lines: [['fix', 'write a JSON Pointer such as "/messages/0/id" or a JSONPath such as "$..id"']],
      details: { path, reason },
    },
  );
}

function locate(value: unknown, path: string): Path[] {
  const query = queries.get(path);
  if (query === undefined) return [];
  return query.query(value as never).nodes.map(({ location }) => location.map(String));
}

function parsePointer(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => (token === '*' ? ANY : token.replaceAll('~1', '/').replaceAll('~0', '~')));
}

function prune(value: unknown, paths: readonly Path[]): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) => {
      const inner = stepInto(paths, String(index));
      return inner === null ? null : prune(item, inner);
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
function stepInto(paths: readonly Path[], key: string): readonly Path[] | null {
  if (paths.length === 0) return paths;
  const below: Path[] = [];
  for (const path of paths) {
    if (path[0] !== key && path[0] !== ANY) continue;
    if (path.length === 1) return null;
    below.push(path.slice(1));
  }
  return below;
}

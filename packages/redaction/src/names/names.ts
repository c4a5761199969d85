import { HARMLESS } from './harmless-names.ts';
import { personalOf } from '../values/personal.ts';
import { normalName } from './normal-name.ts';
import { CLOSED_HEADER, CLOSED_QUERY, OPEN_ENDING, OPEN_HEADER, OPEN_QUERY } from './open-names.ts';
import { CONTAINER, LIKELY, MAYBE, SECRET, SECRET_ENDING } from './secret-names.ts';

/**
 * How much a name says about its value. `secret`: whatever it is, it goes. `likely`: it goes when it
 * looks made by a machine. `maybe`: it goes when it is long and random and no common identifier. `personal`:
 * it goes when it is what the name says, somebody's name, address or date of birth.
 */
type Strength = 'secret' | 'likely' | 'maybe' | 'personal';

/** What is known about names of keys, headers and parameters. */
export interface Names {
  strength(name: string): Strength | undefined;
  /** True for the name of an object whose values are secrets, whatever their keys: `credentials`. */
  holdsSecrets(name: string): boolean;
  isOpenHeader(name: string): boolean;
  isOpenQuery(name: string): boolean;
}

export interface NamesOptions {
  keys?: readonly string[] | undefined;
  allow_headers?: readonly string[] | undefined;
  allow_query?: readonly string[] | undefined;
}

/** Makes the knowledge about names, with a project's own added. */
export function createNames(options: NamesOptions = {}): Names {
  const keys = normalSet(options.keys);
  const openHeaders = normalSet(options.allow_headers);
  const openQuery = normalSet(options.allow_query);
  const known = new Map<string, Strength | 'none'>();
  const strength = (name: string): Strength | undefined => {
    let found = known.get(name);
    if (found === undefined) {
      const normal = normalName(name);
      found = keys.has(normal) ? 'secret' : (strengthOf(normal) ?? 'none');
      if (known.size > 20_000) known.clear();
      known.set(name, found);
    }
    return found === 'none' ? undefined : found;
  };
  const containers = new Map<string, boolean>();
  const holdsSecrets = (name: string): boolean => {
    const seen = containers.get(name);
    if (seen !== undefined) return seen;
    // a path ends in the name of a package, a file or a resource
    const found = !name.includes('/') && CONTAINER.test(normalName(name));
    if (containers.size > 20_000) containers.clear();
    containers.set(name, found);
    return found;
  };
  return {
    strength,
    holdsSecrets,
    isOpenHeader(name) {
      const normal = normalName(name);
      if (openHeaders.has(normal)) return true;
      if (keys.has(normal) || CLOSED_HEADER.test(normal)) return false;
      return OPEN_HEADER.test(normal) || (OPEN_ENDING.test(normal) && strengthOf(normal) === undefined);
    },
    isOpenQuery(name) {
      const normal = normalName(name);
      if (openQuery.has(normal)) return true;
      if (keys.has(normal) || CLOSED_QUERY.test(normal)) return false;
      return OPEN_QUERY.test(normal) || (OPEN_ENDING.test(normal) && strengthOf(normal) === undefined);
    },
  };
}

function normalSet(names: readonly string[] = []): Set<string> {
  return new Set(names.map(normalName));
}

const strengths = new Map<string, Strength | undefined>();

/** Of all redactors: the expressions take long, and names come again. */
function strengthOf(normal: string): Strength | undefined {
  if (strengths.has(normal)) return strengths.get(normal);
  if (strengths.size > 20_000) strengths.clear();
  const found = judge(normal);
  strengths.set(normal, found);
  return found;
}

/** What is harmless is asked of the few that tell something: its expression takes longest to be compiled. */
function judge(normal: string): Strength | undefined {
  const found = normal.length < 2 ? undefined : tellingOf(normal);
  return found === undefined || HARMLESS.test(normal) ? undefined : found;
}

function tellingOf(normal: string): Strength | undefined {
  if (SECRET.test(normal) || SECRET_ENDING.test(normal)) return 'secret';
  if (LIKELY.test(normal)) return 'likely';
  if (MAYBE.test(normal)) return 'maybe';
  return personalOf(normal) === undefined ? undefined : 'personal';
}

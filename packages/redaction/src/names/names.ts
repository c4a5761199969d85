import { isHarmlessName } from './harmless-names.ts';
import { remembered } from '../memory.ts';
import { personalOf } from '../values/personal.ts';
import { normalName } from './normal-name.ts';
import { endsOpen, isClosedHeader, isClosedQuery, isOpenHeader, isOpenQuery } from './open-names.ts';
import { endsSecret, isContainer, isLikely, isSecret, MAYBE } from './secret-names.ts';

/**
 * How much a name says about its value. `secret`: whatever it is, it goes. `likely`: it goes when it
 * looks made by a machine. `maybe`: it goes when it is long and random and no common identifier. `personal`:
 * it goes when it is what the name says, somebody's name, address or date of birth.
 */
type Strength = 'secret' | 'likely' | 'maybe' | 'personal';

/** What is known about names of keys, headers and parameters. */
export interface Names {
  strength(name: string): Strength | undefined;
  /** True for a name that the project has added. */
  isOwn(name: string): boolean;
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
  const isOpen = (open: Set<string>, isClosed: Test, isKnown: Test) =>
    remembered((name) => {
      const normal = normalName(name);
      if (open.has(normal)) return true;
      if (keys.has(normal) || isClosed(normal)) return false;
      return isKnown(normal) || (endsOpen(normal) && strengthOf(normal) === undefined);
    });
  return {
    strength:
      keys.size === 0
        ? commonStrength
        : remembered((name) => (keys.has(normalName(name)) ? 'secret' : commonStrength(name))),
    isOwn: (name) => keys.size > 0 && keys.has(normalName(name)),
    // a path ends in the name of a package, a file or a resource
    holdsSecrets: remembered((name) => !name.includes('/') && isContainer(normalName(name))),
    isOpenHeader: isOpen(openHeaders, isClosedHeader, isOpenHeader),
    isOpenQuery: isOpen(openQuery, isClosedQuery, isOpenQuery),
  };
}

function normalSet(names: readonly string[] = []): Set<string> {
  return new Set(names.map(normalName));
}

/** Of all redactors. */
const commonStrength = remembered((name) => strengthOf(normalName(name)));

/** What is harmless is asked of the few that tell something: its expressions take longest to be compiled. */
function strengthOf(normal: string): Strength | undefined {
  const found = normal.length < 2 ? undefined : tellingOf(normal);
  return found === undefined || isHarmlessName(normal) ? undefined : found;
}

function tellingOf(normal: string): Strength | undefined {
  if (isSecret(normal) || endsSecret(normal)) return 'secret';
  if (isLikely(normal)) return 'likely';
  if (MAYBE.test(normal)) return 'maybe';
  return personalOf(normal) === undefined ? undefined : 'personal';
}

type Test = (normal: string) => boolean;

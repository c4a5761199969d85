import { normalName } from '../names/normal-name.ts';
import { Fact, factsOfKey } from './key-facts.ts';
import type { Scan } from './rule.ts';

/** What the place of a value says about it. */
export interface Place {
  /** The name that it stands under, through arrays. */
  name: string;
  /** Levels left in which an object's values are secrets because of its name. */
  secretFor: number;
  as: 'value' | 'header' | 'query' | 'cookie';
}

/** The place of what stands under a key. */
export function placeUnder(key: string, { secretFor, as }: Place, { names }: Scan): Place {
  return (
    ((factsOfKey(key) & Fact.PLACE) > 0 ? ownPlace(key) : undefined) ?? {
      name: key,
      secretFor: as === 'value' && names.holdsSecrets(key) ? OWN : Math.max(0, secretFor - 1),
      as,
    }
  );
}

function ownPlace(key: string): Place | undefined {
  const normal = normalName(key);
  if (HEADERS.test(normal)) return { name: '', secretFor: 0, as: 'header' };
  if (QUERY.test(normal)) return { name: '', secretFor: 0, as: 'query' };
  return COOKIES.test(normal) ? { name: key, secretFor: 0, as: 'cookie' } : undefined;
}

/** What has one header is as often the head of a message: its members tell. */
export const isHeadOfMessage = (
  key: string,
  members: readonly (readonly [{ value: string }, unknown])[],
): boolean =>
  (factsOfKey(key) & Fact.PLACE) > 0 &&
  /header$/i.test(key) &&
  members.length > 0 &&
  !members.some(([{ value }]) => FIELD.test(value));
const FIELD =
  /-|^(?:accept|authorization|cookie|host|etag|date|server|via|origin|referer|age|vary|apikey|token)$/i;

/** Levels for which a telling name holds; the first is the named value itself, which is judged by its name. */
export const OWN = 4;
const HEADERS = /^(?:\w+_)?headers?$/;
const QUERY = /^(?:query_?string|query_?params?|url_?params?|search_?params?|query_?parameters)$/;
const COOKIES = /^(?:\w+_)?cookies$/;

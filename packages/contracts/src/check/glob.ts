/** The longest pattern that is tried; a longer one matches nothing and is an issue of the contract. */
const MAX_GLOB_LENGTH = 1024;

const MAX_ALTERNATIVES = 64;

type Token = { any: 'segment' | 'path' | 'folders' | 'character' } | { literal: string };

/**
 * Makes a test for a glob over paths and URIs: `*` and `?` stay within a segment, `**` crosses
 * them, `folder/**` is the folder too, `{a,b}` lists alternatives, every other character stands for itself. Time is bounded by
 * pattern × text, whatever the pattern: no regular expression is built from a user's text.
 *
 * @throws {RangeError} when the pattern is longer than 1,024 characters or has over 64 alternatives.
 */
export function compileGlob(pattern: string): (text: string) => boolean {
  const alternatives = alternativesOf(pattern);
  const folders = alternatives.filter((each) => each.endsWith('/**')).map((each) => each.slice(0, -3));
  return compile([...alternatives, ...folders].map(tokenize));
}

/**
 * The same for names of tools and operations, which have no folders: `*` and `**` stand for whatever is there,
 * a slash, too, and every slash stands for itself.
 *
 * @throws {RangeError} as `compileGlob` does.
 */
export function compileNameGlob(pattern: string): (name: string) => boolean {
  return compile(alternativesOf(pattern).map(tokenizeName));
}

function compile(programs: readonly Token[][]): (text: string) => boolean {
  return (text) => {
    const path = normalizePath(text);
    return programs.some((tokens) => matches(tokens, path));
  };
}

/**
 * What a pattern lists with `{a,b}`, each on its own.
 *
 * @throws {RangeError} as `compileGlob` does.
 */
export function alternativesOf(pattern: string): string[] {
  if (pattern.length > MAX_GLOB_LENGTH)
    throw new RangeError(`a pattern has at most ${MAX_GLOB_LENGTH} characters`);
  return expandBraces(normalizePath(pattern));
}

/**
 * A path with forward slashes, without `./`, and with inner `..` resolved; URIs but those of files stay as they are.
 * Letters with accents have two forms in Unicode, and people cannot see which of them they wrote: both are one here.
 */
export function normalizePath(path: string): string {
  const isUri = /^[a-z][a-z0-9+.-]+:/i.test(path);
  if (isUri && !/^file:\/\//i.test(path)) return path.normalize();
  const plain = isUri ? unescaped(path.slice('file://'.length)) : path;
  const slashed = plain.normalize().replaceAll('\\', '/');
  const kept: string[] = [];
  for (const part of slashed.split('/')) {
    if (part === '.' || (part === '' && kept.length > 0)) continue;
    if (part !== '..' || kept.length === 0 || kept.at(-1) === '..') kept.push(part);
    else if (kept.at(-1) !== '') kept.pop();
  }
  return kept.join('/');
}

function unescaped(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function expandBraces(pattern: string): string[] {
  const done: string[] = [];
  const open = [pattern];
  while (open.length > 0) {
    const next = open.pop() as string;
    const group = /\{([^{}]*,[^{}]*)\}/.exec(next);
    if (group === null) done.push(next);
    else
      for (const part of (group[1] as string).split(',')) {
        open.push(next.slice(0, group.index) + part + next.slice(group.index + group[0].length));
      }
    if (done.length + open.length > MAX_ALTERNATIVES) {
      throw new RangeError(`a pattern has at most ${MAX_ALTERNATIVES} alternatives`);
    }
  }
  return done;
}

function tokenize(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const startsSegment = at === 0 || pattern[at - 1] === '/';
    if (startsSegment && pattern.startsWith('**/', at)) {
      tokens.push({ any: 'folders' });
      at += 2;
    } else if (pattern.startsWith('**', at)) {
      tokens.push({ any: 'path' });
      at += 1;
    } else if (pattern[at] === '*') tokens.push({ any: 'segment' });
    else if (pattern[at] === '?') tokens.push({ any: 'character' });
    else tokens.push({ literal: pattern[at] as string });
  }
  return tokens;
}

function tokenizeName(pattern: string): Token[] {
  return pattern
    .replaceAll(/\*+/g, '*')
    .split('')
    .map((character) => {
      if (character === '*') return { any: 'path' };
      return character === '?' ? { any: 'character' } : { literal: character };
    });
}

/** Simulates the pattern as an automaton: the set of token positions that the text so far can have reached. */
function matches(tokens: readonly Token[], text: string): boolean {
  let reached = new Uint8Array(tokens.length + 1);
  let next = new Uint8Array(tokens.length + 1);
  reached[0] = 1;
  skipEmpty(tokens, reached);
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string;
    next.fill(0);
    for (const [index, token] of tokens.entries()) {
      if (reached[index] === 0) continue;
      if ('literal' in token) {
        if (token.literal === character) next[index + 1] = 1;
      } else if (token.any === 'character') {
        if (character !== '/') next[index + 1] = 1;
      } else if (token.any === 'segment') {
        if (character !== '/') next[index] = 1;
      } else if (token.any === 'path') next[index] = 1;
      else {
        // Within `**/` only a slash ends the folders: 2 marks a folder that has begun.
        next[index] = 2;
        if (character === '/') next[index + 1] = 1;
      }
    }
    if (next.every((state) => state === 0)) return false;
    skipEmpty(tokens, next);
    [reached, next] = [next, reached];
  }
  return reached[tokens.length] !== 0;
}

/** Steps over tokens that may stand for nothing. */
function skipEmpty(tokens: readonly Token[], reached: Uint8Array): void {
  for (const [index, token] of tokens.entries()) {
    if (reached[index] === 0 || !('any' in token)) continue;
    const mayBeEmpty =
      token.any === 'segment' || token.any === 'path' || (token.any === 'folders' && reached[index] === 1);
    if (mayBeEmpty && reached[index + 1] === 0) reached[index + 1] = 1;
  }
}

import { fileURLToPath } from 'node:url';
import { lettersOfNoWord } from './letters-of-no-word.ts';

// The folder that holds this product's packages, linked or installed; what called into it is not the agent's.
const OWN_FOLDER = fileURLToPath(new URL('../../..', import.meta.url)).replaceAll('\\', '/');
const OWN_INSTALLED = /\/node_modules\/(?:@agent-replay|agent-replay)\//;
const MAX_STACK = 64 * 1024;
const MAX_FRAMES = 50;

/**
 * The frames of a V8 stack that are the application's own, innermost first, as `function@file` without
 * folders, extensions, build hashes and line numbers. They end where the agent was called by this
 * product, so that a live run and its replay have the same.
 */
export function applicationFrames(stack: string): string[] {
  const frames: string[] = [];
  for (const line of stack.slice(0, MAX_STACK).split('\n')) {
    const frame = parseFrame(line);
    if (frame === undefined) continue;
    if (OWN_INSTALLED.test(frame.file) || isOwnSource(frame.file)) {
      if (frames.length > 0) break;
      continue;
    }
    if (isForeign(frame.file)) continue;
    frames.push(`${frame.name}@${fileName(frame.file)}`);
    if (frames.length === MAX_FRAMES) break;
  }
  return frames;
}

function isOwnSource(file: string): boolean {
  if (!file.startsWith(OWN_FOLDER)) return false;
  return (
    /^[^/]+\/(?:src|dist)\//.test(file.slice(OWN_FOLDER.length)) &&
    !/\.(?:test|suite)\.[cm]?[jt]s$/.test(file)
  );
}

function parseFrame(line: string): { name: string; file: string } | undefined {
  const text = line.trim();
  if (!text.startsWith('at ')) return undefined;
  const named = /^at (?:async )?(?:new )?(.*?) \((.*)\)$/.exec(text);
  const place = named === null ? text.replace(/^at (?:async )?/, '') : (named[2] as string);
  const file = /^(.*?):\d+(?::\d+)?$/.exec(place)?.[1];
  if (file === undefined) return undefined;
  const name = (named?.[1] ?? '')
    .replace(/ \[as .*\]$/, '')
    .replace(/^(?:Object|Module|Function|Proxy)\./, '');
  return { name: name === '' ? '<anonymous>' : name, file: pathOf(file) };
}

function pathOf(file: string): string {
  return file
    .replace(/^file:\/\//, '')
    .replace(/[?#].*$/, '')
    .replaceAll('\\', '/');
}

function isForeign(file: string): boolean {
  return (
    file.startsWith('node:') ||
    file.startsWith('internal/') ||
    file.includes('/node_modules/') ||
    !file.includes('/')
  );
}

function fileName(file: string): string {
  const base = file
    .slice(file.lastIndexOf('/') + 1)
    .replace(/\.[cm]?[jt]sx?$/, '')
    .replace(/(?:\.(?:min|chunk|bundle))+$/, '')
    // As Turbopack names its chunks.
    .replace(/_{1,2}[0-9a-f]{8}\._$/, '');
  const name = withoutHash(base);
  // A bundler names a chunk by its content or its number alone, or puts either after the name.
  return /^(?:|\d+|(?=[a-f]*\d)[0-9a-f]{8,})$/.test(name) ? '#' : name;
}

/** Eight characters of base64 are Rollup's, which may hold the sign that is before them; other bundlers have longer ones. */
function withoutHash(base: string): string {
  const [, named, eight = ''] = /^(.+)[-.]([\w-]{8})$/.exec(base) ?? [];
  if (named !== undefined && isHashOfEight(eight)) return named;
  const [, before, hash = ''] = /^(.+)[-.](\w{6,})$/.exec(base) ?? [];
  return before !== undefined && isHash(hash) ? before : base;
}

/** In letters alone, what is no words: of Rollup in both cases, of esbuild in capitals, of webpack in hex, of Bun in small ones. */
function isHashOfEight(text: string): boolean {
  if (/^(?:[A-Z]{8}|[a-f]{8})$/.test(text)) return true;
  if (/^[a-z]{8}$/.test(text)) return /[bcdfghjklmnpqrstvwxz]{5}/.test(text);
  const hasDigits = /[a-z]/.test(text) && text.replace(/\D/g, '').length >= 3;
  return hasDigits || (/[A-Z]/.test(text) && /[a-z\d]/.test(text) && !areWords(text));
}

/** Words as `camelCase` writes them, with a vowel in each. */
function areWords(text: string): boolean {
  const words = text.split(/[-_]|(?=[A-Z])/).filter((word) => word !== '');
  return words.every((word) => /^[A-Z]?[a-z]+$/.test(word) && word.length > 1 && /[aeiouy]/i.test(word));
}

function isHash(text: string): boolean {
  return /\d/.test(text) || (/^[a-z]*[A-Z][A-Za-z]*$/.test(text) && lettersOfNoWord(text) > 0);
}

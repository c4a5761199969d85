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
    .replace(/(?:\.(?:min|chunk|bundle))+$/, '');
  const [, before, hash = ''] = /^(.+)[-.]([A-Za-z0-9_]{6,})$/.exec(base) ?? [];
  const name = before !== undefined && isHash(hash) ? before : base;
  // A bundler names a chunk by its content or its number alone, or puts either after the name.
  return /^(?:\d+|(?=[a-f]*\d)[0-9a-f]{8,})$/.test(name) ? '#' : name;
}

function isHash(text: string): boolean {
  return /\d/.test(text) || (/^[a-z]*[A-Z][A-Za-z]*$/.test(text) && lettersOfNoWord(text) > 0);
}

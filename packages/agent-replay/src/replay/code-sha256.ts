import { readFileSync } from 'node:fs';
import { dirname, extname, relative, resolve, sep } from 'node:path';
import { sha256 } from '@agent-replay/contracts';
import { isAgent } from '../agent/is-agent.ts';
import type { Config } from '../config/config.ts';
import { filesBelow } from './files-below.ts';
import { moduleOf } from './load-agent.ts';
import { isFile, isOwn, namedFiles, onDisk } from './named-files.ts';

type Source = Pick<Config, 'root' | 'file' | 'agents' | 'validators' | 'predicates'>;

/** What is loaded of a config stays loaded: its code is told once. */
const known = new WeakMap<Config['agents'], Map<string, string | null>>();

/** The digest of an agent's code as a config that is in use has loaded it. */
export function loadedCodeSha256(name: string, config: Source): string | null {
  const digests = known.get(config.agents) ?? new Map<string, string | null>();
  known.set(config.agents, digests);
  const found = digests.has(name) ? (digests.get(name) as string | null) : codeSha256(name, config);
  digests.set(name, found);
  return found;
}

/**
 * The digest of an agent's code on disk: its module and the files of the project that it names, by import, by an
 * alias or by a relative path in quotes, and those that these name; of a linked package of the project, all code. What lies outside the repository, installed packages
 * above all, is not in it. Null where the code cannot be told: it is not on disk, as in a bundled service, or it
 * is a command without a file of the project.
 */
export function codeSha256(name: string, config: Source): string | null {
  const lines = linesOf(name, config);
  return lines === null ? null : sha256([...lines.values()].toSorted().join(''));
}

/** The files that the digest of an agent's code is of; none where it cannot be told. */
export function codeFiles(name: string, config: Source): string[] {
  return [...(linesOf(name, config)?.keys() ?? [])];
}

/** By file, its digest and its path from the config's folder. */
function linesOf(name: string, config: Source): Map<string, string> | null {
  const first = entriesOf(name, config);
  if (first.length === 0) return null;
  const lines = new Map<string, string>();
  const namedIn = namedFiles(config.root);
  // What is added meanwhile is visited, too.
  const files = new Set(first);
  for (const file of files) {
    if (lines.size >= MOST_FILES) break;
    const bytes = read(file);
    if (bytes === null) {
      if (first.includes(file)) return null;
      continue;
    }
    lines.set(file, `${sha256(bytes)}  ${relative(config.root, file).split(sep).join('/')}\n`);
    if (!CODE.test(file)) continue;
    for (const found of namedIn(bytes.toString('utf8'), file)) files.add(found);
  }
  return lines;
}

const MOST_FILES = 2000;
const CODE = /\.[cm]?[jt]sx?$/;
/** Where an agent's code begins; the config's own, where it holds the agent or rules of the project's own. */
function entriesOf(name: string, config: Source): string[] {
  const source = Object.hasOwn(config.agents, name) ? config.agents[name] : undefined;
  if (source === undefined) return [];
  const own = config.file === null ? [] : [config.file];
  const rules = config.validators.length + config.predicates.length > 0 ? own : [];
  if (typeof source === 'string')
    return [moduleOf(source, config.root).file, ...rules].map((file) => onDisk(file)[0] ?? file);
  if (isAgent(source)) return own;
  const { exec } = source as { exec: string[] };
  const scripts = exec
    .map((word) => resolve(config.root, word))
    .filter((file) => isOwn(file, config.root) && isFile(file));
  return scripts.length === 0 ? [] : [...scripts.flatMap(withSiblings), ...rules];
}

/** Other languages name their modules without a path: what lies beside a script, and below, in its language is its code. */
function withSiblings(script: string): string[] {
  if (CODE.test(script) || extname(script) === '') return [script];
  return [script, ...filesBelow(dirname(script)).filter((file) => extname(file) === extname(script))];
}

function read(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}

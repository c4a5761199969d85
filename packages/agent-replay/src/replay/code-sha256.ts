import { readFileSync } from 'node:fs';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { type Dependencies, sha256 } from '@agent-replay/contracts';
import { isAgent } from '../agent/is-agent.ts';
import type { Config } from '../config/config.ts';
import { namedModule } from '../config/named-module.ts';
import { filesBelow } from './files-below.ts';
import { installedPackages } from './installed-packages.ts';
import { lockSha256 } from './lock-sha256.ts';
import { isFile, isOwn, namedFiles, onDisk, packageFiles } from './named-files.ts';

type Source = Pick<Config, 'root' | 'file' | 'agents' | 'validators' | 'predicates'>;

/** What an agent is made of, as it is on disk. */
export interface AgentCode {
  /** See `codeSha256`; null where it cannot be told. */
  code_sha256: string | null;
  dependencies: Dependencies;
}

/** What is loaded of a config stays loaded: its code is told once. */
const loaded = new WeakMap<Config['agents'], (name: string) => AgentCode>();

/** An agent's code as a config that is in use has loaded it. */
export function loadedAgentCode(name: string, config: Source): AgentCode {
  const codeOf = loaded.get(config.agents) ?? agentCodes(config);
  loaded.set(config.agents, codeOf);
  return codeOf(name);
}

/** Tells the code of a config's agents on disk, each of them once, so one is made for each look at the disk. */
export function agentCodes(config: Source): (name: string) => AgentCode {
  const known = new Map<string, AgentCode>();
  const digestOf = installedPackages();
  const unreadLocks: string[] = [];
  let lock: string | null | undefined;
  return (name) => {
    const told = known.get(name);
    if (told !== undefined) return told;
    const installed = new Set<string>();
    const lines = linesOf(name, config, installed);
    lock = lock === undefined ? lockSha256(config.root, (file) => unreadLocks.push(file)) : lock;
    const unread: string[] = [];
    const digests = {
      installed_sha256: digestOf(installed, (file) => unread.push(file)),
      lock_sha256: lock,
    };
    const [first] = [...unreadLocks, ...unread].map((file) =>
      relative(config.root, file).split(sep).join('/'),
    );
    const code = {
      code_sha256: digestOfLines(lines),
      dependencies: first === undefined ? digests : { ...digests, unread: first },
    };
    known.set(name, code);
    return code;
  };
}

/**
 * The digest of an agent's code on disk: its module and the files of the project that it names, by import, by an
 * alias or by a relative path in quotes, and those that these name; of a linked package of the project, all code. Of an
 * agent that is a package itself it is all code of that package, linked or installed. Other installed packages, and
 * whatever else lies outside the repository, are not in it. Null where the code cannot be told: it is not on disk, as in
 * a bundled service, or it is a command without a file of the project.
 */
export function codeSha256(name: string, config: Source): string | null {
  return digestOfLines(linesOf(name, config));
}

function digestOfLines(lines: ReadonlyMap<string, string> | null): string | null {
  return lines === null ? null : sha256([...lines.values()].toSorted().join(''));
}

/** The files that the digest of an agent's code is of; none where it cannot be told. */
export function codeFiles(name: string, config: Source): string[] {
  return [...(linesOf(name, config)?.keys() ?? [])];
}

/**
 * By file, its digest and its path: from the config's folder, or from its package by the package's name.
 *
 * @param installed is given the folders of the packages that are named and are none of the repository's own
 */
function linesOf(
  name: string,
  config: Source,
  installed: Set<string> = new Set(),
): Map<string, string> | null {
  const first = entriesOf(name, config, installed);
  if (first.size === 0) return null;
  const lines = new Map<string, string>();
  const namedIn = namedFiles(config.root, (folder) => installed.add(folder));
  // What is added meanwhile is visited, too.
  const files = new Set(first.keys());
  for (const file of files) {
    if (lines.size >= MOST_FILES) break;
    const bytes = read(file);
    if (bytes === null) {
      if (first.has(file)) return null;
      continue;
    }
    const path = first.get(file) ?? relative(config.root, file);
    lines.set(file, `${sha256(bytes)}  ${path.split(sep).join('/')}\n`);
    if (!CODE.test(file) || isInstalled(file)) continue;
    for (const found of namedIn(bytes.toString('utf8'), file)) files.add(found);
  }
  return lines;
}

const MOST_FILES = 2000;
/** Files whose text names others. */
export const CODE = /\.[cm]?[jt]sx?$/;
/** Where an agent's code begins, and by what path it goes; the config's own, where it holds the agent or rules of the project's own. */
function entriesOf(name: string, config: Source, installed: Set<string>): Map<string, string> {
  const source = Object.hasOwn(config.agents, name) ? config.agents[name] : undefined;
  if (source === undefined) return new Map();
  const own = config.file === null ? [] : [config.file];
  const rules = config.validators.length + config.predicates.length > 0 ? own : [];
  const byPath = (files: readonly string[]): [string, string][] =>
    files.map((file) => [file, relative(config.root, file)]);
  if (typeof source === 'string') {
    const files = moduleFiles(source, config.root, installed);
    return new Map(files.size === 0 ? [] : [...files, ...byPath(rules)]);
  }
  if (isAgent(source)) return new Map(byPath(own));
  const { exec } = source as { exec: string[] };
  const scripts = exec
    .map((word) => resolve(config.root, word))
    .filter((file) => isOwn(file, config.root) && isFile(file));
  return new Map(scripts.length === 0 ? [] : byPath([...scripts.flatMap(withSiblings), ...rules]));
}

/** A module alone, or all of the package that it is of: where that stands is another matter in each checkout. */
function moduleFiles(source: string, root: string, installed: Set<string>): Map<string, string> {
  const { file, package: from } = namedModule(source, root);
  if (file === null) return new Map();
  if (from === null) {
    const found = onDisk(file)[0] ?? file;
    return new Map([[found, relative(root, found)]]);
  }
  const { folder, specifier } = from;
  const name = join('node_modules', ...packageName(specifier));
  installed.add(folder);
  const files = isInstalled(folder) ? filesBelow(folder) : packageFiles(folder);
  return new Map(files.map((each) => [each, join(name, relative(folder, each))]));
}

function packageName(specifier: string): string[] {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1);
}

function isInstalled(path: string): boolean {
  return path.split(sep).includes('node_modules');
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

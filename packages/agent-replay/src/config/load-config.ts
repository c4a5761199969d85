import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { types } from 'node:util';
import type { EffectRule } from '@agent-replay/cassette';
import type { Issue } from '@agent-replay/contracts';
// By itself: a runner reads the config in a process that replays nothing, before it starts the others.
import { AgentReplayError, isAgentReplayError } from '@agent-replay/contracts/error';
import { type Config, ConfigFile } from './config.ts';
import { endRunnerPermits } from '../guard/runner-permit.ts';
import { findConfig } from './find-config.ts';
import { takeAsWritten } from './take-as-written.ts';

export interface LoadConfigOptions {
  /** Imports the config's module another way than Node does, e.g. through a runner. */
  import?: (file: string) => Promise<unknown>;
}

/**
 * Reads the config that holds in a folder: `agent-replay.config.{ts,mts,cts,js,mjs,cjs,json}`, looked for
 * upward to the next `package.json`. Without one the defaults hold.
 *
 * @throws {AgentReplayError} `CONFIG_INVALID`, naming each key that is wrong.
 */
export async function loadConfig(
  folder: string = process.cwd(),
  options: LoadConfigOptions = {},
): Promise<Config> {
  const { file, root } = findConfig(resolve(folder));
  return file === null ? resolveConfig({}, root, null) : readConfig(file, options);
}

/** Reads one config file. */
export async function readConfig(file: string, options: LoadConfigOptions = {}): Promise<Config> {
  try {
    return resolveConfig(await parse(await read(file, options), file), dirname(file), file);
  } catch (error) {
    if (isAgentReplayError(error) || isOfTheSystem(error)) throw error;
    const { thrownText } = await import('@agent-replay/contracts');
    const why = `a part of it throws when it is read: ${thrownText(error)}`;
    throw new AgentReplayError('CONFIG_INVALID', `Failed to read "${file}": ${why}.`, {
      lines: [['fix', 'export plain values, without getters and proxies that throw']],
      cause: error,
    });
  }
}

/** A file that cannot be read is the system's to tell. */
function isOfTheSystem(error: unknown): boolean {
  return types.isNativeError(error) && 'syscall' in error;
}

async function read(file: string, options: LoadConfigOptions): Promise<unknown> {
  if (file.endsWith('.json')) {
    const { parseJsonFile } = await import('@agent-replay/contracts');
    try {
      return parseJsonFile(await readFile(file), { file, schema: ConfigFile });
    } catch (error) {
      if (!isAgentReplayError(error)) throw error;
      const { withoutPassword } = await import('@agent-replay/runs');
      // Its cause would say what it does not.
      throw new AgentReplayError('CONFIG_INVALID', withoutPassword(error.message), {
        issues: await presentable(error.issues),
      });
    }
  }
  endRunnerPermits();
  let module: unknown;
  // No runner's transforms take `.cts` for TypeScript, as Node does.
  const importIt = file.endsWith('.cts') ? undefined : options.import;
  // A runner that imports by itself reads it as it is written, and may let nobody hook into Node's loading.
  const done = importIt === undefined ? takeAsWritten(file) : () => undefined;
  try {
    module = await (importIt === undefined ? import(pathToFileURL(file).href) : importIt(file));
  } catch (error) {
    // What the config called has said what to do.
    if (isAgentReplayError(error))
      throw new AgentReplayError('CONFIG_INVALID', `Failed to load "${file}": ${error.message}`, {
        details: error.details,
        issues: error.issues,
        cause: error,
      });
    const { thrownText } = await import('@agent-replay/contracts');
    const { placeLines, syntaxPlace } = await import('./syntax-place.ts');
    const place = await syntaxPlace(error, file);
    throw new AgentReplayError(
      'CONFIG_INVALID',
      `Failed to load "${file}": ${thrownText(error).replace(/\.$/, '')}.`,
      {
        lines: [
          ...placeLines(place),
          [
            'fix',
            place === null
              ? 'import it with node and correct what node says'
              : 'correct that line, or what stands before it',
          ],
        ],
        ...(place !== null && { details: { ...place } }),
        cause: error,
      },
    );
  } finally {
    done();
  }
  return unwrap((module as { default?: unknown }).default, file);
}

/** A CommonJS module's own `default` arrives one level down. */
function unwrap(value: unknown, file: string): unknown {
  const inner =
    typeof value === 'object' && value !== null && '__esModule' in value && 'default' in value
      ? value.default
      : value;
  if (inner !== undefined) return inner;
  throw new AgentReplayError('CONFIG_INVALID', `Failed to load "${file}": it has no default export.`, {
    lines: [['fix', 'export default defineConfig({ … })']],
  });
}

async function parse(value: unknown, file: string): Promise<ConfigFile> {
  const parsed = ConfigFile.safeParse(value);
  const ignored = parsed.success ? await ignoreIssues(parsed.data.match?.ignore) : [];
  if (parsed.success && ignored.length === 0) return parsed.data;
  const { checkJson, formatIssue } = await import('@agent-replay/contracts');
  const found = parsed.success ? ignored : checkJson(value, ConfigFile);
  const issues = (await presentable(found)).map((issue) => ({ ...issue, file }));
  const [first] = issues;
  throw new AgentReplayError(
    'CONFIG_INVALID',
    `Failed to read "${file}": it has ${issues.length === 1 ? 'an error' : `${issues.length} errors`}.`,
    {
      lines: [
        ...issues.slice(0, 8).map((issue): [string, string] => ['at', formatIssue(issue)]),
        ['fix', fixOf(first)],
      ],
      issues,
    },
  );
}

/** A store's URL may hold a password. */
async function presentable(issues: readonly Issue[]): Promise<Issue[]> {
  const { withoutPassword } = await import('@agent-replay/runs');
  return issues.map((issue) => ({ ...issue, received: withoutPassword(issue.received) }));
}

function fixOf(issue: Issue | undefined): string {
  if (issue === undefined || issue.path === '') return 'export default defineConfig({ … })';
  return issue.code === 'unknown_key' ? `remove ${issue.path}` : `correct ${issue.path}`;
}

/** What reads JSONPaths is loaded when there are any, and so not by the schema. */
async function ignoreIssues(ignore: readonly string[] = []): Promise<Issue[]> {
  if (ignore.length === 0) return [];
  const { compileIgnores } = await import('@agent-replay/cassette');
  const issues: Issue[] = [];
  for (const [index, path] of ignore.entries()) {
    try {
      await compileIgnores([path]);
    } catch (error) {
      if (!isAgentReplayError(error)) throw error;
      issues.push({
        code: 'wrong_value',
        path: `/match/ignore/${index}`,
        expected: 'a JSON Pointer such as "/messages/0/id" or a JSONPath such as "$..id"',
        received: JSON.stringify(path),
        message: String(error.details['reason']),
      });
    }
  }
  return issues;
}

type ConfigFile = ReturnType<typeof ConfigFile.parse>;

function resolveConfig(given: ConfigFile, root: string, file: string | null): Config {
  const store = given.store ?? '.agent-replay/runs.db';
  return {
    root,
    file,
    fixtures: [given.fixtures ?? 'fixtures'].flat(),
    agents: given.agents ?? {},
    store: /^postgres(?:ql)?:\/\//.test(store) || isAbsolute(store) ? store : join(root, store),
    mode: given.mode ?? 'cassette',
    interceptor: given.interceptor ?? 'msw',
    isolate: given.isolate ?? false,
    deadWaitSeconds: given.deadWaitSeconds ?? 10,
    allow: given.allow ?? [],
    effects: (given.effects ?? []) as readonly EffectRule[],
    readOnly: given.readOnly ?? [],
    tiers: given.tiers ?? {},
    monitor: given.monitor ?? {},
    redact: given.redact ?? {},
    validators: given.validators ?? [],
    predicates: given.predicates ?? [],
    importers: given.importers ?? {},
    match: given.match ?? {},
    capture: given.capture,
    onFailure: given.onFailure ?? 'nothing',
  };
}

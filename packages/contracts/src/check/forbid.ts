import type { RunEvent } from '../event.ts';
import type { Evidence } from '../evidence.ts';
import type { Contract } from '../fixture/contract.ts';
import type { Issue } from '../issue.ts';
import { isSameValue } from '../normalize/same-value.ts';
import { calledTools } from './allowlist.ts';
import { alternativesOf, compileGlob, compileNameGlob, normalizePath } from './glob.ts';
import type { Rule } from './rule.ts';

/** Nothing that the contract forbids may have changed, been tried, or been called. */
export const checkForbid: Rule = ({ forbid, state }, evidence) => {
  if (forbid === undefined) return [];
  return [
    ...mutated(forbid.mutations ?? [], evidence, statesNamed(state)),
    ...(forbid.mutations !== undefined && evidence.mutations === null ? [NOT_LOOKED] : []),
    ...matching(forbid.operations, '/forbid/operations', operationsOf(evidence), forbiddenOperation),
    ...matching(forbid.tools, '/forbid/tools', toolsOf(evidence, forbid.tools), forbiddenTool),
  ];
};

const NOT_LOOKED: Issue = {
  code: 'diff_not_taken',
  path: '/forbid/mutations',
  expected: 'to know what changed',
  received: 'nothing',
  message: 'what changed is not known: no diff was taken',
};

type Describe = (path: string, pattern: string, found: string) => Issue;

/** A pattern forbids what is below it, too; one of another folder than the workspace is not answered by silence. */
function mutated(patterns: readonly string[], evidence: Evidence, named: ReadonlySet<string>): Issue[] {
  const path = '/forbid/mutations';
  const files = mutationsOf(evidence);
  const { changed, unknown } = stateChangesOf(evidence);
  const written = new Set(files.flat());
  const isExempt = (text: string): boolean => named.has(text) && !written.has(text);
  const compileBelow = (pattern: string) => {
    const [isIt, isBelow] = [compileGlob(pattern), compileGlob(below(pattern))];
    return (text: string) => !isExempt(text) && (isIt(text) || isBelow(text));
  };
  const found = matching(patterns, path, [...files, ...changed], forbiddenMutation, compileBelow);
  const isFound = (at: string): boolean => found.some((issue) => issue.path === at);
  const unsure = matching(patterns, path, unknown, unknownMutation, compileBelow).filter(
    (issue) => !isFound(issue.path),
  );
  const unseen = patterns.flatMap((pattern, index) => {
    const at = `${path}/${index}`;
    return isFound(at) || !leadsOut(pattern) ? [] : [outside(at, pattern)];
  });
  return [...found, ...unsure, ...unseen];
}

/** What the contract itself asks to change is no breach of a glob over all; it is of a pattern that is its very name. */
function statesNamed(state: Contract['state']): Set<string> {
  return new Set([...(state?.transitions ?? []), ...(state?.final ?? [])].map(({ ref }) => ref));
}

function below(pattern: string): string {
  const path = normalizePath(pattern);
  return path === '' ? '**' : `${path}/**`;
}

/** Absolute, or above the workspace. */
function leadsOut(pattern: string): boolean {
  return alternativesOf(pattern).some((path) => /^(?:~?\/|[a-z]:\/|\.\.(?:\/|$))/i.test(normalizePath(path)));
}

const outside = (path: string, pattern: string): Issue => ({
  code: 'contract_invalid',
  path,
  expected: 'a path relative to the workspace, or a URI',
  received: pattern.slice(0, 80),
  message: `what changes at "${pattern.slice(0, 80)}" is not looked at: only the workspace is`,
});

/** Holds each thing that happened, under any of its names, against each pattern. */
function matching(
  patterns: readonly string[] | undefined,
  path: string,
  happened: readonly (readonly string[])[],
  describe: Describe,
  compile: typeof compileGlob = compileNameGlob,
): Issue[] {
  return (patterns ?? []).flatMap((pattern, index) => {
    const at = `${path}/${index}`;
    let isMatch: (text: string) => boolean;
    try {
      isMatch = compile(pattern);
    } catch (error) {
      return [invalidPattern(at, pattern, error)];
    }
    const found = happened.flatMap((names) => names.find((name) => name === pattern || isMatch(name)) ?? []);
    return [...new Set(found)].map((name) => describe(at, pattern, name));
  });
}

function toolsOf({ events }: Evidence, forbidden: readonly string[] | undefined): (readonly string[])[] {
  return [...calledTools(events, forbidden).values()];
}

/** Every path and URI that changed, whoever saw it: the workspace's snapshot, an event or the diff. */
export function mutationsOf(evidence: Evidence): [string][] {
  const seen = [
    ...(evidence.mutations ?? []).map(({ uri }) => uri),
    ...evidence.events.flatMap((event) => (event.kind === 'mutation' ? [event.uri] : [])),
    ...(evidence.diff ?? []).map(({ path }) => path),
  ];
  return [...new Set(seen)].map((uri) => [uri]);
}

/**
 * Refs of state that the agent set to another value than it had: `db://orders/7` is as forbidden as a file. And those
 * of which too little was kept to tell.
 */
function stateChangesOf({ events }: Evidence): { changed: [string][]; unknown: [string][] } {
  const changes = events.filter((event) => event.kind === 'state_change');
  const refsWhere = (wanted: boolean | undefined): [string][] =>
    changes.filter((change) => hasChanged(change) === wanted).map(({ ref }) => [ref]);
  return { changed: refsWhere(true), unknown: refsWhere(undefined) };
}

function hasChanged({ from, to, changed }: Extract<RunEvent, { kind: 'state_change' }>): boolean | undefined {
  const isSame = isSameValue(from, to);
  return isSame === undefined ? changed : !isSame;
}

/** Everything that was tried, as `operation`, `operation:target` and `effect:…`. */
function operationsOf({ ledger, mutations, events }: Evidence): string[][] {
  const effects = [
    ...(ledger?.blocked ?? []).map(({ effect }) => effect),
    ...(ledger?.misses ?? []).map(({ effect }) => effect),
    ...events.map((event) => ('interaction' in event ? event.interaction.effect : undefined)),
  ];
  return [
    ...(ledger?.blocked ?? []).map(({ operation, target }) => [operation, `${operation}:${target}`]),
    ...(mutations ?? []).map(({ operation, uri }) => [operation, `${operation}:${uri}`]),
    ...events.map((event) =>
      event.kind === 'mutation' ? [event.operation, `${event.operation}:${event.uri}`] : [],
    ),
    ...effects.filter((effect) => effect !== undefined).map((effect) => [`effect:${effect}`]),
  ];
}

const forbiddenMutation: Describe = (path, pattern, found) => ({
  code: 'forbidden_mutation',
  path,
  expected: `no change under "${pattern}"`,
  received: found,
  message: `"${found}" changed, which "${pattern}" forbids`,
});

const unknownMutation: Describe = (path, pattern, found) => ({
  code: 'evidence_invalid',
  path,
  expected: `no change under "${pattern}"`,
  received: found,
  message: `whether "${found}" changed, which "${pattern}" forbids, is not known: too little of it was kept`,
});

const forbiddenOperation: Describe = (path, pattern, found) => ({
  code: 'forbidden_operation',
  path,
  expected: `no operation "${pattern}"`,
  received: found,
  message: `"${found}" was tried, which "${pattern}" forbids`,
});

const forbiddenTool: Describe = (path, pattern, found) => ({
  code: 'forbidden_tool',
  path,
  expected: `no call of "${pattern}"`,
  received: found,
  message: `tool "${found}" was called, which "${pattern}" forbids`,
});

export function invalidPattern(path: string, pattern: string, error: unknown): Issue {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    code: 'contract_invalid',
    path,
    expected: 'a usable pattern',
    received: pattern.slice(0, 80),
    message: reason,
  };
}

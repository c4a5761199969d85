import type { SerializedError, TestModule, TestProject } from 'vitest/node';
import { isGenerated } from './generated-module.ts';
import type { RowsOf } from './open-rows.ts';

/** A module of fixtures in which nothing was replayed, though some was to be. */
export interface UnrunModule {
  /** Absolute path of the module, as Vitest has it. */
  file: string;
  /** Why, in one line. */
  cause: string;
}

/** What Vitest tells of a run as it ends. */
interface Ended {
  modules: readonly TestModule[];
  unhandled: readonly SerializedError[];
}

/** Finds the modules whose worker did not start at all: Vitest then does not name them. */
export function unstartedModules(asked: readonly string[], { modules, unhandled }: Ended): UnrunModule[] {
  const named = new Set(modules.map(({ moduleId }) => moduleId));
  const [error] = unhandled;
  // A cause may be anything that somebody has thrown.
  const told = [error?.cause as Partial<Error> | null | undefined, error].map((each) => each?.message);
  const message = told.find((text) => typeof text === 'string') ?? 'Vitest does not say why';
  return asked
    .filter((file) => !named.has(file))
    .map((file) => ({ file, cause: `the worker of its module did not start: ${firstLine(message)}` }));
}

/**
 * Finds the modules that broke before the first of their fixtures: in a setup file, in a hook of one, or with their
 * worker. Vitest has no result of their tests then, and may not know of any.
 */
export function unrunModules(
  modules: readonly TestModule[],
  { name }: Pick<TestProject, 'name'>,
  rowsOf: RowsOf,
): UnrunModule[] {
  return modules.flatMap((module) => {
    if (module.project.name !== name || !isGenerated(module)) return [];
    const [error] = module.errors();
    const hasEnded = !['pending', 'queued'].includes(module.state());
    if (error === undefined && hasEnded) return [];
    if ([...module.children.allTests()].some((test) => rowsOf(test).length > 0)) return [];
    const what =
      error === undefined
        ? 'its worker died before'
        : `${error.name ?? 'Error'}: ${firstLine(error.message)}`;
    return [{ file: module.moduleId, cause: `no test of its module ran: ${what}` }];
  });
}

/** What lets setup files run that look for a browser: fixtures have the environment of Node. */
export function unrunLines(unrun: readonly UnrunModule[], environment: string): string[] {
  const [first] = unrun;
  if (first === undefined) return [];
  const more =
    unrun.length > 1 ? `, and ${unrun.length - 1} more ${unrun.length > 2 ? 'modules' : 'module'}` : '';
  const line = `  not run   ${first.cause}${more}`;
  if (environment === 'node' || !/is not defined/.test(first.cause)) return [line];
  return [
    line,
    `  fix       fixtures run in Node, without ${environment}: let setup files ask for what they need (typeof window), or list a`,
    "            project without them first: { extends: true, test: { name: 'fixtures', include: [] } }",
  ];
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

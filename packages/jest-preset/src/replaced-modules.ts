import { dirname, resolve } from 'node:path';
import type { Config } from 'agent-replay';
import { codeNames, onDisk } from 'agent-replay/runner';
import type { Config as JestConfig } from '@jest/types';

type Mapper = JestConfig.ProjectConfig['moduleNameMapper'];

/**
 * The files of an agent's code that `moduleNameMapper` has another file or package in place of, so that a replay runs
 * other code than the one that its digest is of.
 */
export function replacedModules(
  agent: string,
  config: Config,
  mapper: Mapper,
): { by: string; file: string }[] {
  if (mapper.length === 0) return [];
  return codeNames(agent, config).flatMap(({ importer, name, file }) => {
    // What Jest is given the path of, it maps nothing for.
    const mapped = importer === undefined ? null : mappedName(name, mapper);
    if (mapped === null || importer === undefined) return [];
    const found = mapped.map((each) => (/^\.{0,2}\//.test(each) ? resolve(dirname(importer), each) : each));
    return found.some((each) => onDisk(each)[0] === file) ? [] : [{ by: found[0] ?? name, file }];
  });
}

/** What a name is mapped to, each of which Jest tries; null where no pattern matches. */
function mappedName(name: string, mapper: Mapper): string[] | null {
  for (const [pattern, to] of mapper) {
    const groups = new RegExp(pattern).exec(name);
    if (groups !== null)
      return [to]
        .flat()
        .map((each) => each.replace(/\$(\d+)/g, (_, index: string) => groups[Number(index)] ?? ''));
  }
  return null;
}

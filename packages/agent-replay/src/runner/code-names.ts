import { readFileSync } from 'node:fs';
import { isAgent } from '../agent/is-agent.ts';
import type { Config } from '../config/config.ts';
import { CODE, codeFiles } from '../replay/code-sha256.ts';
import { isOwn, relativeNames } from '../replay/named-files.ts';
import { agentModules } from './agent-files.ts';

/** A path by which an agent's code names a module of its own, and the file that is in the digest of that code for it. */
interface CodeName {
  /** The file that names it; undefined for the config, and for the agent's own module as the config names it. */
  importer: string | undefined;
  name: string;
  file: string;
}

/**
 * How the code of an agent names its modules by path: a runner that resolves a name to another file runs other code. None
 * of a command, whose code no runner loads.
 */
export function codeNames(agent: string, config: Config): CodeName[] {
  const source = config.agents[agent];
  if (typeof source !== 'string' && !isAgent(source)) return [];
  const files = codeFiles(agent, config).filter((file) => CODE.test(file) && isOwn(file, config.root));
  const paths = new Set([...agentModules(config)].flatMap(([file, name]) => (file === name ? [file] : [])));
  if (config.file !== null) paths.add(config.file);
  return [
    ...files.filter((file) => paths.has(file)).map((file) => ({ importer: undefined, name: file, file })),
    ...files.flatMap((importer) =>
      relativeNames(read(importer), importer)
        .filter(({ file }) => CODE.test(file))
        .map((each) => ({ ...each, importer })),
    ),
  ];
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

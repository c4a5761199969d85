import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { AgentReplayError } from '@agent-replay/contracts';
import type { ExecSource } from './exec-agent.ts';

/** A program by its path or its name on `PATH`, and what it is given. */
export interface Command {
  file: string;
  args: string[];
}

/**
 * The command of an agent, which starts in the workspace: its words that are files of the project as absolute paths. A
 * word that begins with `./` or `../` is one; so is any other path of a file that is there.
 *
 * @throws {AgentReplayError} `AGENT_LOAD_FAILED` for a program or a file that is not there: what cannot start has not failed
 */
export function commandOf(name: string, { exec, env }: ExecSource, root: string): Command {
  const named = exec.filter((word) => isOfProject(word, root)).map((word) => resolve(root, word));
  const gone = named.find((path) => !exists(path));
  if (gone !== undefined) throw notLoaded(name, `there is no "${gone}"`);
  const [file = '', ...args] = exec.map((word) => (isOfProject(word, root) ? resolve(root, word) : word));
  if (!canStart(file, env?.['PATH'] ?? process.env['PATH'] ?? '')) {
    throw notLoaded(name, `"${file}" is no program that can be started here`);
  }
  return { file, args };
}

function isOfProject(word: string, root: string): boolean {
  if (/^\.{1,2}\//.test(word)) return true;
  return word.includes('/') && !isAbsolute(word) && exists(resolve(root, word));
}

function canStart(file: string, path: string): boolean {
  const places = file.includes('/') ? [file] : path.split(delimiter).map((folder) => join(folder, file));
  return places.some((place) => {
    try {
      accessSync(place, constants.X_OK);
      return statSync(place).isFile();
    } catch {
      return false;
    }
  });
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function notLoaded(name: string, why: string): AgentReplayError {
  return new AgentReplayError('AGENT_LOAD_FAILED', `Failed to load the agent "${name}": ${why}.`, {
    lines: [
      ['fix', 'name a program on PATH, or files of the project from the config\u2019s folder: ./bin/agent'],
    ],
    details: { name },
  });
}

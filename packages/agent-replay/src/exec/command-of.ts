import { accessSync, constants, statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { AgentReplayError } from '@agent-replay/contracts';
import { isPath, programPlaces } from './program-places.ts';

/** A program by its path or its name on `PATH`, and what it is given. */
export interface Command {
  file: string;
  args: string[];
}

/**
 * The command of an agent, which starts in the workspace: its words that are files of the project as absolute paths. A
 * word that begins with `./` or `../` is one, there or not, since it may be what is to be written, or a line for a
 * shell; so is any other path of a file that is there.
 *
 * @throws {AgentReplayError} `AGENT_LOAD_FAILED` for a program that is not there: what cannot start has not failed
 */
export function commandOf(name: string, { exec, env }: ExecSource, root: string): Command {
  const [file = '', ...args] = exec.map((word) => (isOfProject(word, root) ? resolve(root, word) : word));
  if (!programPlaces(file, searchPathOf(env)).some(isProgram)) throw notLoaded(name, file);
  return { file, args };
}

function isOfProject(word: string, root: string): boolean {
  if (!isPath(word) || isAbsolute(word)) return false;
  return /^\.{1,2}[/\\]/.test(word) || exists(resolve(root, word));
}

/** Windows calls it `Path`, and takes any spelling. */
function searchPathOf(env: ExecSource['env'] = {}): string {
  const isIt = (key: string): boolean =>
    process.platform === 'win32' ? key.toUpperCase() === 'PATH' : key === 'PATH';
  return Object.entries(env).find(([key]) => isIt(key))?.[1] ?? process.env['PATH'] ?? '';
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function notLoaded(name: string, file: string): AgentReplayError {
  const why = `"${file}" is no program that can be started here`;
  return new AgentReplayError('AGENT_LOAD_FAILED', `Failed to load the agent "${name}": ${why}.`, {
    lines: [
      ['fix', 'name a program on PATH, or files of the project from the config\u2019s folder: ./bin/agent'],
    ],
    details: { name },
  });
}

/** A command that is an agent, whatever its language. */
export interface ExecSource {
  exec: readonly string[];
  env?: Record<string, string> | undefined;
}

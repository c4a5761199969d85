import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type CommandResult, runCommand } from './run-command.ts';

/** A small project of a user, below an `Installed` folder. */
export interface Project {
  dir: string;
  write(files: Readonly<Record<string, string>>): void;
  read(path: string): string;
  /** The files below a folder, by their paths in the project. */
  list(folder: string): string[];
  vitest(...args: string[]): Promise<CommandResult>;
  jest(...args: string[]): Promise<CommandResult>;
  jestWith(env: NodeJS.ProcessEnv, ...args: string[]): Promise<CommandResult>;
}

export function createProject(
  installed: string,
  name: string,
  files: Readonly<Record<string, string>>,
): Project {
  const dir = join(installed, name);
  const write: Project['write'] = (more) => {
    for (const [path, text] of Object.entries(more)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
  };
  write(files);
  const bin = (path: string): string => join(installed, 'node_modules', path);
  const jest = (args: string[]): [string, ...string[]] => [
    process.execPath,
    bin('jest/bin/jest.js'),
    ...args,
  ];
  return {
    dir,
    write,
    read: (path) => readFileSync(join(dir, path), 'utf8'),
    list: (folder) =>
      existsSync(join(dir, folder))
        ? readdirSync(join(dir, folder), { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
        : [],
    vitest: (...args) => runCommand(dir, [process.execPath, bin('vitest/vitest.mjs'), ...args]),
    jest: (...args) => runCommand(dir, jest(args)),
    jestWith: (env, ...args) => runCommand(dir, jest(args), env),
  };
}

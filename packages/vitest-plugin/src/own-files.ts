import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { escapePattern } from './escape-pattern.ts';

/** Absolute path of a module of this package, by its name. */
export function ownFile(name: string): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./${name}.${extension}`, import.meta.url));
}

/** A pattern for a module of this package that Vite transforms, so that its imports go through Vite. */
export function ownModule(name: string): RegExp {
  return new RegExp(`^${escapePattern(posix(ownFile(name)))}$`);
}

/**
 * Patterns for the files of our packages. Node loads them itself: passed through Vite, the engine
 * and the agent would each have a copy, and a tool would not find the tape. Vite leaves out
 * node_modules by itself, but a package that is linked from a workspace has another path.
 */
export function ownPackages(): RegExp[] {
  return ownFolders().map((folder) => new RegExp(`^${escapePattern(posix(folder))}/`));
}

/** What stands for a user's `inline: true`, which cannot stand beside other patterns: all but our packages. */
export function allButOwnPackages(): RegExp {
  return new RegExp(
    `^(?!(?:${ownFolders()
      .map((folder) => escapePattern(posix(folder)))
      .join('|')})/)`,
  );
}

function ownFolders(): string[] {
  const own = createRequire(import.meta.url);
  const engine = createRequire(own.resolve('agent-replay'));
  return [
    // Vite transforms what `inline` names before it looks at this.
    dirname(ownFile('runtime')),
    folderOf(own, 'agent-replay'),
    ...['contracts', 'cassette', 'runs', 'redaction'].map((name) =>
      folderOf(engine, `@agent-replay/${name}`),
    ),
  ];
}

function folderOf(require: NodeJS.Require, name: string): string {
  return realpathSync(join(dirname(require.resolve(`${name}/package.json`)), 'dist'));
}

function posix(path: string): string {
  return path.split(sep).join('/');
}

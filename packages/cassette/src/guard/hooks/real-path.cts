import path = require('node:path');
import bindings = require('./bindings.cts');
import captured = require('../captured.cts');

const { basename, decode, dirname, fileURLToPath, resolve, toText } = captured;
const { sep } = path;
/** As they are now, too; called so, they throw by themselves. */
const { realpath, readlink } = bindings.fs;
const MOST_LINKS = 40;

/** What a function of `fs` was given, as text. */
function textOf(file: unknown): string {
  if (typeof file !== 'object' || file === null) return String(file);
  if (ArrayBuffer.isView(file)) return decode(file as Uint8Array);
  return 'href' in file ? fileURLToPath(String(file.href)) : toText(file);
}

function toPath(file: unknown): string {
  return resolve(textOf(file));
}

/** Where a write would land: links are followed, as far as the path exists. */
function realPath(file: string): string {
  try {
    return String(realpath?.(file, 'utf8'));
  } catch {
    const link = linkAt(file);
    if (link !== null) return realPath(resolve(dirname(file), link));
    const parent = dirname(file);
    return parent === file ? file : resolve(`${realPath(parent)}${sep}${basename(file)}`);
  }
}

/** Where a name stands itself, which may be a link. */
function placeOf(file: string): string {
  const parent = dirname(file);
  return parent === file ? file : resolve(`${realPath(parent)}${sep}${basename(file)}`);
}

/** Whether paths can lead through what stands there: through a link or a folder, or what cannot be told. */
function mayLead(file: string): boolean {
  if (linkAt(file) !== null) return true;
  try {
    // No object that the program could have changed says what kind a file is.
    realpath?.(`${file}${sep}.`, 'utf8');
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code !== 'ENOTDIR' && code !== 'ENOENT';
  }
}

/** All that a path leads through: folders, links, and what those lead to, each by where it stands. */
function wayTo(file: string): string[] {
  const way: string[] = [];
  const walk = (rest: string, links: number): void => {
    const parents = [rest];
    for (let at = rest; dirname(at) !== at; at = dirname(at)) parents.unshift(dirname(at));
    for (const step of parents) {
      way.push(step);
      const link = linkAt(step);
      if (link === null || links === 0) continue;
      walk(resolve(`${resolve(dirname(step), link)}${sep}${rest.slice(step.length)}`), links - 1);
      return;
    }
  };
  walk(file, MOST_LINKS);
  return way;
}

function linkAt(file: string): string | null {
  try {
    return String(readlink?.(file, 'utf8'));
  } catch {
    return null;
  }
}

const realPaths = { mayLead, placeOf, realPath, textOf, toPath, wayTo };
export = realPaths;

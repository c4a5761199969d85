import path = require('node:path');
import bindings = require('./bindings.cts');
import captured = require('../captured.cts');

const { basename, cwd, decode, dirname, fileURLToPath, isAbsolute, parse, resolve, toText } = captured;
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

/** Absolute, with no step back taken: `..` behind a link leads out of the folder that the link leads to. */
function toPath(file: unknown, place = ''): string {
  const text = textOf(file);
  const whole = isAbsolute(text) ? text : `${place === '' ? cwd() : place}${sep}${text}`;
  const isPlain = sep !== '/' || !/(?:^|\/)\.\.(?:\/|$)/.test(whole);
  return isPlain ? resolve(place, text) : `${sep}${partsOf(whole).join(sep)}`;
}

/** Where a write would land: links are followed, as far as the path exists. */
function realPath(file: string): string {
  return follow(file, MOST_LINKS);
}

function follow(file: string, links: number): string {
  try {
    return String(realpath?.(file, 'utf8'));
  } catch {
    const link = links === 0 ? null : linkAt(file);
    return link === null ? placed(file, links) : follow(toPath(link, dirname(file)), links - 1);
  }
}

/** Where a name stands itself, which may be a link. */
function placeOf(file: string): string {
  return placed(file, MOST_LINKS);
}

function placed(file: string, links: number): string {
  const parent = dirname(file);
  return parent === file ? file : resolve(`${follow(parent, links)}${sep}${basename(file)}`);
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
  let at = parse(file).root;
  const rest = partsOf(file);
  for (let links = MOST_LINKS; rest.length > 0;) {
    const part = rest.shift() as string;
    if (part === '..') {
      at = dirname(at);
      continue;
    }
    const step = resolve(at, part);
    way.push(step);
    const link = links === 0 ? null : linkAt(step);
    if (link === null) at = step;
    else {
      links -= 1;
      if (isAbsolute(link)) at = parse(link).root;
      rest.unshift(...partsOf(link));
    }
  }
  return way;
}

function partsOf(file: string): string[] {
  return file
    .slice(parse(file).root.length)
    .split(sep)
    .filter((part) => part !== '' && part !== '.');
}

function linkAt(file: string): string | null {
  try {
    return String(readlink?.(file, 'utf8'));
  } catch {
    return null;
  }
}

const realPaths = { linkAt, mayLead, placeOf, realPath, textOf, toPath, wayTo };
export = realPaths;

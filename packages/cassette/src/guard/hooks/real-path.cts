import path = require('node:path');
import bindings = require('./bindings.cts');
import captured = require('../captured.cts');
import pathTexts = require('./path-text.cts');

const { basename, cwd, dirname, isAbsolute, parse, resolve } = captured;
const { native, textOf } = pathTexts;
const { sep } = path;
/** As they are now, too; called so, they throw by themselves. */
const { realpath, readlink } = bindings.fs;
const { root } = parse(cwd());
const MOST_LINKS = 40;
/** In the place of a path that cannot be followed to its end. */
const UNTOLD = '\0';
/** `NAME_MAX`: a longer name is none that anything can be written by. */
const LONGEST_NAME = 255;

/** Absolute, with no step back taken: `..` behind a link leads out of the folder that the link leads to. */
function toPath(file: unknown, place = ''): string {
  const text = textOf(file);
  if (isAbsolute(text)) return isPlain(text) ? resolve(text) : wholly(text);
  const from = place === '' ? here() : place;
  const whole = `${from}${sep}${text}`;
  return isPlain(whole) ? resolve(from, text) : wholly(whole);
}

function isPlain(file: string): boolean {
  return sep !== '/' || !/(?:^|\/)\.\.(?:\/|$)/.test(file);
}

function wholly(file: string): string {
  return `${sep}${partsOf(file).join(sep)}`;
}

/** Where the process is; Node tells it as text, also where it is none. */
function here(): string {
  const folder = cwd();
  if (!folder.includes(pathTexts.NO_TEXT)) return folder;
  return linkAt('/proc/self/cwd') ?? root;
}

/** Where a write would land: links are followed, as far as the path exists. */
function realPath(file: string): string {
  return follow(file, MOST_LINKS);
}

function follow(file: string, links: number): string {
  try {
    return asked(realpath, file);
  } catch (error) {
    // Asked for from where the process is, it may lead through links that cannot be seen from the root: anywhere.
    if ((error as NodeJS.ErrnoException).code === 'ENAMETOOLONG' && hasNames(file)) return UNTOLD;
    const link = links === 0 ? null : linkAt(file);
    return link === null ? placed(file, links) : follow(toPath(link, dirname(file)), links - 1);
  }
}

/** Whether it could be a path at all, if one that is too long. */
function hasNames(file: string): boolean {
  return partsOf(file).every((part) => captured.toBytes(part).length <= LONGEST_NAME);
}

/** What the system says of a path. */
function asked(call: ((...args: unknown[]) => unknown) | undefined, file: string): string {
  const text = String(call?.(native(file), 'utf8'));
  return text.includes(pathTexts.NO_TEXT) ? textOf(call?.(native(file), 'buffer')) : text;
}

/** Where a name stands itself, which may be a link. */
function placeOf(file: string): string {
  return placed(file, MOST_LINKS);
}

function placed(file: string, links: number): string {
  const parent = dirname(file);
  if (parent === file) return file;
  const folder = follow(parent, links);
  return folder === UNTOLD ? UNTOLD : resolve(`${folder}${sep}${basename(file)}`);
}

/** Whether paths can lead through what stands there: through a link or a folder, or what cannot be told. */
function mayLead(file: string): boolean {
  if (linkAt(file) !== null) return true;
  try {
    // No object that the program could have changed says what kind a file is.
    realpath?.(native(`${file}${sep}.`), 'utf8');
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
    return asked(readlink, file);
  } catch {
    return null;
  }
}

const realPaths = { linkAt, mayLead, placeOf, realPath, toPath, UNTOLD, wayTo };
export = realPaths;

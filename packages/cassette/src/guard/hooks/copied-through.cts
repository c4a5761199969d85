import path = require('node:path');
import bindings = require('./bindings.cts');
import pathTexts = require('./path-text.cts');
import realPaths = require('./real-path.cts');

const { linkAt, realPath, toPath } = realPaths;
/** As it is now, too; called so, it throws by itself. */
const { readdir } = bindings.fs;
const { root } = path.parse(process.cwd());
const { sep } = path;

/**
 * The links that stand where a tree is going to be copied to and that have a name of its own: what is copied by that
 * name is written to what they lead to. Of names that cannot be followed, the root.
 */
function copiedThrough(source: unknown, target: unknown, isLinkFollowed: boolean): string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  walk(toPath(source), toPath(target));
  return found;

  function walk(from: string, to: string): void {
    const names = namesIn(from);
    if (names.length === 0 || !isFolder(to)) return;
    const pair = `${realPath(from)}\0${realPath(to)}`;
    if (seen.has(pair)) return;
    seen.add(pair);
    for (const name of names) {
      const [below, there] = [`${from}${sep}${name}`, `${to}${sep}${name}`];
      // A link that is copied as one takes the place of another.
      if (!isLinkFollowed && linkAt(below) !== null) continue;
      if (name.includes(pathTexts.NO_TEXT)) found.push(root);
      else if (linkAt(there) !== null) found.push(there);
      walk(below, there);
    }
  }
}

function isFolder(file: string): boolean {
  try {
    readdir?.(pathTexts.native(file), 'utf8', false);
    return true;
  } catch {
    return false;
  }
}

/** Copied by number, as the program's own arrays may say that they hold nothing. */
function namesIn(folder: string): string[] {
  try {
    const given = readdir?.(pathTexts.native(folder), 'utf8', false) as string[];
    const names: string[] = [];
    for (let at = 0; at < given.length; at += 1) names.push(String(given[at]));
    return names;
  } catch {
    return [];
  }
}

export = copiedThrough;

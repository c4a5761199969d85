import fs = require('node:fs');
import path = require('node:path');
import url = require('node:url');
import policies = require('../policy.cts');
import type wall = require('../wall.cts');

/** Devices that keep nothing and lead nowhere. */
const DEVICES = /^\/dev\/(?:null|zero|full|u?random|tty|ptmx|pts\/\d+|std(?:in|out|err))$/;

/**
 * Makes the question of every writer of files: the typed error where, in strict, one of the files
 * lies outside the workspace; else null.
 */
function createFileJudge(outer: wall.Wall): (name: string, files: readonly unknown[]) => Error | null {
  return (name, files) => {
    const { workspace } = outer.policy;
    if (outer.testing) return files.length === 0 ? null : outer.judge({ operation: 'fs', target: name });
    if (outer.lenient || workspace === null || files.length === 0) return null;
    for (const file of files) {
      // A number is a descriptor: it was judged when it was opened.
      if (typeof file === 'number' || file === undefined || file === null) continue;
      const asked = toPath(file);
      if (DEVICES.test(asked)) continue;
      const [real, home] = outer.aside(() => [realPath(asked), realPath(workspace)]);
      if (policies.isInside(real, home)) continue;
      const error = outer.judge({ operation: 'fs', target: real, path: real });
      if (error !== null) return error;
    }
    return null;
  };
}

function toPath(file: unknown): string {
  if (file instanceof URL) return url.fileURLToPath(file);
  return path.resolve(file instanceof Uint8Array ? Buffer.from(file).toString() : String(file));
}

/** Where a write would land: links are followed, as far as the path exists. */
function realPath(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    const link = danglingTarget(file);
    if (link !== null) return realPath(path.resolve(path.dirname(file), link));
    const parent = path.dirname(file);
    return parent === file ? file : path.join(realPath(parent), path.basename(file));
  }
}

function danglingTarget(file: string): string | null {
  try {
    return fs.readlinkSync(file);
  } catch {
    return null;
  }
}

export = createFileJudge;

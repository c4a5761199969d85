import captured = require('../captured.cts');
import child = require('../child-environment.cts');
import openFiles = require('./open-file.cts');
import pathTexts = require('./path-text.cts');
import policies = require('../policy.cts');
import realPaths = require('./real-path.cts');
import underWay = require('./under-way.cts');
import type wall = require('../wall.cts');

interface Judge {
  (name: string, files: readonly unknown[]): Error | null;
  /** Whether it matters where a path leads: in strict, and where something is protected. */
  isArmed: () => boolean;
  /** The question without what is under way. */
  paths: (name: string, files: readonly unknown[]) => Error | null;
  /** The question of a file whose name cannot be told, which may be any. */
  unnamed: (what: string) => Error | null;
}

const { basename } = captured;
const { textOf } = pathTexts;
const { placeOf, realPath, toPath } = realPaths;

/** Devices that keep nothing and lead nowhere. */
const DEVICES = /^\/dev\/(?:null|zero|full|u?random|tty|ptmx|pts\/\d+)$/;
const STREAMS: readonly string[] = ['/dev/stdin', '/dev/stdout', '/dev/stderr'];
/** The memory of a process, in which everything can be undone. */
const MEMORY = /^\/proc\/.*\/mem$/;

/** What changes all that is below a folder, too. */
const TREES: ReadonlySet<string> = new Set(['rename', 'rmSync', 'cpSyncCopyDir', 'CpDirJob', 'WASI']);

/** What is done to a link itself. */
const OF_LINKS: ReadonlySet<string> = new Set(['unlink', 'rename', 'rmSync', 'lchown', 'lutimes']);

/**
 * Makes the question of every writer of files: the typed error where, in strict, one of the files
 * lies outside the workspace, and in every mode for what the guard itself rests on and what the policy
 * protects; else null.
 */
function createFileJudge(outer: wall.Wall): Judge {
  const places = new WeakMap<readonly string[], readonly string[]>();
  judgeAll.isArmed = () => {
    const { mode, protect } = outer.filePolicy;
    return !outer.testing && mode !== 'off' && (mode === 'strict' || protect.length > 0);
  };
  judgeAll.paths = judgePaths;
  judgeAll.unnamed = (what: string): Error | null => {
    const { mode, protect } = outer.filePolicy;
    if (mode === 'off') return null;
    if (protect.length > 0) return outer.judgeOwn(rowOf(what));
    return mode === 'strict' ? outer.judge(rowOf(what)) : null;
  };
  return judgeAll;

  function judgeAll(name: string, files: readonly unknown[]): Error | null {
    const error = judgePaths(name, files);
    if (error !== null || files.length === 0 || !judgeAll.isArmed()) return error;
    const elsewhere = outer.aside(() => underWay.ledElsewhere(name, files));
    return elsewhere === undefined ? null : outer.judgeOwn(rowOf(elsewhere));
  }

  function judgePaths(name: string, files: readonly unknown[]): Error | null {
    const { mode, workspace, protect } = outer.filePolicy;
    if (outer.testing) return files.length === 0 ? null : outer.judge({ operation: 'fs', target: name });
    if (mode === 'off' || files.length === 0) return null;
    const isFree = mode !== 'strict' || workspace === null;
    const home = isFree ? null : outer.aside(() => realPath(workspace));
    for (const file of files) {
      // A number is a descriptor: it was judged when it was opened.
      if (typeof file === 'number' || file === undefined || file === null) continue;
      const asked = toPath(file);
      if (DEVICES.test(asked) || isStream(asked)) continue;
      if (home === null && protect.length === 0 && !mayBeOwn(asked)) continue;
      // A link is taken away or moved, and not what it leads to.
      const isItself = OF_LINKS.has(name) && !underWay.isFollowed(textOf(file));
      const real = outer.aside(() => (isItself ? placeOf(asked) : realPath(asked)));
      const error =
        real === realPaths.UNTOLD
          ? judgeAll.unnamed(asked)
          : isOwn(real) || isProtected(name, real)
            ? outer.judgeOwn(rowOf(real))
            : home === null
              ? null
              : judge(real, home);
      if (error !== null) return error;
    }
    return null;
  }

  function isStream(asked: string): boolean {
    const fd = STREAMS.indexOf(asked);
    return fd >= 0 && outer.aside(() => openFiles.isStandard(fd));
  }

  function judge(real: string, home: string): Error | null {
    return policies.isInside(real, home) ? null : outer.judge(rowOf(real));
  }

  /** What makes the guard, and what it is read by afterwards: no rule lets anybody write there. */
  function isOwn(real: string): boolean {
    return MEMORY.test(real) || child.FILES.includes(real) || real === ownLedger();
  }

  function isProtected(name: string, real: string): boolean {
    const { protect } = outer.filePolicy;
    if (protect.length === 0) return false;
    let kept = places.get(protect);
    if (kept === undefined) places.set(protect, (kept = outer.aside(() => protect.flatMap(placesOf))));
    return kept.some(
      (place) => policies.isInside(real, place) || (TREES.has(name) && policies.isInside(place, real)),
    );
  }

  function ownLedger(): string | null {
    const { file } = outer.ledger;
    return file === null ? null : outer.aside(() => realPath(file));
  }

  /** By its last part; a link, which may have any name, is followed where links are few: in strict. */
  function mayBeOwn(asked: string): boolean {
    const { file } = outer.ledger;
    return (
      outer.filePolicy.mode === 'strict' ||
      MEMORY.test(asked) ||
      child.FILES.some((own) => basename(own) === basename(asked)) ||
      (file !== null && basename(file) === basename(asked))
    );
  }
}

/** Where it lies, and each link that it is reached by. */
function placesOf(file: string): string[] {
  return [realPath(file), ...realPaths.wayTo(file).filter((step) => realPaths.linkAt(step) !== null)];
}

function rowOf(real: string) {
  return { operation: 'fs', target: real, path: real };
}

export = createFileJudge;

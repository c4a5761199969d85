import util = require('node:util');
import captured = require('../captured.cts');
import realPaths = require('./real-path.cts');
import type wall = require('../wall.cts');

type Call = (this: unknown, ...args: unknown[]) => unknown;

/** A change of files that another thread has still to make: it was judged by where its paths led when it was asked for. */
interface UnderWay {
  files: readonly string[];
  /** Whether one of them was named from where the process is. */
  isRelative: boolean;
  /** What stands elsewhere, or is something else, once it is made. */
  moved: string | undefined;
}

/** Of calls that put what may be a link, or hold links, where other paths lead through: which of their files that is. */
const MOVES: Readonly<Record<string, number>> = {
  rename: 1,
  symlink: 0,
  link: 1,
  cpSyncCopyDir: 0,
  CpDirJob: 0,
};

const { isAbsolute } = captured;
const { isPromise } = util.types;
const then = Reflect.get(Promise.prototype, 'then') as Call;
const all = new Set<UnderWay>();

/**
 * The path by which a change of files and one that is under way would lead each other elsewhere than they led when
 * they were judged; undefined when there is none.
 */
function ledElsewhere(name: string, given: readonly unknown[]): string | undefined {
  if (all.size === 0) return undefined;
  const { files, moved } = changeOf(name, given);
  for (const other of all) {
    if (leadsThrough(files, other.moved)) return other.moved;
    if (leadsThrough(other.files, moved)) return moved;
  }
  return undefined;
}

/** Knows of a change that another thread will make, until the returned function is called. */
function begin(name: string, given: readonly unknown[]): () => void {
  const change = changeOf(name, given);
  if (change.files.length > 0) all.add(change);
  return () => void all.delete(change);
}

/** Calls `end` when a call has been answered: by its request, where it has a callback, or by its promise. */
function whenAnswered(
  answers: { request: object; by: string } | { promise: unknown },
  end: () => void,
): void {
  if ('promise' in answers) {
    if (isPromise(answers.promise)) Reflect.apply(then, answers.promise, [end, end]);
    else end();
    return;
  }
  const { request, by } = answers;
  const answer = Reflect.get(request, by) as Call | undefined;
  Reflect.set(request, by, function (this: unknown, ...args: unknown[]): unknown {
    end();
    return answer === undefined ? undefined : Reflect.apply(answer, this, args);
  });
}

function changeOf(name: string, given: readonly unknown[]): UnderWay {
  const texts = given
    .filter((file) => typeof file !== 'number' && file !== undefined && file !== null)
    .map(realPaths.textOf);
  const files = texts.map((text) => realPaths.toPath(text));
  const at = MOVES[name];
  const moving = at === undefined ? undefined : files[at];
  return {
    files,
    isRelative: !texts.every((text) => isAbsolute(text)),
    moved: moving === undefined ? undefined : realPaths.placeOf(moving),
  };
}

function leadsThrough(files: readonly string[], moved: string | undefined): boolean {
  return moved !== undefined && files.some((file) => realPaths.wayTo(file).includes(moved));
}

/** The process goes nowhere while a path that was named from where it is has still to be followed. */
function hookPlace(outer: wall.Wall): void {
  const chdir = Reflect.get(process, 'chdir') as Call;
  process.chdir = function (this: unknown, folder: string): void {
    if ([...all].some(({ isRelative }) => isRelative)) {
      const file = realPaths.toPath(folder);
      const error = outer.judgeOwn({ operation: 'fs', target: file, path: file });
      if (error !== null) throw error;
    }
    Reflect.apply(chdir, this, [folder]);
  };
}

const underWay = { begin, hookPlace, ledElsewhere, whenAnswered };
export = underWay;

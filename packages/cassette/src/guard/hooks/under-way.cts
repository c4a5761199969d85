import util = require('node:util');
import captured = require('../captured.cts');
import pathTexts = require('./path-text.cts');
import realPaths = require('./real-path.cts');
import type wall = require('../wall.cts');

type Call = (this: unknown, ...args: unknown[]) => unknown;

/** Where a change of files leads, and what it changes about where others lead. */
interface Change {
  files: readonly string[];
  /** What stands elsewhere, or is something else, once it is made. */
  moved: string | undefined;
  /** What it would move, which is no link and no folder yet. */
  takes: string | undefined;
  /** The folder that it makes: empty, it leads nobody elsewhere by itself. */
  makes: string | undefined;
  /** Those that it follows to their end; of the others it changes the name itself. */
  follows: boolean;
}

/** A change that another thread has still to make: it was judged by where its paths led when it was asked for. */
interface UnderWay {
  name: string;
  texts: readonly string[];
  /** As it was asked for, and from where the process went since. */
  changes: Change[];
}

/** Of calls that put what may be a link, or hold links, where other paths lead through: which of their files that is. */
const MOVES: Readonly<Record<string, number>> = {
  rename: 1,
  symlink: 0,
  link: 1,
  cpSyncCopyDir: 0,
  CpDirJob: 0,
};
/** Of these it hangs on what their first file is: a plain one leads nobody elsewhere. */
const TAKES: ReadonlySet<string> = new Set(['rename', 'link']);
const MAKES: ReadonlySet<string> = new Set(['mkdir', 'mkdtemp']);
const CHANGES_NAMES: ReadonlySet<string> = new Set([
  ...TAKES,
  'symlink',
  'unlink',
  'mkdir',
  'rmdir',
  'lchown',
  'lutimes',
]);

const { dirname, isAbsolute } = captured;
const { isPromise } = util.types;
const then = Reflect.get(Promise.prototype, 'then') as Call;
const all = new Set<UnderWay>();

/**
 * The path by which a change of files and one that is under way would lead each other elsewhere than they led when
 * they were judged; undefined when there is none.
 */
function ledElsewhere(name: string, given: readonly unknown[]): string | undefined {
  return all.size === 0 ? undefined : between(changeOf(name, textsOf(given)), all);
}

/** Knows of a change that another thread will make, until the returned function is called. */
function begin(name: string, given: readonly unknown[]): () => void {
  const texts = textsOf(given);
  const call = { name, texts, changes: [changeOf(name, texts)] };
  if (texts.length > 0) all.add(call);
  return () => void all.delete(call);
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

function textsOf(given: readonly unknown[]): string[] {
  return given
    .filter((file) => typeof file !== 'number' && file !== undefined && file !== null)
    .map(pathTexts.textOf);
}

function changeOf(name: string, texts: readonly string[], place = ''): Change {
  const files = texts.map((text) => realPaths.toPath(text, place));
  const [first] = files;
  const moving = files[MOVES[name] ?? files.length];
  const isPlain = TAKES.has(name) && first !== undefined && !realPaths.mayLead(first);
  return {
    files,
    moved: moving === undefined || isPlain ? undefined : realPaths.placeOf(moving),
    takes: isPlain ? realPaths.placeOf(first) : undefined,
    makes: MAKES.has(name) ? first : undefined,
    follows: !CHANGES_NAMES.has(name) || texts.some(isFollowed),
  };
}

/** With a sign behind it that it is a folder, a link is followed by whatever is done to it. */
function isFollowed(text: string): boolean {
  return /(?:^|[/\\])\.{0,2}$/.test(text);
}

function between(change: Change, calls: Iterable<UnderWay>): string | undefined {
  for (const { changes } of calls) {
    for (const other of changes) {
      const place = whatLeads(other, change) ?? whatLeads(change, other);
      if (place !== undefined) return place;
    }
  }
  return undefined;
}

/** What a change puts in the way of another one, or in the place of what that one moves. */
function whatLeads({ moved, makes }: Change, { files, follows, takes }: Change): string | undefined {
  const leads = (file: string): boolean =>
    moved !== undefined && realPaths.wayTo(follows ? file : dirname(file)).includes(moved);
  if (files.some(leads)) return moved;
  const put = moved ?? makes;
  return put !== undefined && takes !== undefined && realPaths.wayTo(put).includes(takes) ? put : undefined;
}

/** The process goes nowhere from where a path that has still to be followed would lead to what is refused. */
function hookPlace(outer: wall.Wall, judge: (name: string, files: readonly string[]) => Error | null): void {
  const chdir = Reflect.get(process, 'chdir') as Call;
  process.chdir = function (this: unknown, folder: string): void {
    const calls = [...all].filter(({ texts }) => !texts.every((text) => isAbsolute(text)));
    if (calls.length > 0 && typeof folder === 'string') {
      const place = outer.aside(() => realPaths.realPath(realPaths.toPath(folder)));
      const own = { operation: 'fs', target: place, path: place };
      if (!outer.isPermitted({ ...own, operation: 'own' }))
        for (const call of calls) {
          const change = outer.aside(() => changeOf(call.name, call.texts, place));
          const error = judge(call.name, change.files);
          if (error !== null) throw error;
          const others = [...all].filter((each) => each !== call);
          const elsewhere = outer.aside(() => between(change, others));
          const refused = elsewhere === undefined ? null : outer.judgeOwn(own);
          if (refused !== null) throw refused;
          call.changes.push(change);
        }
    }
    Reflect.apply(chdir, this, [folder]);
  };
}

const underWay = { begin, hookPlace, isFollowed, ledElsewhere, whenAnswered };
export = underWay;

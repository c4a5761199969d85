import captured = require('../captured.cts');

const { resolve } = captured;

/** What a worker may be started with. */
interface Started {
  execArgv: readonly string[] | undefined;
  env: NodeJS.ProcessEnv;
}

/** Options of Node by which a thread writes files from native code; a value follows, or stands behind `=`. */
const WRITING =
  /^--(?:cpu-prof|heap-prof|heapsnapshot|diagnostic-dir|localstorage-file|redirect-warnings|report|trace-event)/;
const INHERITED: readonly string[] = [...process.execArgv];
const INHERITED_OPTIONS = process.env['NODE_OPTIONS'];

/**
 * The files that a worker would write by itself, past the guard on its thread: profiles, snapshots, reports. Those of
 * options with which the process itself was started are its user's.
 */
function workerFiles({ execArgv = process.execArgv, env }: Started): string[] {
  const named = isInherited(execArgv) ? [] : execArgv;
  const options = env['NODE_OPTIONS'];
  const inEnvironment = options === undefined || options === INHERITED_OPTIONS ? [] : wordsOf(options);
  const values = [...valuesOf(named), ...valuesOf(inEnvironment)];
  // One may name the folder, and another one the file in it, by a way out of it.
  return [...new Set(values.flatMap((folder) => values.map((file) => resolve(folder, `./${file}`))))].concat(
    values.map((file) => resolve(file)),
  );
}

/** Each option that writes names the working directory, whatever else it says. */
function valuesOf(args: readonly string[]): string[] {
  return args.flatMap((each, at) => {
    const arg = each.replaceAll('_', '-');
    if (!WRITING.test(arg)) return [];
    const from = each.indexOf('=') + 1;
    return ['.', from > 0 ? each.slice(from) : (args[at + 1] ?? '')];
  });
}

function isInherited(args: readonly string[]): boolean {
  return args.length === INHERITED.length && args.every((arg, at) => arg === INHERITED[at]);
}

/** Of `NODE_OPTIONS`, in which quotes hold a word together. */
function wordsOf(options: string): string[] {
  const words = options.match(/(?:[^\s"]|"(?:\\.|[^"\\])*")+/g) ?? [];
  return words.map((word) =>
    word.replaceAll(/"((?:\\.|[^"\\])*)"/g, (_all, inner: string) => inner.replaceAll(/\\(.)/g, '$1')),
  );
}

export = workerFiles;

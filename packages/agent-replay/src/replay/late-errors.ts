import { exitCodeFrom } from '../agent/exit-signal.ts';
import { enclosingReplay, replayHere } from '../agent/scope.ts';
import { replaceProperty } from '../clock/replace-property.ts';
import { stackOf } from './trace-of.ts';

const { apply } = Reflect;
/** Replays whose run is over. */
const over = new WeakSet<object>();

/** From here on what the code of a replay throws is late: it has a verdict. */
export function endOf(replay: object | undefined): void {
  if (replay !== undefined) over.add(replay);
}

/**
 * Tells of errors that nobody catches and that come from replays which are over, and lets nobody else in the process
 * hear of them: they change no verdict, and a test runner would turn a test red whose verdict is not. It stays for as
 * long as the process does: what the last replay leaves behind comes when all else is put back.
 */
export function keepLateErrors(): void {
  const emit = Reflect.get(process, 'emit') as (...args: unknown[]) => unknown;
  replaceProperty(process, 'emit', function (this: NodeJS.Process, ...args: unknown[]): unknown {
    const [event, error] = args;
    const isError = event === 'uncaughtException' || event === 'unhandledRejection';
    if (!isError || !isLate()) return apply(emit, this, args);
    tellLate(error);
    return true;
  });
}

function isLate(): boolean {
  const replay = replayHere();
  return replay !== undefined && over.has(replay);
}

/** An error of the code of a replay that is over, for people. */
export function tellLate(error: unknown): void {
  // An exit that comes late ends nothing, and is no error.
  if (exitCodeFrom(error) !== null) return;
  const by = enclosingReplay()?.fixture_id;
  const whose = by === undefined ? 'A replay' : `"${by}"`;
  process.stderr.write(`\n${whose} left behind an error that came after its verdict:\n${stackOf(error)}\n`);
}

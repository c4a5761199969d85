import type { JestTestRunner } from 'jest-runner';

/** What a worker says of a fixture as it begins and ends. The names are events of Jest's runner. */
export interface ProgressEvents {
  'agent-replay-start': {
    pack: string;
    dir: string;
    pid: number;
    /** How often it is replayed. */
    rounds: number;
    /** What it may take beside its own limit in each round. */
    loading_ms: number;
  };
  'agent-replay-end': { pack: string; dir: string };
}

/** Sends to the process that runs the packs. */
export type Send = <Name extends keyof ProgressEvents>(name: Name, data: ProgressEvents[Name]) => void;

export interface ProgressListener {
  started(event: ProgressEvents['agent-replay-start']): void;
  ended(event: ProgressEvents['agent-replay-end']): void;
}

// As it is before any agent's code.
const WAY = Object.getOwnPropertyDescriptor(process, 'send');

/** Jest's worker looks `process.send` up whenever it says something; from agents a replay hides it. */
export function holdSend(send: Send): Send {
  if (WAY === undefined) return send;
  return (name, data) => {
    const now = Object.getOwnPropertyDescriptor(process, 'send');
    Object.defineProperty(process, 'send', WAY);
    try {
      send(name, data);
    } finally {
      if (now === undefined) Reflect.deleteProperty(process, 'send');
      else Object.defineProperty(process, 'send', now);
    }
  };
}

/** Hands what workers say to the run of their pack. Jest passes on events that it does not know. */
export function onProgress(
  runner: JestTestRunner,
  runOf: (pack: string) => ProgressListener | undefined,
): void {
  const emitter = runner as unknown as {
    on<Name extends keyof ProgressEvents>(name: Name, listener: (data: ProgressEvents[Name]) => void): void;
  };
  emitter.on('agent-replay-start', (event) => runOf(event.pack)?.started(event));
  emitter.on('agent-replay-end', (event) => runOf(event.pack)?.ended(event));
}

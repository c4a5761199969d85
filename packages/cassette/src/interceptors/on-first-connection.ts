import { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AgentReplayError } from '@agent-replay/contracts';
import { isDialingPast } from './dial-past.ts';

type Connect = (this: Connecting, ...args: unknown[]) => unknown;

/** A socket, with what only Node itself writes. */
type Connecting = Pick<Socket, 'destroy' | 'destroyed'> & { connect: Connect; connecting: boolean };

/** Takes away what waits for a connection, or what was put in place at the first. */
export interface FirstConnection {
  (): Promise<void>;
  /** True while nobody has made a connection. */
  isWaiting: () => boolean;
}

/**
 * Waits with what stands before the sockets until a client makes a connection: most never do, since
 * they are answered above the sockets. The first connections wait until it is there, as they would for a
 * name to be resolved.
 *
 * @param install puts it in place; returns its own undo
 * @param isIdle true while connections are nobody's business, and pass
 * @returns takes it away again, or keeps it from coming
 */
export function onFirstConnection(
  install: () => Promise<() => Promise<void>>,
  isIdle: () => boolean = () => false,
): FirstConnection {
  const owner = Socket.prototype as unknown as Connecting;
  const { connect } = owner;
  let state: 'waiting' | 'installing' | 'installed' | 'over' = 'waiting';
  let undo: Promise<() => Promise<void>> | undefined;
  let isPassed = false;
  const start = async (): Promise<() => Promise<void>> => {
    state = 'installing';
    const installed = await install();
    if (state === 'installing') state = 'installed';
    return installed;
  };
  const waiting: Connect = function connectBelow(...args) {
    if (state === 'installed' || (state === 'over' && undo === undefined)) return connect.apply(this, args);
    if (isDialingPast() || (undo === undefined && isIdle())) {
      isPassed = true;
      return connect.apply(this, args);
    }
    undo ??= start();
    // What is written until then is kept, and no client takes it for a connection that failed.
    this.connecting = true;
    const goOn = (): void => {
      if (this.destroyed) return;
      this.connecting = false;
      if (state === 'over') this.destroy(closedMeanwhile());
      else this.connect(...args);
    };
    undo.then(goOn, (error: unknown) => void this.destroy(error as Error));
    return this;
  };
  owner.connect = waiting;
  const stop = async (): Promise<void> => {
    // Connections are shown to interceptors in the next turn; those that nobody looks at any more get out.
    if (state === 'installed') await nextTurn();
    state = 'over';
    const installed = await undo?.catch(() => undefined);
    await installed?.();
    undo = undefined;
    if (owner.connect === waiting) owner.connect = connect;
  };
  const isWaiting = (): boolean => state === 'waiting' && undo === undefined && !isPassed;
  return Object.assign(stop, { isWaiting });
}

function closedMeanwhile(): Error {
  const error = new AgentReplayError(
    'CASSETTE_CLOSED',
    'Failed to replay a connection: its cassette was closed before it was made.',
    { lines: [['fix', 'await the call before the cassette is closed']] },
  );
  return Object.assign(error, { errno: -1 });
}

// First: whoever asks first gets control over the guard.
import '../guard/control.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { types } from 'node:util';
import { thrownMessage, thrownText } from '@agent-replay/contracts';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { exitCodeFrom } from '../agent/exit-signal.ts';
import { hideParent } from '../replay/hide-parent.ts';
import { keepLateErrors } from '../replay/late-errors.ts';
import { replayForReport } from '../replay/replay.ts';
import { createSeal } from './create-seal.ts';
import type { KeyMessage, ReplayAnswer, ReplayRequest } from './messages.ts';

type Send = (message: unknown, handle: undefined, options: object) => boolean;

const configs = new Map<string, Promise<Config>>();
/** A pipe whose reader is there takes no time. */
const FLUSH_MS = 1000;
const exit = process.exit.bind(process);
// Not `send`, which would call whatever an agent has put in the place of `_send`.
const send = (Reflect.get(process, '_send') as Send | undefined)?.bind(process);
hideParent(globalThis, false);
keepLateErrors();

process.once('message', ({ key }: KeyMessage) => {
  const { open, close } = createSeal(new Uint8Array(key));
  process.on('message', async (message) => {
    const request = open(message) as ReplayRequest | undefined;
    if (request === undefined) return;
    // An agent may have another `then` in place.
    const reply = await answer(request);
    await flushWritten();
    send?.(close(reply), undefined, {});
  });
});
process.on('uncaughtException', (error) => {
  if (exitCodeFrom(error) !== null) return;
  const stack = types.isNativeError(error) ? error.stack : undefined;
  process.stderr.write(`${stack ?? thrownText(error)}\n`);
  exit(1);
});
process.on('disconnect', () => exit());

/** What a pipe that was full still waits for is an agent's log; where one has put another stream there, it is lost. */
async function flushWritten(): Promise<void> {
  try {
    for (const stream of [process.stdout, process.stderr]) {
      if (stream.writableLength === 0) continue;
      const written = new Promise<void>((done) => void stream.write('', () => done()));
      await Promise.race([written, sleep(FLUSH_MS, undefined, { ref: false })]);
    }
  } catch {
    return;
  }
}

async function answer({
  id,
  dir,
  root,
  mode,
  store,
  exec,
  codeVersion,
  ref,
  match,
}: ReplayRequest): Promise<ReplayAnswer> {
  try {
    let config = configs.get(root);
    if (config === undefined) {
      config = loadConfig(root);
      configs.set(root, config);
    }
    const agents = exec === undefined ? {} : { agents: standIn(exec) };
    const options = {
      ...(mode !== undefined && { mode }),
      ...(store !== undefined && { store }),
      ...(ref !== undefined && { ref }),
      codeVersion,
      untilLoaded: () => Promise.resolve(),
    };
    const result = await replayForReport(dir, {
      config: { ...(await config), ...agents, match },
      ...options,
    });
    return { id, result };
  } catch (error) {
    return { id, error: thrownMessage(error) };
  }
}

/** One command under every name that a fixture may ask for. */
function standIn(exec: readonly string[]): Config['agents'] {
  const source = { exec: [...exec] };
  return new Proxy(
    {},
    {
      get: () => source,
      getOwnPropertyDescriptor: () => ({ value: source, configurable: true, enumerable: true }),
    },
  );
}

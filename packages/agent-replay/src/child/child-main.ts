// First: whoever asks first gets control over the guard.
import '../guard/control.ts';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { exitCodeFrom } from '../agent/exit-signal.ts';
import { hideParent } from '../replay/hide-parent.ts';
import { replay } from '../replay/replay.ts';
import type { ReplayAnswer, ReplayRequest } from './messages.ts';

const configs = new Map<string, Promise<Config>>();
const exit = process.exit.bind(process);
const send = process.send?.bind(process);
hideParent(globalThis);

process.on('message', (request: ReplayRequest) => {
  void answer(request).then((reply) => send?.(reply));
});
process.on('uncaughtException', (error) => {
  if (exitCodeFrom(error) !== null) return;
  process.stderr.write(`${error.stack ?? String(error)}\n`);
  exit(1);
});
process.on('disconnect', () => exit());

async function answer({
  dir,
  root,
  mode,
  store,
  exec,
  codeVersion,
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
      codeVersion,
    };
    return { result: await replay(dir, { config: { ...(await config), ...agents, match }, ...options }) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
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

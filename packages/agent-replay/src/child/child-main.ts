import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { replay } from '../replay/replay.ts';
import type { ReplayAnswer, ReplayRequest } from './messages.ts';

const configs = new Map<string, Promise<Config>>();
const send = process.send?.bind(process);

process.on('message', (request: ReplayRequest) => {
  void answer(request).then((reply) => send?.(reply));
});
process.on('disconnect', () => process.exit());

async function answer({ dir, root, mode, store, codeVersion }: ReplayRequest): Promise<ReplayAnswer> {
  try {
    let config = configs.get(root);
    if (config === undefined) {
      config = loadConfig(root);
      configs.set(root, config);
    }
    const options = {
      ...(mode !== undefined && { mode }),
      ...(store !== undefined && { store }),
      codeVersion,
    };
    return { result: await replay(dir, { config: await config, ...options }) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

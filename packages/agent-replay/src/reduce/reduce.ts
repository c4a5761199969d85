import type { Config } from '../config/config.ts';

export async function reduce(dir: string, options: { config: Config }) {
  void dir;
  void options;
  return { replays: 0, before: 0, after: 0 };
}

import type { Effect } from '@agent-replay/contracts';

/** What the calls of wrapped tools may do to the world. */
export interface AdapterOptions {
  /** For every tool that `effects` does not name. @default "write" */
  effect?: Effect;
  /** By a tool's name. */
  effects?: Readonly<Record<string, Effect>>;
}

/** The effect of one tool, where nothing better is known of it. */
export function effectOf(name: string, options: AdapterOptions, otherwise: Effect = 'write'): Effect {
  const { effects = {}, effect = otherwise } = options;
  return (Object.hasOwn(effects, name) ? effects[name] : undefined) ?? effect;
}

import type { Mode } from '@agent-replay/contracts';

/** Variables that hold a key, as SDKs name them in the errors that they throw without one. */
const KEYS = /\b[A-Z][A-Z\d]*(?:_[A-Z\d]+)*_(?:KEY|TOKEN|SECRET)\b/g;

/**
 * What to do about an SDK that does not start without its key; undefined when no error names a variable that is
 * not set here.
 */
export function missingKeyFix(
  text: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  mode: Mode = 'cassette',
): string | undefined {
  const missing = (text.match(KEYS) ?? []).find((name) => environment[name] === undefined);
  if (missing === undefined) return undefined;
  if (mode === 'live' || mode === 'record')
    return `set ${missing}: in the mode ${mode} calls go to their services, and are made with your key`;
  return `nothing leaves a replay, so any key will do there: process.env.${missing} ??= 'replay' at the top of agent-replay.config.ts`;
}

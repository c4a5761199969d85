import { type Json, normalize } from '@agent-replay/contracts';

/** JSON that is written as text; other text as it is. */
export function parsed(value: Json): Json {
  if (typeof value !== 'string' || !/^\s*[[{"]/.test(value)) return value;
  try {
    return normalize(JSON.parse(value));
  } catch {
    return value;
  }
}

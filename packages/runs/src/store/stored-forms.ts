import { isObject } from '../is-object.ts';

/** True for what may be an event of a run. What its payloads say is as they were kept, and is looked at by who reads them. */
export function isStoredEvent(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { kind, seq, at, interaction } = value;
  const isWhole = typeof kind === 'string' && Number.isInteger(seq) && typeof at === 'string';
  const isCall = kind === 'tool_call' || kind === 'model_call';
  return isWhole && !Number.isNaN(Date.parse(at)) && (!isCall || isStoredCall(interaction));
}

function isStoredCall(value: unknown): boolean {
  return isObject(value) && isObject(value['request']);
}

/** True for what may be `RunFacts`. */
export function areStoredFacts(value: unknown): boolean {
  if (!isObject(value) || !isObject(value['capture'])) return false;
  const { captured, denied, unknown } = value['capture'];
  const isTold = [captured, denied, unknown, value['responded_models']].every(Array.isArray);
  return isTold && [value['events'], value['tool_calls'], value['model_calls']].every(Number.isFinite);
}

import { isObject } from '../is-object.ts';

/** What instrumentations tell as logs in place of events: contents since semconv 1.28, exceptions of late. */
const TOLD_AS_LOGS = /^(?:gen_ai\.[a-z_.]{1,80}|exception)$/;

/** The name of the event that a log record tells of a call; undefined for a program's own lines, whatever form they have. */
export function eventInLog(record: unknown): string | undefined {
  if (!isObject(record)) return undefined;
  const { eventName, attributes } = record;
  const name = eventName || textIn(attributes, 'event.name');
  return typeof name === 'string' && TOLD_AS_LOGS.test(name) ? name : undefined;
}

function textIn(attributes: unknown, key: string): unknown {
  const found: unknown = Array.isArray(attributes)
    ? attributes.findLast((each) => isObject(each) && each['key'] === key)
    : undefined;
  return isObject(found) && isObject(found['value']) ? found['value']['stringValue'] : undefined;
}

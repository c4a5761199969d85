import type { Json } from '@agent-replay/contracts';
import { isObject } from '../is-object.ts';
import type { ImportedSpan } from './span.ts';
import { parsed } from './parsed.ts';

/**
 * What a function was called with. OpenLLMetry writes the arguments of what it decorates as `{ args, kwargs }`, where
 * one object is `kwargs`, and those of LangChain's tools, which have one, as `{ args }`.
 */
export function givenTo(values: ImportedSpan['values'], given: Json): Json {
  if (values['traceloop.entity.input'] === undefined || !isObject(given)) return given;
  const { args, kwargs = {}, ...others } = given;
  if (!Array.isArray(args) || !isObject(kwargs) || Object.keys(others).length > 0) return given;
  const hasNames = Object.keys(kwargs).length > 0;
  if (args.length === 0 && hasNames) return kwargs;
  return args.length === 1 && !hasNames ? parsed(args[0] as Json) : given;
}

import type { Json } from '@agent-replay/contracts';
import { isObject } from '../is-object.ts';
import { byTrace } from './imported-span.ts';
import type { ImportedSpan } from './span.ts';
import { langfuseSpans } from './langfuse.ts';
import { langsmithSpans } from './langsmith.ts';
import type { Row } from './row-fields.ts';

/**
 * Spans by trace of what LangSmith or Langfuse exports: the answer of their API, a list of its rows, or a
 * document of one of these. Undefined for anything else.
 */
export function vendorTraces(json: unknown): Map<string, ImportedSpan[]> | undefined {
  const rows = rowsOf(json as Json);
  const spans = langsmithSpans(rows) ?? langfuseSpans(rows);
  return spans === undefined ? undefined : byTrace(spans);
}

/** Under these an API gives a page of its rows. */
const PAGES = ['runs', 'data', 'traces'] as const;

function rowsOf(json: Json): Row[] {
  if (Array.isArray(json)) return json.flatMap(rowsOf);
  if (!isObject(json)) return [];
  const page = PAGES.map((name) => json[name]).find((rows) => Array.isArray(rows));
  return page === undefined ? [json] : rowsOf(page);
}

import { AgentReplayError } from '@agent-replay/contracts';
import { isRecord } from './is-record.ts';

/**
 * Refuses files of tools that say what to answer and not what was asked and answered, by the tool's name.
 *
 * @throws {AgentReplayError} `IMPORT_FAILED`
 */
export function refuseStubs(value: unknown, file: string): void {
  const tool = isRecord(value) ? toolOf(value) : undefined;
  if (tool !== undefined)
    throw refusal(
      file,
      `${tool}, no recording`,
      'record the calls themselves: as a HAR, with VCR or nock, or openCassette({ mode: "record" })',
    );
}

/**
 * Refuses what mitmproxy saves of its own, which it can save as HAR: tnetstrings, a length and a mapping of that length,
 * whose names have lengths, too.
 *
 * @throws {AgentReplayError} `IMPORT_FAILED`
 */
export function refuseFlows(bytes: Buffer, file: string): void {
  if (/^\d{2,12}:\d{1,2}:[a-z_]+[,;]/.test(bytes.toString('latin1', 0, 64)))
    throw refusal(
      file,
      'flows of mitmproxy',
      `save them as HAR: mitmdump -nr ${file} --set hardump=flows.har`,
    );
}

function refusal(file: string, what: string, fix: string): AgentReplayError {
  return new AgentReplayError('IMPORT_FAILED', `Failed to import "${file}": it holds ${what}.`, {
    lines: [['fix', fix]],
    details: { file },
  });
}

function toolOf({
  mappings,
  request,
  response,
  data,
  meta,
  info,
}: Record<string, unknown>): string | undefined {
  if (Array.isArray(mappings) && mappings.some(isStub)) return 'stubs of WireMock';
  if (isStub({ request, response })) return 'a stub of WireMock';
  if (isRecord(meta) && isRecord(data) && Array.isArray(data['pairs'])) return 'a simulation of Hoverfly';
  const schema = isRecord(info) ? info['schema'] : undefined;
  return /getpostman|postman\.com/.test(String(schema)) ? 'a collection of Postman' : undefined;
}

/** Stubs match by path, and by patterns. */
function isStub(value: unknown): boolean {
  if (!isRecord(value) || !isRecord(value['request']) || !isRecord(value['response'])) return false;
  const { url, urlPath, urlPattern, urlPathPattern, urlPathTemplate } = value['request'];
  const named = [urlPath, urlPattern, urlPathPattern, urlPathTemplate];
  return named.some((each) => typeof each === 'string') || (typeof url === 'string' && url.startsWith('/'));
}

import { isRecord } from './is-record.ts';

/**
 * The same exchange with the names that others have; undefined for one that is not EasyVCR's for .NET, where names begin
 * with a capital, and header fields of the body stand apart.
 */
export function fromDotNet({
  Request,
  Response,
}: Record<string, unknown>): Record<'request' | 'response', Record<string, unknown>> | undefined {
  if (!isRecord(Request) || !isRecord(Response)) return undefined;
  const { Status } = Response;
  return {
    request: {
      method: Request['Method'],
      uri: Request['Uri'],
      headers: fieldsOf(Request, 'RequestHeaders'),
      body: Request['Body'],
    },
    response: {
      status: isRecord(Status) ? { code: Status['Code'], message: Status['Message'] } : Status,
      headers: fieldsOf(Response, 'ResponseHeaders'),
      body: Response['Body'],
    },
  };
}

function fieldsOf(message: Record<string, unknown>, own: string): unknown {
  return Object.assign({}, message['ContentHeaders'], message[own]);
}

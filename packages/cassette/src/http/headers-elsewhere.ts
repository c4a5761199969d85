/**
 * The fields of a request that go on to where it is redirected (fetch.spec.whatwg.org, HTTP-redirect fetch): those of its
 * body with it, credentials within an origin only.
 */
export function headersElsewhere<Field extends readonly [string, string]>(
  headers: readonly Field[],
  { hasBody, isSameOrigin }: { hasBody: boolean; isSameOrigin: boolean },
): Field[] {
  const dropped = [...(hasBody ? [] : OF_BODY), ...(isSameOrigin ? [] : OF_ORIGIN)];
  return headers.filter(([name]) => !dropped.includes(name.toLowerCase()));
}

const OF_BODY = [
  'content-encoding',
  'content-language',
  'content-location',
  'content-type',
  'content-length',
];
const OF_ORIGIN = ['authorization', 'proxy-authorization', 'cookie', 'host'];

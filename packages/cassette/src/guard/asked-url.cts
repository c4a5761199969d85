/** Whether what a client was given names that host and port. */
function isFor(input: unknown, host: string | undefined, port: number | undefined): boolean {
  const url = toUrl(input);
  if (url === null || host === undefined) return false;
  const asked = endpointOf(url);
  return asked.host === host && (port === undefined || asked.port === port);
}

function endpointOf(url: URL): { host: string; port: number } {
  const implied = url.protocol === 'https:' ? 443 : 80;
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port || implied) };
}

/** The address in what `fetch` was given; null where there is none. */
function toUrl(input: unknown): URL | null {
  const text = typeof input === 'object' && input !== null && 'url' in input ? input.url : input;
  return URL.parse(String(text));
}

const askedUrls = { endpointOf, isFor, toUrl };
export = askedUrls;

const known = new Map<string, string>();

/** Brings a name of any style to `snake_case`: `X-Api-Key`, `apiKey` and `API_KEY` are `api_key`. */
export function normalName(name: string): string {
  const seen = known.get(name);
  if (seen !== undefined) return seen;
  const normal = name
    .slice(-120)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .replace(isAscii(name) ? SIGNS : WIDE_SIGNS, '_')
    .replace(/^_|_$/g, '');
  if (known.size > 20_000) known.clear();
  known.set(name, normal);
  return normal;
}

const isAscii = (name: string): boolean => !/[^\0-\x7f]/.test(name);
const SIGNS = /[^A-Za-z0-9]+/g;
/** Takes long to be compiled. */
const WIDE_SIGNS = /[^\p{L}\p{N}]+/gu;

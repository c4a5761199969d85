import { namesPassword, namesSecret } from './names/names-secret.ts';
import { createNames } from './names/names.ts';
import type { RedactorOptions } from './redact-options.ts';
import { hookParts, secretParts } from './secret-parts.ts';
import { isBenign } from './values/is-benign.ts';
import { isCredential } from './values/is-credential.ts';
import { isOpaque } from './values/is-opaque.ts';

/**
 * The values to look for: those of `values`, of the variables that `env` names, of every variable whose name
 * tells that it holds a secret and whose value may be one, and the secrets within the addresses, connection
 * strings and documents of JSON that any variable holds.
 */
export function registeredSecrets({
  values = [],
  env = [],
  environment = process.env,
}: RedactorOptions): string[] {
  const wanted = env.map(globToRegExp);
  const fromEnvironment = Object.entries(environment).flatMap(([name, value = '']) => {
    return wanted.some((pattern) => pattern.test(name)) ? given(value) : ownSecrets(name, value);
  });
  return [...new Set([...values.flatMap(given), ...fromEnvironment])];
}

/** What is said to be a secret is not judged, and its parts hardly. */
const given = (value: string): string[] =>
  [value, ...secretParts(value).filter(({ length }) => length >= 6)].filter(({ length }) => length >= 4);

/** `ACME_*` matches `ACME_KEY`; everything else is literal. */
function globToRegExp(glob: string): RegExp {
  return new RegExp(`^${glob.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replaceAll('*', '.*')}$`);
}

function ownSecrets(name: string, value: string): string[] {
  if (value.length < LEAST) return [];
  const telling = namesSecret(name);
  const parts = secretParts(value).filter((part) => isCredential(part, true));
  if (telling && isCredential(value, namesPassword(name))) return [value, ...parts];
  if (telling && /hook/i.test(name)) return [...hookParts(value), ...parts];
  // The words of other languages: their expressions take long to be compiled.
  if (!telling && isOpaque(value, LEAST) && !isBenign(value) && createNames().strength(name) === 'secret')
    return [value, ...parts];
  return parts;
}

const LEAST = 8;

import { createNames } from './names/names.ts';
import type { RedactorOptions } from './redactor.ts';
import { isBenign } from './values/is-benign.ts';
import { isOpaque } from './values/is-opaque.ts';

/**
 * The values to look for: those of `values`, of the variables that `env` names, and of every variable
 * whose name tells that it holds a secret and whose value looks made by a machine.
 */
export function registeredSecrets({
  values = [],
  env = [],
  environment = process.env,
}: RedactorOptions): string[] {
  const names = createNames();
  const wanted = env.map(globToRegExp);
  const fromEnvironment = Object.entries(environment).flatMap(([name, value = '']) => {
    if (wanted.some((pattern) => pattern.test(name))) return value.length >= 4 ? [value] : [];
    // The name last: its expressions take long to be compiled, and most values tell enough.
    const isSecret =
      value.length >= 8 && isOpaque(value, 8) && !isBenign(value) && names.strength(name) === 'secret';
    return isSecret ? [value] : [];
  });
  return [...new Set([...values, ...fromEnvironment].flatMap(withParts))];
}

/** `ACME_*` matches `ACME_KEY`; everything else is literal. */
function globToRegExp(glob: string): RegExp {
  return new RegExp(`^${glob.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replaceAll('*', '.*')}$`);
}

/** A connection string's password and the secrets of a JSON document stand alone elsewhere. */
function withParts(value: string): string[] {
  const password = /^[a-z][a-z0-9+.-]{1,30}:\/\/[^:/?#\s]*:([^@\s]{6,})@/i.exec(value)?.[1];
  const parts = password === undefined ? [] : [password, decoded(password)];
  return [value, ...parts, ...(value.startsWith('{') ? leaves(value) : [])];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function leaves(document: string): string[] {
  try {
    const names = createNames();
    const found: string[] = [];
    JSON.parse(document, (key, value: unknown) => {
      if (typeof value === 'string' && value.length >= 8 && names.strength(key) === 'secret')
        found.push(value);
      return value;
    });
    return found;
  } catch {
    return [];
  }
}

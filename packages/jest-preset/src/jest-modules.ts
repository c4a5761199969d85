import { createRequire } from 'node:module';

/** From the user's dependency to the package that depends on Jest's parts. */
const CHAIN = ['jest/package.json', '@jest/core', 'jest-config'] as const;

/**
 * Loads a part of the Jest that runs, by way of the packages that depend on it, so that it is of the
 * same version whatever else is installed.
 */
export function jestModule(name: string): unknown {
  return jestRequire()(name);
}

/** Finds what the Jest that runs depends on. */
export function jestRequire(): NodeJS.Require {
  return (known ??= findRequire());
}

/** Loads the part of the Jest that runs by which it runs. */
export function jestCore(): unknown {
  return createRequire(import.meta.url)(corePath());
}

/** Where that part is, as the command finds it. */
export function corePath(): string {
  const command = createRequire(createRequire(import.meta.url).resolve(CHAIN[0])).resolve('jest-cli');
  return createRequire(command).resolve(CHAIN[1]);
}

/** Loads the native code by which Jest resolves modules, as Jest itself is about to: no code of a user's has any part in it. */
export function loadResolver(): void {
  try {
    createRequire(jestRequire().resolve('jest-resolve'))('unrs-resolver');
  } catch {
    // Jest 29 has none.
  }
}

let known: NodeJS.Require | undefined;

function findRequire(): NodeJS.Require {
  let load = createRequire(import.meta.url);
  for (const link of CHAIN) load = createRequire(load.resolve(link));
  return load;
}

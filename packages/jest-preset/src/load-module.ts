import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import type JestRuntime from 'jest-runtime';

const TYPESCRIPT = /\.[mc]?tsx?$/;

/**
 * Loads a user's module the way their tests would: inside the sandbox, through their transforms and
 * mocks. A module that Jest cannot read there (ES modules without `--experimental-vm-modules`,
 * TypeScript without a transform) is loaded by Node itself, where `jest.mock` does not reach it.
 */
export async function loadModule(runtime: JestRuntime.default, file: string): Promise<unknown> {
  if (runtime.unstable_shouldLoadAsEsm(file)) {
    return typeof vm.SourceTextModule === 'function'
      ? namespaceOf(await runtime.unstable_importModule(file))
      : outside(file, NO_FLAG);
  }
  let exports: unknown;
  try {
    exports = runtime.requireModule(file);
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return outside(file, NO_TRANSFORM);
  }
  return isTranspiled(exports) ? exports : { default: exports, ...(exports as object) };
}

/** Why Jest itself does not load a module, and what lets it. */
interface Obstacle {
  why: string;
  fix: string;
}

const NO_FLAG: Obstacle = {
  why: 'it is an ES module, to which Jest applies its transforms, aliases and mocks only with --experimental-vm-modules',
  fix: 'run Jest with NODE_OPTIONS=--experimental-vm-modules',
};
const NO_TRANSFORM: Obstacle = {
  why: 'Jest has no transform that compiles it',
  fix: 'name one in "transform" of your Jest config: ts-jest, @swc/jest or babel-jest',
};

async function outside(file: string, { why, fix }: Obstacle): Promise<unknown> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    if (!TYPESCRIPT.test(file) && !isFormatError(error) && !isNotFound(error)) throw error;
    throw new Error(`${why}, and Node says: ${String(error)}; ${fix}`, { cause: error });
  }
}

/** What Jest would find by `moduleNameMapper`, by `modulePaths`, or as TypeScript in place of a ".js". */
function isNotFound(error: unknown): boolean {
  return /^ERR_MODULE_NOT_FOUND$|^ERR_UNSUPPORTED_DIR_IMPORT$/.test(
    String((error as { code?: unknown } | null)?.code),
  );
}

function namespaceOf(module: unknown): unknown {
  return (module as { namespace?: unknown }).namespace ?? module;
}

/** True for an error that says how a file is written, not what it does. */
function isFormatError(error: unknown): boolean {
  const { name, code, message } = error as { name?: unknown; code?: unknown; message?: unknown };
  return (
    name === 'SyntaxError' ||
    code === 'ERR_REQUIRE_ESM' ||
    String(message).startsWith('Must use import to load ES Module')
  );
}

function isTranspiled(exports: unknown): boolean {
  return typeof exports === 'object' && exports !== null && '__esModule' in exports;
}

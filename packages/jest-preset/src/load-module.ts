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
      : outside(file);
  }
  let exports: unknown;
  try {
    exports = runtime.requireModule(file);
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return outside(file);
  }
  return isTranspiled(exports) ? exports : { default: exports, ...(exports as object) };
}

async function outside(file: string): Promise<unknown> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    if (!TYPESCRIPT.test(file)) throw error;
    const fix = 'name one in "transform" of your Jest config: ts-jest, @swc/jest or babel-jest';
    throw new Error(`Jest has no transform that compiles it, and Node says: ${String(error)}; ${fix}`, {
      cause: error,
    });
  }
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

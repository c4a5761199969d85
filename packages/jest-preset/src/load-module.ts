import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import type JestRuntime from 'jest-runtime';
import type { OwnResults } from './give-own-results.ts';

/** What TypeScript says of `import.meta` and of `await` at the top, compiling to CommonJS. */
const ESM_IN_TYPESCRIPT = /\bTS(?:1343|1378|1432)\b/;
const TYPESCRIPT = /\.[mc]?tsx?$/;

/**
 * Loads a user's module the way their tests would: inside the sandbox, through their transforms and
 * mocks. A module that Jest cannot read there (ES modules without `--experimental-vm-modules`,
 * TypeScript without a transform) is loaded by Node itself, where `jest.mock` does not reach it.
 */
export async function loadModule(
  runtime: JestRuntime.default,
  file: string,
  results: Pick<OwnResults, 'enter' | 'leave'>,
): Promise<unknown> {
  const byNode = (): Promise<unknown> => {
    results.leave();
    return outside(file, obstacle);
  };
  results.enter();
  const hasFlag = typeof vm.SourceTextModule === 'function';
  const obstacle = !hasFlag && isEsModule(file) ? NO_FLAG : NO_TRANSFORM;
  if (runtime.unstable_shouldLoadAsEsm(file)) {
    return hasFlag ? namespaceOf(await runtime.unstable_importModule(file)) : byNode();
  }
  let exports: unknown;
  try {
    exports = runtime.requireModule(file);
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return byNode();
  }
  return isTranspiled(exports) ? exports : { default: exports, ...(exports as object) };
}

/** Without its flag Jest takes no file for an ES module; what it is to Node, it says itself. */
function isEsModule(file: string): boolean {
  if (/\.m[jt]s$/.test(file)) return true;
  const manifest = /\.c[jt]s$/.test(file) ? undefined : findPackageJSON(pathToFileURL(file));
  if (manifest === undefined) return false;
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { type?: unknown }).type === 'module';
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
    ESM_IN_TYPESCRIPT.test(String(message)) ||
    String(message).startsWith('Must use import to load ES Module')
  );
}

function isTranspiled(exports: unknown): boolean {
  return typeof exports === 'object' && exports !== null && '__esModule' in exports;
}

import path = require('node:path');
import captured = require('../captured.cts');
import type policies = require('../policy.cts');

/** What a program is started with, whichever binding starts it. */
interface ProgramStart {
  file: string;
  args: readonly string[];
  cwd?: string | undefined;
  envPairs: readonly string[];
  stdio?: readonly object[] | undefined;
}

const { toText } = captured;

const BROWSER =
  /^(?:chrom|google-chrome|headless_shell|chrome-headless|firefox|msedge|microsoft-edge|brave|pw_run|minibrowser)/i;

/** As it is judged and passed on: an object could say another thing the second time. */
function spelt({ file, args, cwd, envPairs, stdio }: ProgramStart): ProgramStart {
  return {
    file: toText(file),
    args: Array.from(args ?? [], toText),
    ...(cwd == null ? {} : { cwd: toText(cwd) }),
    // Without one, a program gets this process's environment.
    envPairs: envPairs == null ? envPairs : Array.from(envPairs, toText),
    ...(stdio === undefined ? {} : { stdio: Array.from(stdio, (each) => ({ ...each })) }),
  };
}

/** By the arguments of the binding's `spawn`, in their order. */
function positional([file, args, cwd, envPairs, stdio]: unknown[]): ProgramStart {
  return {
    file: String(file),
    args: args as string[],
    cwd: (cwd as string | null) ?? undefined,
    envPairs: envPairs as string[],
    stdio: stdio as object[],
  };
}

/** What a start is to the wall: that of a browser has a name of its own. */
function operationFor(file: string, args: readonly string[]): policies.GuardOperation {
  const isBrowser =
    BROWSER.test(path.basename(file)) || args.some((arg) => arg.startsWith('--remote-debugging-'));
  return {
    operation: isBrowser ? 'browser' : 'spawn',
    target: file,
    path: file,
    ...(isBrowser ? { effect: 'browser' as const } : {}),
  };
}

const starts = { operationFor, positional, spelt };
namespace starts {
  export type Start = ProgramStart;
}
export = starts;

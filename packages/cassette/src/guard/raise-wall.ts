import type { BlockedOperation, Ledger, Mode } from '@agent-replay/contracts';
import { currentGuard, type Guard, installGuard } from './load-guard.ts';

export interface WallOptions {
  mode: Mode;
  allow?: readonly string[];
  /** In strict the only folder that may be written to. @default every folder */
  workspace?: string;
}

/** The wall around an open tape. */
export interface Wall {
  /** Puts a refusal that was made above the guard into the same ledger. */
  report: (row: BlockedOperation) => void;
  /** Lets rules pass until the returned function is called, such as a live answer's `tcp:host:443`. */
  permit: (...rules: string[]) => () => void;
  entries: () => BlockedOperation[];
  unguarded: () => Ledger['unguarded'];
  /** Gives the process back the policy it had. */
  lower: () => void;
}

/**
 * Puts the guard in place for as long as a tape is open. A process that started with the guard keeps
 * the stricter of both policies; one that did not gets it now, and what was connected before is declared.
 *
 * @throws {Error} code `GUARD_FAILED` when a way out cannot be hooked on this Node.
 */
export function raiseWall({ mode, allow = [], workspace }: WallOptions): Wall {
  const present = currentGuard();
  const started = present?.policy;
  const guard = present ?? installGuard({ mode: 'off' });
  const lower = guard.adopt({
    ...guard.policy,
    mode: started?.mode === 'strict' ? 'strict' : mode === 'record' ? 'off' : mode,
    allow: [...new Set([...(started?.allow ?? []), ...allow])],
    workspace: workspace ?? started?.workspace ?? null,
  });
  if (mode !== 'record') {
    guard.hookHttp2();
    if (present === undefined) declareOpen(guard);
  }
  return {
    report: guard.report,
    permit: guard.permit,
    entries: guard.entries,
    unguarded: guard.unguarded,
    lower,
  };
}

interface ActiveSocket {
  remoteAddress?: string;
  remotePort?: number;
  server?: unknown;
}

/** Connections older than the guard stay open, below every hook; what they lead to is told. */
function declareOpen(guard: Guard): void {
  const handles = (Reflect.get(process, '_getActiveHandles') as () => ActiveSocket[])();
  for (const { remoteAddress, remotePort, server } of handles) {
    if (remoteAddress === undefined || remotePort === undefined || (server !== undefined && server !== null))
      continue;
    const channel = `tcp:${remoteAddress}:${remotePort}`;
    if (!guard.policy.allow.includes(channel))
      guard.declare({ channel, reason: 'it was connected before the guard was there' });
  }
}

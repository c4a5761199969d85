import { jsonSha256, normalize } from '@agent-replay/contracts';
import { citeEvidence, recordArtifact, recordEvent, type Run } from '@agent-replay/runs';
import { native } from '../clock/native.ts';
import type { AgentContext } from './agent-context.ts';

/** What an agent's function gets beside its payload, bound to its run. */
export function createContext(options: {
  run: Run;
  task: AgentContext['task'];
  /** Makes the signal that is aborted when the run is stopped. */
  signalOf: () => AbortSignal;
  /** Called before somebody is told where the workspace is. */
  openWorkspace: () => void;
  /** Digests of the inputs that the agent says it used. */
  used: string[];
  /** True after an error that nobody caught: it ends a process, so nothing counts that its code does afterwards. */
  hasCrashed: () => boolean;
}): AgentContext {
  const { run, task, signalOf, used, openWorkspace, hasCrashed } = options;
  const members = {
    task,
    runId: run.record.run_id,
    // Made when they are read.
    signal: undefined as unknown as AbortSignal,
    workspace: run.workspace,
    clock: { now: () => Date.now(), sleep: (ms: number) => sleep(ms, signalOf()) },
    state: (ref: string) => structuredClone(run.state.get(ref)),
    async setState(ref: string, value: unknown) {
      if (hasCrashed()) return;
      const from = run.state.get(ref) ?? null;
      const to = normalize(value);
      await native(() => recordEvent(run, { kind: 'state_change', ref, from, to }));
    },
    async recordEvent(event) {
      return hasCrashed() ? false : native(() => recordEvent(run, event));
    },
    async recordArtifact(artifact) {
      if (hasCrashed()) return;
      await native(() => recordArtifact(run, artifact));
    },
    cite(path: string) {
      if (!hasCrashed()) citeEvidence(run, path);
    },
    useInput(payload: unknown) {
      if (!hasCrashed()) used.push(jsonSha256(normalize(payload)));
    },
  } satisfies AgentContext;
  return new Proxy<AgentContext>(members, {
    get(target, key) {
      if (key === 'signal') return signalOf();
      if (key === 'workspace') native(openWorkspace);
      return Reflect.get(target, key) as unknown;
    },
    ...READ_ONLY,
  });
}

/**
 * No accessors of the object's own: V8 keeps those in its old generation, and by them all of a run until the next
 * full collection.
 */
const READ_ONLY: ProxyHandler<AgentContext> = {
  set: () => false,
  defineProperty: () => false,
  deleteProperty: () => false,
  setPrototypeOf: () => false,
};

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const stop = (): void => {
    clearTimeout(timer);
    reject(signal.reason as Error);
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  return promise.finally(() => signal.removeEventListener('abort', stop));
}

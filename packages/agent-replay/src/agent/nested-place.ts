import { openStore, type Store } from '@agent-replay/runs';
import { native } from '../clock/native.ts';
import type { ExecuteOptions } from './define-agent.ts';
import type { Place } from './perform.ts';
import type { ReplayScope } from './scope.ts';

const stores = new WeakMap<ReplayScope, Promise<Store>>();

/**
 * Where an agent runs that the replayed one calls: within that replay. Its record is judged as ever, and kept by
 * nobody: it is neither a run of production nor the result of the fixture.
 */
export async function nestedPlace(scope: ReplayScope, { workspace }: ExecuteOptions): Promise<Place> {
  const { fixture_id, code_version, validators, predicates, tape } = scope;
  return {
    store: await storeOf(scope),
    fixture_id,
    code_version,
    validators,
    predicates,
    tape,
    workspace: workspace ?? scope.workspace,
    openWorkspace: workspace === undefined ? scope.openWorkspace : () => undefined,
    isWorkspaceOpen: workspace === undefined ? scope.isWorkspaceOpen : () => true,
    finish: async () => null,
    done: () => undefined,
  };
}

function storeOf(scope: ReplayScope): Promise<Store> {
  const known = stores.get(scope);
  if (known !== undefined) return known;
  const opening = native(() => openStore(':memory:', { redactor: scope.store.redactor }));
  stores.set(scope, opening);
  return opening;
}

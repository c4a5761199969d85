import { openStore, type Store } from '@agent-replay/runs';
import { native } from '../clock/native.ts';
import type { ExecuteOptions } from './agent.ts';
import type { Place } from './place.ts';
import type { Surroundings } from './scope.ts';

const stores = new WeakMap<Surroundings, Promise<Store>>();

/**
 * Where an agent runs that the replayed one calls: within that replay. Its record is judged as ever, and kept by
 * nobody: it is neither a run of production nor the result of the fixture.
 */
export async function nestedPlace(scope: Surroundings, { workspace }: ExecuteOptions): Promise<Place> {
  const { fixture_id, code_version, validators, predicates } = scope;
  return {
    store: await storeOf(scope),
    fixture_id,
    code_version,
    validators,
    predicates,
    tape: scope.tape(),
    workspace: workspace ?? scope.workspace,
    openWorkspace: workspace === undefined ? scope.openWorkspace : () => undefined,
    isWorkspaceOpen: workspace === undefined ? scope.isWorkspaceOpen : () => true,
    finish: async () => null,
    done: () => undefined,
  };
}

function storeOf(scope: Surroundings): Promise<Store> {
  const known = stores.get(scope);
  if (known !== undefined) return known;
  const opening = native(() => openStore(':memory:', { redactor: scope.redactor }));
  stores.set(scope, opening);
  return opening;
}

import { normalize } from '@agent-replay/contracts';
import { closeRun, type Store, withRun } from '@agent-replay/runs';
import { emitAlerts } from '../alert/emit-alerts.ts';

/** The parts of the control loop that the canaries watch, as they are or, to prove a canary, broken. */
export interface Machinery {
  closeRun: typeof closeRun;
  withRun: typeof withRun;
  normalize: typeof normalize;
  emitAlerts: typeof emitAlerts;
  takeLease: (store: Store, ...args: Parameters<Store['takeLease']>) => ReturnType<Store['takeLease']>;
}

/** The parts as they are. */
export const MACHINERY: Machinery = {
  closeRun,
  withRun,
  normalize,
  emitAlerts,
  takeLease: (store, ...args) => store.takeLease(...args),
};

import { channel } from 'node:diagnostics_channel';
import type { Interaction, RecordedError } from '@agent-replay/contracts';

/** Where @agent-replay/runs hears of calls as they begin, each in its own async context. */
const opened = channel('agent-replay:call-opened');

/** A call that is under way: a run that ends before it is answered keeps what there is of it. */
export interface OpenCall {
  /**
   * What is known so far; undefined before it has said what it asks for.
   *
   * @param error stands for what did not come
   */
  soFar: (error: RecordedError) => Interaction | undefined;
  /** Called once it has ended. */
  ends: (() => void)[];
  /** The runs that have kept it as it was when they ended: how it ends is no news to them. */
  keptBy: Set<object>;
}

/** Tells that a call begins. */
export function openCall(soFar: OpenCall['soFar']): OpenCall {
  const call: OpenCall = { soFar, ends: [], keptBy: new Set() };
  if (opened.hasSubscribers) opened.publish(call);
  return call;
}

/** Ends a call; returns what is to be said with its outcome. */
export function endCall({ ends, keptBy }: OpenCall): { keptBy?: ReadonlySet<object> } {
  for (const end of ends.splice(0)) end();
  return keptBy.size === 0 ? {} : { keptBy };
}

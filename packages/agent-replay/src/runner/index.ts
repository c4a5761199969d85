export { agentFile, agentFiles } from './agent-files.ts';
export { describeFailure, type FailureText } from './describe-failure.ts';
export { failureRecord } from './failure-record.ts';
export { nothingFound } from './nothing-found.ts';
export {
  isRed,
  type RepeatCounts,
  repeatRows,
  type ReplayRow,
  replayRow,
  reservation,
} from './replay-row.ts';
export { repeated } from '../replay/repeat.ts';
export { keepInPlace } from '../replay/keep-in-place.ts';
export { loadConfig } from '../config/load-config.ts';
export { findConfig } from '../config/find-config.ts';
export { stuckAfter } from './stuck-after.ts';
export { createReplayer, type Replayer, type ReplayerOptions } from '../child/replay-in-child.ts';
export { TIER_SECONDS } from '../monitor/build-monitor.ts';
export { cronPattern } from '../schedule/cron-pattern.ts';
export { pingSwitch } from '../schedule/ping.ts';
export { fixtureResult, writeMonitor } from '../monitor/write-monitor.ts';

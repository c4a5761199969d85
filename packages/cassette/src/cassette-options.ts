import type { Mode, Interaction, Ledger } from '@agent-replay/contracts';
import type { Redactor } from '@agent-replay/redaction';
import type { Turn } from './answer-order.ts';
import type { EffectRule } from './effects/effect-rule.ts';
import type { MatchOptions } from './engine/match-options.ts';
import type { FoldersOptions } from './folders/run-folders.ts';
import type { InterceptorName } from './interceptors/interceptor.ts';
import type { Moment } from './moment.ts';

export interface CassetteOptions {
  /** `tool_cassettes.json`, or the folder that it stands in. */
  path: string;
  /** @default "cassette" */
  mode?: Mode;
  /** @default "msw" */
  interceptor?: InterceptorName;
  /** What may go out all the same: `tcp:127.0.0.1:5432`, `unix:/run/x.sock`, `spawn:git`. */
  allow?: readonly string[];
  /** What requests may do to the world, before the rules that ship: `{ host, path, methods, effect }`. */
  effects?: readonly EffectRule[];
  /** In strict the only folder that may be written to. @default every folder */
  workspace?: string;
  /** Files and folders that nobody may change in a replay, beside the tape's own. */
  protect?: readonly string[];
  match?: MatchOptions;
  /** The folders of the recorded run, which a replay has others in place of. */
  folders?: FoldersOptions;
  /** How fast recorded streams are played: 1 as recorded, 2 twice as fast, 0 without gaps. @default 0 */
  speed?: number;
  /**
   * In mode `live`, what is known to change nothing and is asked again: beginnings of URLs, and names
   * of tools. Answers are compared with the recorded ones; nothing is rewritten.
   */
  readOnly?: readonly string[];
  /**
   * Which calls are this tape's: all of the process, or those that begin within `cassette.run()`, so
   * that several can be open at once.
   *
   * @default "process"
   */
  scope?: 'process' | 'async';
  /** A tape in memory instead of the file's. */
  interactions?: readonly Interaction[];
  /** The text that `interactions` were read of, when there is one. */
  text?: string;
  /**
   * Hears of each recorded call as it answers, for who keeps the time of a replay, and says when the answer is to be
   * given; of one whose body came later, once more when its head is given.
   */
  onServed?: (interaction: Interaction, moment: Moment) => Turn;
  /** Hears of each call that no recorded one matches, as it is refused: from the first one on the verdict is decided. */
  onMissed?: () => void;
  /** Timers that whoever opens the tape sets after that, such as a time limit: they are none of the agent's. @default 0 */
  timersBeside?: number;
  /** What a recording is redacted by before it is written. */
  redactor?: Redactor;
}

/** A tape that is in place. */
export interface Cassette {
  /**
   * Runs a function whose calls are this tape's, also those that it makes after the end: they are then
   * refused with `CASSETTE_CLOSED`, whatever tape is open by then. With `scope: "async"` only they are.
   */
  run: <Result>(fn: () => Result) => Result;
  /**
   * Runs a function that loads the modules of an agent, which outlive the tape. What they set going by themselves is of
   * whichever tape is open, and is refused while none is.
   */
  load: <Result>(fn: () => Result) => Result;
  /** What went through so far; after `close`, late calls are in `blocked`, with code `CASSETTE_CLOSED`. */
  ledger: () => Ledger;
  /** How many calls were asked for so far. */
  asked: () => number;
  /** What open WebSocket sessions wait for: frames that were recorded, and that the agent has not sent. */
  waiting: () => string[];
  /** Takes the tape away, restores what it replaced, and, when recording, writes the file. */
  close: () => Promise<Ledger>;
}

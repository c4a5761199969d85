import type { HttpResponse, RecordedError } from '@agent-replay/contracts';

/** What was answered, by the id in `ANSWER_HEADER`, until its head is restored. */
export type Answers = Map<string, Answered>;
export interface Answered {
  response: HttpResponse;
  /** What its body is cut off by, when that was recorded. */
  cutBy?: RecordedError | undefined;
}

import { AgentReplayError } from '../error.ts';
import { statesOf, transitionProblem } from '../check/state.ts';
import type { Json } from '../json.ts';
import { show } from '../text.ts';
import { type MatcherResult, outcomeOf, result, wrongArgument } from './matcher.ts';

/**
 * A state passed through the given values, first to last, none left out.
 *
 * @param ref what the `state_change` events name
 * @throws {AgentReplayError} `OPTION_INVALID` where too little was kept of the states to tell
 */
export function toHaveTransitioned(received: unknown, ref: string, path: readonly Json[]): MatcherResult {
  const { evidence } = outcomeOf('toHaveTransitioned', received);
  if (!Array.isArray(path) || path.length < 2)
    return wrongArgument('toHaveTransitioned', 'a path of at least two states', path);
  const seen = statesOf(evidence, ref);
  const problem = transitionProblem(path, seen);
  if (problem?.isUnknown === true) return unknown(ref, problem.text);
  const chain = (states: readonly Json[]): string =>
    states.length === 0 ? 'no change' : states.map((state) => show(state)).join(' → ');
  return result(
    { name: 'toHaveTransitioned', args: [ref, path], pass: problem === null },
    () => [
      ['state', ref],
      ['expected', problem === null ? `another way than ${chain(path)}` : chain(path)],
      ['received', chain(seen.states)],
      ...(problem === null ? [] : [['because', problem.text] as const]),
    ],
    { actual: seen.states, expected: path },
  );
}

/** What nobody can tell must not satisfy `.not` either. */
function unknown(ref: string, text: string): never {
  throw new AgentReplayError('OPTION_INVALID', `Failed to read the states of "${ref}": ${text}.`, {
    lines: [['fix', 'record what identifies the state, as its version or a digest, in place of all of it']],
  });
}

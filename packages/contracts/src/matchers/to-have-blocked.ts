import { compileGlob } from '../check/glob.ts';
import { listed, type MatcherResult, outcomeOf, result } from './matcher.ts';

/**
 * The wall refused an operation.
 *
 * @param operation e.g. `tcp`, `spawn`, `tool`; any without one
 * @param target glob over what it was directed at, e.g. `api.example.com:*`
 */
export function toHaveBlocked(received: unknown, operation?: string, target?: string): MatcherResult {
  const { ledger } = outcomeOf('toHaveBlocked', received);
  const isTarget = target === undefined ? () => true : compileGlob(target);
  const blocked = ledger?.blocked ?? [];
  const found = blocked.filter(
    (each) => (operation === undefined || each.operation === operation) && isTarget(each.target),
  );
  const wanted = [operation ?? 'operation', target].filter((part) => part !== undefined).join(' ');
  const pass = found.length > 0;
  const args = [operation, target].filter((arg) => arg !== undefined);
  return result({ name: 'toHaveBlocked', args, pass }, () => [
    ['expected', pass ? `no refused ${wanted}` : `a refused ${wanted}`],
    ['received', listed((pass ? found : blocked).map((each) => `${each.operation} ${each.target}`))],
    ...found
      .filter((each) => each.call_site !== null)
      .slice(0, 1)
      .map((each) => ['at', each.call_site ?? ''] as const),
  ]);
}

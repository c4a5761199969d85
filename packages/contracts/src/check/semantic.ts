import type { Judgement } from '../evidence.ts';
import type { Contract } from '../fixture/contract.ts';
import type { Issue } from '../issue.ts';
import type { ReasonCode } from '../registry.ts';
import { show } from '../text.ts';
import type { Rule } from './rule.ts';

type SemanticRule = NonNullable<Contract['semantic']>[number];

/**
 * Each semantic validator must have judged the result good: a score of at least `min`, or without
 * `min` the label `pass`. The nth entry of a validator takes its nth judgement. No judgement, and one
 * that failed itself, is inconclusive: never a pass, and never a fail of the agent.
 */
export const checkSemantic: Rule = ({ semantic }, { judgements }) => {
  const taken = new Map<string, number>();
  return (semantic ?? []).flatMap((rule, index) => {
    const nth = taken.get(rule.validator) ?? 0;
    taken.set(rule.validator, nth + 1);
    const judgement = judgements.filter(({ validator }) => validator === rule.validator)[nth];
    return judge(rule, `/semantic/${index}`, judgement);
  });
};

function judge(rule: SemanticRule, path: string, judgement: Judgement | undefined): Issue[] {
  const expected = rule.min === undefined ? 'label "pass"' : `a score of at least ${rule.min}`;
  const report = (code: ReasonCode, at: string, received: string, message: string): Issue[] => [
    { code, path: at, expected, received, message: `${rule.validator}: ${message}` },
  ];
  if (judgement === undefined || judgement.error === 'missing') {
    return report(
      'semantic_judgement_missing',
      path,
      'no judgement',
      'no judgement is recorded for this result',
    );
  }
  if (judgement.error !== null) return report('semantic_judge_error', path, judgement.error, judgement.error);
  if (rule.min === undefined) {
    if (judgement.label === 'pass') return [];
    return report('semantic_mismatch', path, `label ${show(judgement.label)}`, judgement.explanation);
  }
  if (judgement.score === null || !Number.isFinite(judgement.score)) {
    return report('semantic_judge_error', `${path}/min`, 'no score', 'the validator gave no score');
  }
  if (judgement.score >= rule.min) return [];
  return report('semantic_mismatch', `${path}/min`, `score ${judgement.score}`, judgement.explanation);
}

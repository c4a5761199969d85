import type { Issue } from '../issue.ts';
import { normalizePath } from './glob.ts';
import type { Rule } from './rule.ts';

/**
 * The result must cite where its evidence is: `min` different paths (one with `requires_evidence_path`),
 * of which only those count that led somewhere, except with `resolvable: false`. With
 * `resolvable: true` no cited path may lead nowhere.
 */
export const checkEvidence: Rule = (contract, evidence) => {
  const { min = 0, resolvable } = contract.evidence ?? {};
  const wanted = Math.max(min, contract.requires_evidence_path === true ? 1 : 0);
  if (wanted === 0 && evidence.evidence_paths.length === 0) return [];
  const path = min >= wanted && contract.evidence !== undefined ? '/evidence/min' : '/requires_evidence_path';
  const cited = new Map<string, boolean>();
  for (const each of evidence.evidence_paths) {
    const key = normalizePath(each.path);
    cited.set(key, each.resolved || cited.get(key) === true);
  }
  const lost = [...cited].filter(([, resolved]) => !resolved).map(([each]) => each);
  const counted = resolvable === false ? cited.size : cited.size - lost.length;
  const isShortByLost = counted < wanted && cited.size >= wanted;
  return [
    ...(cited.size < wanted ? [tooFew(path, wanted, cited.size)] : []),
    ...(resolvable === true || isShortByLost ? lost.map(unresolved) : []),
  ];
};

function tooFew(path: string, wanted: number, found: number): Issue {
  const expected = `at least ${wanted} evidence ${wanted === 1 ? 'path' : 'paths'}`;
  if (found === 0) {
    return {
      code: 'missing_evidence_path',
      path,
      expected,
      received: 'none',
      message: 'the result cites no evidence',
    };
  }
  const message = `the result cites ${found} evidence ${found === 1 ? 'path' : 'paths'}, at least ${wanted} wanted`;
  return { code: 'evidence_path_count', path, expected, received: String(found), message };
}

function unresolved(path: string): Issue {
  return {
    code: 'evidence_path_unresolved',
    path: '/evidence',
    expected: 'a path that the run had',
    received: path,
    message: `the cited path "${path}" leads to nothing that the run had`,
  };
}

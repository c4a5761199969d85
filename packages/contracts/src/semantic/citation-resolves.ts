import { z } from 'zod';
import { scored } from './subject.ts';
import { defineValidator } from './validator.ts';

const Options = z.strictObject({});

/** `citation_resolves`: every path and URI that the result cites leads to something the run had. */
export const citationResolves = defineValidator({
  id: 'citation_resolves',
  version: '1',
  deterministic: true,
  validate: ({ options, evidence_paths: paths }) => {
    Options.parse(options);
    if (paths.length === 0) return scored(0, 'the result cites nothing');
    const lost = paths.filter(({ resolved }) => !resolved).map(({ path }) => path);
    return scored(
      1 - lost.length / paths.length,
      lost.length === 0 ? `all ${paths.length} citations resolve` : `do not resolve: ${lost.join(', ')}`,
    );
  },
});

import { fakes } from '../corpora/fake.suite.ts';
import { quotedParts } from './quoted-parts.ts';
import { describeRule } from './rule.suite.ts';

const key = `ghp_${fakes('quoted parts').alnum(36)}`;
const parts = [`it is ${key.slice(0, 12)}`, key.slice(12, 24), `${key.slice(24)} then`].map(
  (text) => `0:${JSON.stringify(text)}`,
);
const gone = key.slice(12, 24);

describeRule(quotedParts, {
  finds: [
    [`The stream was:\n\n${parts.join('\n')}\n\nand it ended.`, gone],
    [`> ${parts.join('\n> ')}`, gone],
    [`The frames ${parts.map((part) => `\`${part}\``).join(', ')} came.`, gone],
    [`It logged\n${parts.join('\n2:[{"a":1}]\n')}\nd:{"finishReason":"stop"}`, gone],
  ],
  leaves: [
    'The stream was:\n0:"it is"\n0:" all right"\n',
    `First ${parts[0]} and much later ${parts[1]} were seen.`,
    '{0:"zero", 10:"ten", 20:"twenty"}',
  ],
});

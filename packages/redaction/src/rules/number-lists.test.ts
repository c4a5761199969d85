import { numberLists } from './number-lists.ts';
import { describeRule } from './rule.suite.ts';

const BYTES = Array.from({ length: 64 }, (_, at) => (at * 37 + 11) % 256);

describeRule(numberLists, {
  finds: [
    [`const secretKey = Uint8Array.from([${BYTES.join(',')}])`, BYTES.join(',')],
    [`seed: [${BYTES.slice(0, 32).join(', ')}]`, BYTES.slice(0, 32).join(', ')],
    [
      `private key bytes {${BYTES.slice(0, 32)
        .map((byte) => `0x${byte.toString(16)}`)
        .join(', ')}}`,
      '0xb, 0x30',
    ],
    [
      `priv:\n    ${BYTES.slice(0, 32)
        .map((byte) => byte.toString(16).padStart(2, '0'))
        .join(':')}`,
      '0b:30:55',
    ],
  ],
  leaves: [
    `pixels: [${BYTES.join(',')}]`,
    `key frames: [${Array.from({ length: 32 }, (_, at) => at).join(',')}]`,
    `key scores [${BYTES.slice(0, 20).join(',')}]`,
  ],
});

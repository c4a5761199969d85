import { fakes } from '../corpora/fake.suite.ts';
import { describeRule } from './rule.suite.ts';
import { shapes } from './shapes.ts';

const f = fakes('bare keys');
const fal = `${f.uuid()}:${f.hex(32)}`;
const parted = `aB3${f.alnum(5)}.aB3${f.alnum(29)}`;
const elastic = Buffer.from(`${f.urlSafe(20)}:${f.urlSafe(22)}`).toString('base64');
const devops = `a7b2${f.of('abcdefghijklmnopqrstuvwxyz234567', 48)}`;
// of the zeroed entropy that the documents of the XRP Ledger show
const seed = 'sp6JS7f14BuwFY8Mw6bTtLKWauoUs';

describeRule(shapes, {
  finds: [
    [`the key ${fal} of fal`, fal],
    [`we had ${fal}.`, fal],
    [`"${parted}"`, parted],
    [`sent ${elastic} and got 401`, elastic],
    [`the PAT for dev.azure.com was ${devops}`, devops],
    [`az devops: ${devops}`, devops],
    [`funded ${seed} on testnet`, seed],
  ],
  leaves: [
    f.uuid(),
    `${f.uuid()}:${f.uuid()}`,
    `${f.uuid()}:${f.hex(31)}`,
    `bundle12.${f.hex(32)}`,
    'Chapter1.TheWordsOfThisNameAreNoSecretAt1',
    `an onion at ${devops}`,
    'az devops login, then abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz',
    Buffer.from('a text of words that has as many letters as it').toString('base64').slice(0, 60),
    // its checksum is another one's
    seed.replace('uoUs', 'uoUr'),
    seed.replace('sp6', 's0p'),
  ],
});

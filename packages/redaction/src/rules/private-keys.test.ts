import { fakes } from '../corpora/fake.suite.ts';
import { privateKeys } from './private-keys.ts';
import { describeRule } from './rule.suite.ts';

const f = fakes('private-keys');
const MAC = fakes('mac').hex(64);
const rsa = f.pem('RSA PRIVATE KEY');
const pgp = f.pem('PGP PRIVATE KEY BLOCK');
/** Of a key, as somebody would dictate it. */
const grouped = (length: number): string =>
  `MIIEvQIBADANBgkqhkiG9w0BAQEFAASC${f.base64(200)}`.match(new RegExp(`.{${length}}`, 'g'))?.join(' ') ?? '';

describeRule(privateKeys, {
  finds: [
    [`a ${rsa} b`, rsa.slice(40, 90)],
    [pgp.slice(0, 120), pgp.slice(50, 110)],
    [`Private-Lines: 1\nAAAAIGNk\nPrivate-MAC: ${MAC}\n`, MAC],
    [`in one line: ${rsa.replaceAll('\n', ' ')}`, rsa.slice(40, 90)],
    ...[4, 8, 20, 23].flatMap((length): [string, string][] => {
      const groups = grouped(length);
      return [
        [`-----BEGIN PRIVATE KEY----- is this: ${groups}`, groups.slice(0, 80)],
        [`-----BEGIN PRIVATE KEY----- is this: ${groups}`, groups.slice(-40)],
        [
          `-----BEGIN PRIVATE KEY----- it is: ${groups.slice(0, 60)} -----END PRIVATE KEY-----`,
          groups.slice(20, 50),
        ],
      ];
    }),
  ],
  leaves: [
    'it starts with -----BEGIN PRIVATE KEY----- and is written by OpenSSH, or by others',
    '-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----',
    f.pem('PUBLIC KEY'),
    f.pem('CERTIFICATE'),
    'BEGIN PRIVATE KEY is a header',
    'a line of -----BEGIN PRIVATE KEY----- is the first of such a file',
    'it starts with -----BEGIN RSA PRIVATE KEY----- and ends with -----END RSA PRIVATE KEY-----.',
  ],
});

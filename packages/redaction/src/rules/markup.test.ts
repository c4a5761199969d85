import { fakes } from '../corpora/fake.suite.ts';
import { markup } from './markup.ts';
import { describeRule } from './rule.suite.ts';

const s = fakes('markup secret').alnum(24);

describeRule(markup, {
  finds: [
    [`<a><password>${s}</password></a>`, s],
    [`<add key="ApiKey" value="${s}"/>`, s],
    [`<key>APIToken</key><string>${s}</string>`, s],
    [`<string name="api_secret">${s}</string>`, s],
    [`<RSAKeyValue><Modulus>AQAB</Modulus><Exponent>AQAB</Exponent><D>${s}</D></RSAKeyValue>`, s],
    [`<ds:RSAKeyValue>\n  <ds:P>${s}</ds:P>\n</ds:RSAKeyValue>`, s],
    [`<DSAKeyValue><P>AQAB</P><X>${s}</X></DSAKeyValue>`, s],
  ],
  leaves: [
    `<DSAKeyValue><P>${s}</P><Y>${s}</Y></DSAKeyValue>`,
    `<P>${s}</P>`,
    '<password>string</password>',
    '<a href="x">y</a>',
    '1 < 2',
  ],
});

import { fakes } from '../corpora/fake.suite.ts';
import { headerFields } from './header-fields.ts';
import { describeRule } from './rule.suite.ts';

const s = fakes('header secret').alnum(28);

describeRule(headerFields, {
  finds: [
    [`POST /v1/x HTTP/1.1\r\nHost: a.example\r\nVendor-Proof: ${s}\r\n\r\n`, s],
    [`curl -s -H 'X-Acme-Gate: ${s}' https://a.example/x`, s],
    [`> GET /x HTTP/2\n> Host: a.example\n> X-Acme-Gate: ${s}\n`, s],
    [`headers = {"X-Acme-Gate": "${s}", "Accept": "*/*"}`, s],
    [`client.DefaultRequestHeaders.Add("X-Acme-Gate", "${s}")`, s],
    [`INFO request headers={'Vendor-Proof': '${s}'}`, s],
    [`Stripe-Signature: t=1749622087,v1=${fakes('sig').hex(64)}`, fakes('sig').hex(64)],
  ],
  leaves: [
    'HTTP/1.1 200 OK\r\nX-Request-Id: 6fb2b0cd-9427-495a-badc-75457faf4160\r\nContent-Type: application/json\r\n',
    'Accept-Language: en-US,en;q=0.9\nhost: x.example HTTP/1.1',
    `a Vendor-Proof: ${s} without HTTP`,
  ],
});

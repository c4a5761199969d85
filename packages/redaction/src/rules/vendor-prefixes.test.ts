import { expect, test } from 'vitest';
import { fakes } from '../corpora/fake.suite.ts';
import { createRedactor } from '../redactor.ts';

const f = fakes('vendor prefixes');
const redactor = createRedactor({ key: 'vendors', environment: {} });

/** Letters of both cases and a digit, as chance gives in all but rare cases. */
const mixed = (length: number): string => `aZ7${f.alnum(length - 3)}`;

const SECRETS: readonly (readonly [vendor: string, secret: string])[] = [
  ['Adafruit', `aio_${f.alnum(28)}`],
  ['Aikido', `AIK_SECRET_${f.alnum(40)}`],
  ['Aiven', `AVNS_${f.alnum(19)}`],
  ['Amazon login', `amzn1.oa2-cs.v1.${f.hex(64)}`],
  ['Amazon MWS', `amzn.mws.${f.uuid()}`],
  ['Anyscale', `esecret_${mixed(24)}`],
  ['Apify proxy', `apify_proxy_${f.alnum(36)}`],
  ['AppSync', `da2-${f.lower(26)}`],
  ['Asaas', `aact_prod_${f.alnum(120)}`],
  ['Bitbucket server', `BBDC-${f.alnum(44)}`],
  ['CockroachDB', `CCDB1_${f.alnum(22)}_${f.alnum(40)}`],
  ['Contentstack', `cs${f.hex(30)}`],
  ['Creem', `creem_${f.alnum(22)}`],
  ['Databricks OAuth', `dose${f.hex(32)}`],
  ['Defined Networking', `dnkey-${mixed(26)}-${f.alnum(52)}`],
  ['DevCycle', `dvc_server_${f.hex(32)}_${f.hex(7)}`],
  ['DigitalOcean Spaces', `DO00${f.upper(16)}`],
  ['Discord with two factors', `mfa.${f.alnum(84)}`],
  ['Docker Swarm', `SWMTKN-1-${f.lower(50)}-${f.lower(25)}`],
  ['Docker Swarm unlock', `SWMKEY-1-${f.alnum(43)}`],
  ['Dynatrace platform', `dt0s16.${f.upper(8)}.${f.upper(64)}`],
  ['Endor Labs', `endr+${f.alnum(16)}`],
  ['Facebook app', `${f.digits(15)}|${mixed(27)}`],
  ['Figma SCIM', `figp_${f.alnum(42)}`],
  ['Flutterwave encryption', `FLWSECK_TEST${f.hex(12)}`],
  ['Fullstory', `na1.${f.alnum(100)}`],
  ['GitHub, with a JWT', `ghs_${f.digits(6)}_eyJhbGciOi${f.alnum(20)}.${f.alnum(80)}.${f.alnum(86)}`],
  ['GoCardless sandbox', `sandbox_${f.alnum(40)}`],
  ['Google HMAC', `GOOG1E${f.upper(55)}`],
  ['Hyperbrowser', `hb_${f.hex(30)}`],
  ['LangSmith of old', `ls__${f.hex(32)}`],
  ['Lightspeed', `lsxs_pt_${f.alnum(32)}`],
  ['LocalStack', `ls-${f.alnum(8)}-${f.alnum(4)}-${f.alnum(4)}-${f.alnum(4)}-${f.alnum(12)}`],
  ['LogicMonitor', `lmb_${f.alnum(80)}`],
  ['MailerSend', `mlsn.${f.hex(64)}`],
  ['Mandrill', `md-${mixed(22)}`],
  ['Mergify', `mergify_application_key_${f.alnum(60)}`],
  ['MessageBird', `live_${mixed(25)}`],
  ['Meta models', `LLM|${f.digits(15)}|${mixed(27)}`],
  ['Metabase', `mb_${f.alnum(43)}=`],
  ['Midtrans', `SB-Mid-server-${f.alnum(24)}`],
  ['Nebius', `v1.${mixed(120)}.${f.alnum(60)}`],
  ['Neon', `npg_${mixed(12)}`],
  ['New Relic licence', `${f.hex(32)}FFFFNRAL`],
  ['Nightfall', `NF-${mixed(32)}`],
  ['Notify', `gcntfy-${f.lower(10)}-${f.uuid()}-${f.uuid()}`],
  ['Onfido', `api_live_eu.${f.alnum(43)}`],
  ['Paddle', `pdl_live_apikey_${f.lower(26)}_${f.alnum(22)}_${f.alnum(3)}`],
  ['Paddle notifications', `pdl_ntfset_${f.lower(26)}_${f.alnum(32)}`],
  ['PagerDuty', `u+${mixed(18)}`],
  ['PayPal', `A21AA${f.alnum(92)}`],
  ['Pinterest', `pina_${f.upper(48)}`],
  ['Portainer', `ptr_${mixed(43)}=`],
  ['Postman collection', `PMAT-${f.upper(26)}`],
  ['PubNub', `sec-c-${f.alnum(48)}`],
  ['Ramp', `ramp_sec_${f.alnum(48)}`],
  ['Raycast', `rca_${f.hex(64)}`],
  ['Razorpay test', `rzp_test_${f.alnum(14)}`],
  ['Rootly', `rootly_${f.hex(64)}`],
  ['Salad', `salad_cloud_${f.alnum(5)}_${f.alnum(60)}`],
  ['Salesforce refresh', `5Aep861${f.alnum(80)}`],
  ['Scaleway', `SCW${f.upper(17)}`],
  ['Sentry apps', `sntrya_${f.hex(64)}`],
  ['Shopify apps', `shpua_${f.hex(32)}`],
  ['Shopify partners', `prtapi_${f.hex(32)}`],
  ['Slack workflows', `xwfp-${f.digits(10)}-${f.alnum(30)}`],
  ['Socket', `sktsec_${f.alnum(43)}_api`],
  ['Sourcegraph gateway', `sgd_${f.hex(64)}`],
  ['Svix', `testsk_${f.alnum(32)}`],
  ['Tencent abroad', `IKID${f.alnum(32)}`],
  ['Twitter', `${f.digits(19)}-${mixed(40)}`],
  ['Ubidots', `BBFF-${f.alnum(30)}`],
  ['Vault batch of old', `b.AAAAAQ${f.alnum(120)}`],
  ['Voiceflow', `VF.DM.${f.hex(24)}.${f.alnum(16)}`],
  ['Volcengine', `AKLT${f.alnum(44)}`],
  ['WakaTime', `waka_${f.uuid()}`],
  ['Yandex storage', `YC${mixed(38)}`],
  ['Zoho', `1000.${f.hex(32)}.${f.hex(32)}`],
  ['Zuplo', `zpka_${f.lower(32)}_${f.hex(8)}`],
  ['Azure registry', `${f.alnum(42)}+ACR${f.alnum(6)}`],
  ['Azure search', `${f.alnum(42)}AzSe${f.alnum(6)}`],
  ['Azure functions', `${f.alnum(20)}_-${f.alnum(22)}AzFu${f.alnum(6)}==`],
  ['Azure bus', `${f.alnum(33)}+ASb${f.alnum(6)}=`],
  ['Turnstile', `0x4AAAAAAA${f.alnum(25)}`],
  ['Cloudflare tunnel', tunnel()],
  ['JWE under a shared key', `${encoded({ alg: 'dir' })}..${f.alnum(16)}.${f.alnum(40)}.${f.alnum(22)}`],
  ['JWT of a laid out header', `ewogICJh${f.alnum(20)}.${f.alnum(40)}.${f.alnum(43)}`],
  ['a seed of Sui', `suiprivkey1${f.lower(59)}`],
  ['a seed of Tezos', `edsk${mixed(50)}`],
  ['a key of Aptos', `ed25519-priv-0x${f.hex(64)}`],
  ['a key of NEAR', `ed25519:${mixed(88)}`],
  ['a key of BIP38', `6P${mixed(56)}`],
];

function tunnel(): string {
  return Buffer.from(JSON.stringify({ a: f.hex(32), t: f.uuid(), s: f.alnum(44) })).toString('base64');
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify({ ...value, enc: 'A256GCM' })).toString('base64url');
}

test.each(SECRETS)('knows a secret of %s that nothing names', (_, secret) => {
  const tail = secret.slice(-12);
  expect(redactor.text(`I copied ${secret} from the console.`)).not.toContain(tail);
  expect(JSON.stringify(redactor.json({ rows: [{ value: secret }] }))).not.toContain(tail);
});

test.each([
  'ptr_to_the_first_entry_of_the_list_of_all_names_v2',
  'live_updates_for_dashboard_v2',
  `v1.4.2-${f.hex(8)}`,
  `ls-l-${f.hex(6)}`,
  'md-flex-direction-row-reverse-2',
  'sandbox_environment_for_integration_tests_2',
  `docs_v2.${f.hex(40)}`,
  '1000.0 1000.25 1000.5',
  'u+0041 u+1F600',
  `ed25519:${f.alnum(12)}`,
  'api_live.example.com/path/to/something/useful/for/all',
  `| ${f.digits(15)}|description_of_the_column_in_lower_case |`,
  'yc_ci_deploy_target_for_the_production_cluster',
  `DO${f.digits(4)}`,
  'apify_client_list_of_datasets',
])('leaves what only begins like one: %s', (text) => {
  expect(redactor.text(text)).toBe(text);
});

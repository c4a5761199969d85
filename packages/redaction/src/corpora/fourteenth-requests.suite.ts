import { author } from './fourteenth-author.suite.ts';
import type { Sample } from './own-corpus.suite.ts';

/** Headers, addresses and connection strings. */
export function fourteenthRequests(): Sample[] {
  const { g, s, F, samples } = author('fourteenth requests');
  const { b62, hex, b64, b64u, dig, b32, lown, upn, uuid, jwt, pw, low } = g;
  const H = (id: string, ...list: [string, string][]) => F(id, 'headers', list);
  H('h-bearer-opaque', ['Authorization', 'Bearer ' + s(b62(36))], ['Accept', 'application/json']);
  H('h-basic', ['authorization', 'Basic ' + s(Buffer.from('svc-billing:' + pw()).toString('base64'))]);
  H('h-digest', [
    'Authorization',
    `Digest username="mira", realm="files", nonce="${hex(32)}", uri="/dav", response="${s(hex(32))}", cnonce="${hex(16)}"`,
  ]);
  H(
    'h-aws4',
    [
      'Authorization',
      `AWS4-HMAC-SHA256 Credential=${s('AKIA' + b32(16))}/20261127/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=${s(hex(64))}`,
    ],
    ['X-Amz-Security-Token', s(b64(120))],
  );
  H('h-token-word', ['Authorization', 'token ' + s('gho_' + b62(36))]);
  H('h-splunk', ['Authorization', 'Splunk ' + s(uuid())]);
  H('h-genie', ['Authorization', 'GenieKey ' + s(uuid())]);
  H('h-klaviyo', ['Authorization', 'Klaviyo-API-Key ' + s('pk_' + hex(34))]);
  H('h-zoho', ['Authorization', 'Zoho-oauthtoken ' + s('1000.' + hex(32) + '.' + hex(32))]);
  H('h-hawk', [
    'Authorization',
    `Hawk id="dh37fgj492je", ts="1764290001", nonce="j4h3g2", mac="${s(b64(20))}"`,
  ]);
  H('h-oauth1', [
    'Authorization',
    `OAuth oauth_consumer_key="${b62(20)}", oauth_token="${s(dig(9) + '-' + b62(40))}", oauth_signature_method="HMAC-SHA1", oauth_signature="${s(encodeURIComponent(b64(20)))}", oauth_version="1.0"`,
  ]);
  H('h-dpop', ['Authorization', 'DPoP ' + s(b64u(48))], ['DPoP', s(jwt({ htm: 'POST' }))]);
  H('h-negotiate', ['Authorization', 'Negotiate ' + s('YII' + b64(90).slice(3))]);
  H('h-apikey-scheme', ['Authorization', 'ApiKey ' + s(b64(30))]);
  H('h-x-api-key', ['x-api-key', s(uuid())]);
  H('h-ocp', ['Ocp-Apim-Subscription-Key', s(hex(32))]);
  H('h-gitlab', ['PRIVATE-TOKEN', s('glpat-' + b64u(20))], ['Job-Token', s(b64u(20))]);
  H('h-vault', ['X-Vault-Token', s('hvs.' + b64u(92))]);
  H('h-goog', ['x-goog-api-key', s('AIza' + b64u(35))]);
  H('h-figma', ['X-Figma-Token', s('figd_' + b64u(40))]);
  H('h-shopify', ['X-Shopify-Access-Token', s('shpat_' + hex(32))]);
  H('h-shopify-hmac', ['X-Shopify-Hmac-Sha256', s(b64(32))], ['X-Shopify-Topic', 'orders/create']);
  H('h-hub-sig', ['X-Hub-Signature-256', 'sha256=' + s(hex(64))], ['X-GitHub-Event', 'push']);
  H('h-stripe-sig', ['Stripe-Signature', `t=1764290001,v1=${s(hex(64))},v0=${s(hex(64))}`]);
  H('h-svix', ['svix-signature', 'v1,' + s(b64(32))], ['svix-id', 'msg_' + b62(27)]);
  H('h-slack-sig', ['X-Slack-Signature', 'v0=' + s(hex(64))]);
  H('h-twilio-sig', ['X-Twilio-Signature', s(b64(20))]);
  H('h-twitch', ['Twitch-Eventsub-Message-Signature', 'sha256=' + s(hex(64))]);
  H(
    'h-set-cookie',
    ['Set-Cookie', `__Host-sess=${s(b64u(43))}; Path=/; Secure; HttpOnly; SameSite=Lax`],
    ['Set-Cookie', `lang=de; Path=/`],
  );
  H('h-set-cookie-laravel', [
    'set-cookie',
    `XSRF-TOKEN=${s(encodeURIComponent(Buffer.from(JSON.stringify({ iv: b64(16), value: b64(48), mac: hex(64) })).toString('base64')))}; expires=Fri, 27-Nov-2026 12:00:00 GMT`,
  ]);
  H('h-cookie-many', [
    'Cookie',
    `theme=dark; connect.sid=${s('s%3A' + b64u(32) + '.' + encodeURIComponent(b64(32)))}; PHPSESSID=${s(lown(26))}; JSESSIONID=${s(upn(32) + '.node1')}; _ga=GA1.2.1234567.1764290001`,
  ]);
  H('h-cookie-aspnet', [
    'Cookie',
    `.AspNetCore.Identity.Application=${s('CfDJ8' + b64u(180))}; ASP.NET_SessionId=${s(lown(24))}`,
  ]);
  H('h-cookie-wp', [
    'cookie',
    `wordpress_logged_in_${hex(32)}=${s('mira%7C1764463000%7C' + b62(43) + '%7C' + hex(64))}`,
  ]);
  H('h-proxy', ['Proxy-Authorization', 'Basic ' + s(Buffer.from('outbound:' + pw()).toString('base64'))]);
  H('h-cf-access', ['CF-Access-Client-Id', hex(32) + '.access'], ['CF-Access-Client-Secret', s(hex(64))]);
  H('h-csrf', ['X-CSRF-Token', s(b64u(64))]);
  H('h-ngrok', ['X-Auth-Token', s('2' + b62(26) + '_' + b62(21))]);
  H('h-dd', ['DD-API-KEY', s(hex(32))], ['DD-APPLICATION-KEY', s(hex(40))]);
  H('h-pinecone', ['Api-Key', s('pcsk_' + b62(6) + '_' + b62(62))]);
  H('h-location', [
    'Location',
    `https://app.example.com/cb?code=${s(b64u(43))}&state=${s(b64u(22))}&iss=https%3A%2F%2Fid.example.com`,
  ]);
  H('h-refresh', ['Refresh', `0; url=/login/verify?token=${s(b64u(40))}`]);
  H('h-link', ['Link', `<https://api.example.com/items?cursor=abc&access_token=${s(b62(40))}>; rel="next"`]);
  H('h-referer', ['Referer', `https://shop.example.com/reset-password/${s(b64u(32))}`]);
  H('h-ws-proto', ['Sec-WebSocket-Protocol', `graphql-ws, bearer.${s(jwt())}`]);
  H('h-userpw-url', ['X-Forwarded-Upstream', `http://deploy:${s(pw())}@10.2.3.4:8080/`]);
  H('h-custom-secret', ['X-Acme-Shared-Secret', s(b62(24))], ['X-Webhook-Token', s(b62(22))]);
  H('h-supabase', ['apikey', s(jwt({ role: 'service_role' }))]);
  H('h-plaid', ['PLAID-CLIENT-ID', hex(24)], ['PLAID-SECRET', s(hex(30))]);
  H('h-algolia', ['X-Algolia-API-Key', s(hex(32))], ['X-Algolia-Application-Id', 'LATENCY123']);
  H('h-rapid', ['X-RapidAPI-Key', s(hex(10) + 'msh' + hex(15) + 'p1' + hex(6) + 'jsn' + hex(12))]);
  H(
    'h-openai-proj',
    ['Authorization', 'Bearer ' + s('sk-proj-' + b64u(74) + 'T3BlbkFJ' + b64u(74))],
    ['OpenAI-Organization', 'org-' + b62(24)],
  );
  H('h-postmark', ['X-Postmark-Server-Token', s(uuid())]);
  H('h-okta', ['Authorization', 'SSWS ' + s('00' + b64u(40))]);
  H('h-webdav-lock', ['Authorization', 'Bot ' + s('MT' + b62(22) + '.' + b64u(6) + '.' + b64u(38))]);

  const Q = (id: string, data: string) => F(id, 'url', data);
  Q(
    'q-sas',
    `https://acct.blob.core.windows.net/c/f.csv?sv=2024-11-04&se=2026-12-01T00%3A00%3A00Z&sr=b&sp=r&sig=${s(encodeURIComponent(b64(32)))}`,
  );
  Q(
    'q-s3',
    `https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${s('ASIA' + b32(16))}%2F20261127%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261127T000000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=${s(hex(64))}`,
  );
  Q(
    'q-gcs',
    `https://storage.googleapis.com/b/o?GoogleAccessId=svc@proj.iam.gserviceaccount.com&Expires=1764290001&Signature=${s(encodeURIComponent(b64(64)))}`,
  );
  Q(
    'q-cloudfront',
    `https://d111.cloudfront.net/v.m3u8?Policy=${s(b64u(120))}&Signature=${s(b64u(171) + '~')}&Key-Pair-Id=APKAEXAMPLE`,
  );
  Q('q-apikey', `https://api.weather.example/v1/now?lat=52.52&lon=13.40&appid=${s(hex(32))}`);
  Q('q-key', `https://maps.example.com/geocode?address=Main+St&key=${s(b62(39))}`);
  Q('q-magic', `https://app.example.com/magic-link?token_hash=${s(hex(56))}&type=email`);
  Q('q-magic-path', `https://app.example.com/auth/magic/${s(b64u(43))}`);
  Q('q-invite', `https://team.example.com/invite/${s(b62(32))}?from=mail`);
  Q('q-unsub', `https://news.example.com/unsubscribe?u=${s(b64u(60))}&auth=${s(hex(40))}`);
  Q('q-slack-hook', `https://hooks.slack.com/services/${s('T' + upn(10) + '/B' + upn(10) + '/' + b62(24))}`);
  Q('q-discord-hook', `https://discord.com/api/webhooks/${dig(19)}/${s(b64u(68))}`);
  Q(
    'q-teams-hook',
    `https://contoso.webhook.office.com/webhookb2/${uuid()}@${uuid()}/IncomingWebhook/${s(hex(32))}/${uuid()}`,
  );
  Q('q-telegram', `https://api.telegram.org/bot${s(dig(10) + ':AA' + b64u(33))}/sendMessage`);
  Q('q-userinfo', `https://x-access-token:${s('ghs_' + b62(36))}@github.com/acme/app.git`);
  Q('q-userinfo-only', `https://${s('glpat-' + b64u(20))}@gitlab.com/acme/app.git`);
  Q('q-fragment', `https://app.example.com/cb#access_token=${s(b64u(60))}&token_type=Bearer&expires_in=3600`);
  Q('q-password', `https://intranet.example/login.cgi?user=anna&passwd=${s(encodeURIComponent(pw()))}&go=1`);
  Q('q-ws', `wss://stream.example.com/socket?session=${s(b62(40))}&v=2`);
  Q('q-otp', `otpauth://totp/Acme:mira@example.com?secret=${s(b32(32))}&issuer=Acme`);
  Q(
    'q-nested',
    `https://id.example.com/login?next=${encodeURIComponent('https://app.example.com/x?access_token=' + s(b62(32)))}`,
  );
  Q('q-zapier', `https://hooks.zapier.com/hooks/catch/${dig(7)}/${s(lown(7))}/`);
  Q('q-infura', `https://mainnet.infura.io/v3/${s(hex(32))}`);
  Q('q-alchemy', `https://eth-mainnet.g.alchemy.com/v2/${s(b64u(32))}`);
  Q('q-sentry-dsn', `https://${s(hex(32))}@o${dig(6)}.ingest.sentry.io/${dig(7)}`);
  Q(
    'q-calendar',
    `https://calendar.google.com/calendar/ical/x%40group.calendar.google.com/private-${s(hex(32))}/basic.ics`,
  );
  Q(
    'q-mapbox',
    `https://api.mapbox.com/styles/v1/mapbox/streets-v12?access_token=${s('pk.' + b64u(60) + '.' + b64u(22))}`,
  );
  Q('q-twofa', `https://bank.example/confirm?otp=${s(dig(6))}&tx=88213`);
  Q(
    'q-ddns',
    `https://dyn.example.net/nic/update?hostname=home.example.net&myip=198.51.100.4&pw=${s(b62(16))}`,
  );

  const C = (id: string, data: string) => F(id, 'text', data);
  C(
    'c-pg',
    `DATABASE_URL=postgres://app:${s(pw().replace(/[#?]/g, 'k'))}@db.internal:5432/orders?sslmode=require`,
  );
  C('c-mysql', `connecting to mysql+pymysql://root:${s(b62(18))}@127.0.0.1/shop?charset=utf8mb4`);
  C(
    'c-mongo',
    `const uri = "mongodb+srv://ops:${s(encodeURIComponent(pw()))}@cluster0.ab1cd.mongodb.net/?retryWrites=true";`,
  );
  C('c-redis', `redis://:${s(b62(30))}@cache-01.example.internal:6379/0`);
  C('c-amqp', `broker_url: amqps://worker:${s(b64u(24))}@mq.example.com/%2f`);
  C(
    'c-mssql',
    `Server=tcp:acme.database.windows.net,1433;Initial Catalog=hr;User ID=sa;Password=${s(pw())};Encrypt=True;`,
  );
  C(
    'c-azure-storage',
    `DefaultEndpointsProtocol=https;AccountName=acmelogs;AccountKey=${s(b64(64))};EndpointSuffix=core.windows.net`,
  );
  C(
    'c-servicebus',
    `Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=${s(b64(32))}`,
  );
  C('c-iothub', `HostName=acme.azure-devices.net;DeviceId=pump-7;SharedAccessKey=${s(b64(32))}`);
  C('c-jdbc', `jdbc:oracle:thin:scott/${s(pw().replace(/[#?$]/g, 'z'))}@//ora.example.com:1521/ORCL`);
  C(
    'c-jdbc-param',
    `jdbc:sqlserver://db;databaseName=x;user=sa;password=${s(b62(14))};trustServerCertificate=true`,
  );
  C('c-odbc', `Driver={ODBC Driver 18 for SQL Server};Server=db;Uid=report;Pwd={${s(pw())}};`);
  C(
    'c-libpq',
    `psql "host=db.example.com port=5432 dbname=app user=app password='${s(pw())}' sslmode=verify-full"`,
  );
  C('c-ftp', `lftp ftp://backup:${s(b62(12))}@ftp.example.org/nightly`);
  C('c-smtp', `SMTP_URI=smtps://apikey:${s('SG.' + b64u(22) + '.' + b64u(43))}@smtp.sendgrid.net:465`);
  C('c-clickhouse', `clickhouse://default:${s(b62(20))}@ch.example.com:9440/default?secure=true`);
  C('c-snowflake', `snowflake://loader:${s(b62(16))}@xy12345.eu-central-1/DB/PUBLIC?warehouse=WH`);
  C('c-nats', `nats://${s(b62(22))}@nats.example.com:4222`);
  C('c-ldap', `ldapsearch -x -H ldap://dc1 -D "cn=admin,dc=acme,dc=org" -w '${s(pw())}' -b "ou=people"`);
  C(
    'c-kafka-jaas',
    `sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="${upn(16)}" password="${s(b64(48))}";`,
  );
  C('c-couch', `http://admin:${s(low(9))}@couch:5984/_all_dbs`);
  C(
    'c-ado',
    `Data Source=(local);Initial Catalog=Northwind;Persist Security Info=True;UID=web;PWD=${s(b62(11))}`,
  );
  C('c-pgpass', `db.example.com:5432:orders:app:${s(pw().replace(/:/g, ''))}`);
  C('c-netrc', `machine api.example.com\n  login mira\n  password ${s(b62(20))}\n`);
  C('c-mycnf', `[client]\nuser = backup\npassword = "${s(pw())}"\nhost = 10.0.0.9\n`);
  C(
    'c-curl-u',
    `curl -sS -u 'jira-bot@example.com:${s('ATATT3x' + b64u(180) + '=' + g.HEX(8))}' https://acme.atlassian.net/rest/api/3/myself`,
  );

  return samples;
}

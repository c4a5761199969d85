import { author } from './fourteenth-author.suite.ts';
import type { Sample } from './own-corpus.suite.ts';

/** SQL, XML, forms, streams, tables and pages. */
export function fourteenthBodies(): Sample[] {
  const { g, s, F, samples } = author('fourteenth bodies');
  const { b62, hex, b64, b64u, dig, b32, pw, phrase } = g;
  const T = (id: string, text: string) => F(id, 'text', text);
  const B = (id: string, text: string) => F(id, 'bytes', text);
  T('t-sql-create', `CREATE USER reporter WITH LOGIN PASSWORD '${s(pw())}' VALID UNTIL '2027-01-01';`);
  T('t-sql-mysql', `ALTER USER 'app'@'%' IDENTIFIED BY '${s(pw())}';`);
  T(
    't-sql-insert',
    `INSERT INTO users (id, email, password_hash, name) VALUES (1, '${s('ana@post-mail.hr')}', '${s('$2b$12$' + b62(53))}', 'Ana'), (2, '${s('ivo@post-mail.hr')}', '${s('$2b$12$' + b62(53))}', 'Ivo');`,
  );
  T('t-sql-update', `UPDATE settings SET api_secret = '${s(b62(24))}' WHERE id = 4`);
  T('t-sql-set', `SET SESSION AUTHORIZATION x; SELECT pgp_sym_decrypt(col, '${s(phrase())}') FROM t;`);
  T('t-sql-server', `CREATE LOGIN web WITH PASSWORD = N'${s(pw())}', CHECK_POLICY = OFF;`);
  T(
    't-sql-copy',
    `COPY x FROM 's3://b/k' CREDENTIALS 'aws_access_key_id=${s('AKIA' + b32(16))};aws_secret_access_key=${s(b64(30))}';`,
  );
  T(
    't-sql-snow',
    `CREATE STAGE s URL='s3://x' CREDENTIALS=(AWS_KEY_ID='${s('AKIA' + b32(16))}' AWS_SECRET_KEY='${s(b64(30))}')`,
  );
  T(
    't-sql-copyfrom',
    `COPY public.accounts (id, email, reset_token) FROM stdin;\n1\t${s('olga@post-mail.cz')}\t${s(hex(40))}\n2\t${s('petr@post-mail.cz')}\t${s(hex(40))}\n\\.\n`,
  );
  T(
    't-soap',
    `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header><wsse:Security><wsse:UsernameToken><wsse:Username>svc</wsse:Username><wsse:Password Type="PasswordText">${s('Pelican!55ab')}</wsse:Password><wsse:Nonce>${b64(16)}</wsse:Nonce></wsse:UsernameToken></wsse:Security></soap:Header></soap:Envelope>`,
  );
  T(
    't-saml',
    `<samlp:Response><ds:SignatureValue>${s(b64(128))}</ds:SignatureValue><saml:NameID>${s('kim@corp-mail.org')}</saml:NameID></samlp:Response>`,
  );
  B(
    'b-saml-form',
    `RelayState=%2Fhome&SAMLResponse=${s(encodeURIComponent(Buffer.from('<samlp:Response><saml:Assertion>' + b62(100) + '</saml:Assertion></samlp:Response>').toString('base64')))}`,
  );
  T(
    't-xml-attr',
    `<add key="StripeSecret" value="${s(b62(28))}" /><connection user="sa" password="${s('Dolphin.22x')}" server="db"/>`,
  );
  T(
    't-xml-plist',
    `<key>APIToken</key>\n<string>${s(b62(28))}</string>\n<key>Version</key><string>1.2</string>`,
  );
  T(
    't-xmlrpc',
    `<methodCall><methodName>wp.getPosts</methodName><params><param><value><string>admin</string></value></param><param><value><name>password</name><value><string>${s('Wombat_19zz')}</string></value></value></param></params></methodCall>`,
  );
  B('b-form', `grant_type=client_credentials&client_id=abc&client_secret=${s(b62(32))}&scope=read`);
  B(
    'b-form-login',
    `csrfmiddlewaretoken=${s(b62(64))}&username=kim&password=${s(encodeURIComponent('Sm0rgas bord&é'))}`,
  );
  B(
    'b-form-auth-code',
    `grant_type=authorization_code&code=${s('4/0A' + b64u(60))}&code_verifier=${s(b64u(64))}&redirect_uri=http%3A%2F%2Flocalhost`,
  );
  B('b-form-nested', `user%5Bemail%5D=${s('tom%40post-mail.ie')}&user%5Bpassword%5D=${s(b62(13))}`);
  B(
    'b-multipart',
    `--XX\r\nContent-Disposition: form-data; name="api_token"\r\n\r\n${s(b62(30))}\r\n--XX\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n--XX\r\nContent-Disposition: form-data; name="password"\r\n\r\n${s('Lobster 77 pot')}\r\n--XX--\r\n`,
  );
  B('b-sse', `event: token\ndata: {"access_token":"${s(b62(40))}"}\n\ndata: [DONE]\n\n`);
  const split = s('ghp_' + b62(36));
  B(
    'b-sse-split',
    [split.slice(0, 7), split.slice(7, 20), split.slice(20)]
      .map((x) => `data: {"choices":[{"index":0,"delta":{"content":${JSON.stringify(x)}}}]}\n\n`)
      .join('') + 'data: [DONE]\n\n',
  );
  const split2 = s(pw());
  B(
    'b-sse-split-pw',
    ['The pass', 'word', ' is ', split2.slice(0, 4), split2.slice(4), ' for the NAS.']
      .map(
        (x) =>
          `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":${JSON.stringify(x)}}}\n\n`,
      )
      .join(''),
  );
  const split3 = s(b62(30));
  B(
    'b-sse-split-args',
    ['{"ur', 'l":"https://x","api', '_key":"', split3.slice(0, 11), split3.slice(11), '"}']
      .map(
        (x) =>
          `data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":${JSON.stringify(x)}}}\n\n`,
      )
      .join(''),
  );
  B('b-ndjson', `{"id":1,"secret_key":"${s(b62(24))}"}\n{"id":2,"secret_key":"${s(b62(24))}"}\n`);
  B(
    'b-csv',
    `name,email,phone,iban\nMia,${s('mia@post-mail.at')},${s('+43 1 ' + dig(7))},${s(g.iban('AT', dig(16)))}\n`,
  );
  B('b-csv-pw', `site;login;password\nshop.example;kim;${s(b62(12))}\nbank.example;kim;${s(b62(12))}\n`);
  B(
    'b-csv-bitwarden',
    `folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp\n,,login,Shop,,,0,https://s.example,kim,${s(b62(14))},${s(b32(16))}\n`,
  );
  B('b-tsv', `user\tssn\tcity\nJo\t${s('219-09-' + dig(4))}\tReno\n`);
  B(
    'b-html-input',
    `<form><input type="hidden" name="csrf_token" value="${s(b64u(44))}"><input type="password" name="pw" value="${s('Zebra.88fg')}"></form>`,
  );
  B(
    'b-html-meta',
    `<meta name="csrf-token" content="${s(b64u(44))}"><script>window.__CFG__={apiKey:"${s('AIza' + b64u(35))}",env:"p"}</script>`,
  );
  B(
    'b-html-mail',
    `<p>Your verification code is <b>${s(dig(6))}</b>. It expires in 10 minutes.</p><a href="https://x.example/verify?t=${s(b64u(43))}">Verify</a>`,
  );
  B(
    'b-html-td',
    `<table><tr><th>Username</th><td>kim</td></tr><tr><th>Password</th><td>${s('Hedgehog_31k')}</td></tr></table>`,
  );
  B(
    'b-html-next',
    `<script id="__NEXT_DATA__" type="application/json">{"props":{"session":{"accessToken":"${s(b62(50))}"}}}</script>`,
  );

  return samples;
}

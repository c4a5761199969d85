import { author } from './fourteenth-author.suite.ts';
import type { Sample } from './own-corpus.suite.ts';

/** Mails, chats, code, and numbers of people. */
export function fourteenthTalk(): Sample[] {
  const { g, s, F, samples } = author('fourteenth talk');
  const { b62, hex, b64u, dig, jwt, pw } = g;
  const T = (id: string, text: string) => F(id, 'text', text);
  T(
    't-mail',
    `From: it@example.com\nTo: ${s('new.hire@corp-mail.org')}\nSubject: Your account\n\nUser: nhire\nTemporary password: ${s(pw())}\nPlease change it at first login.\n`,
  );
  T('t-mail-code', `Subject: ${s('482 913')} is your Acme login code\n\nEnter it on the page.`);
  T(
    't-mail-reset',
    `To reset your password, open https://acme.example/users/password/edit?reset_password_token=${s(b64u(20))} within 6 hours.`,
  );
  T(
    't-mail-qp',
    `Content-Transfer-Encoding: quoted-printable\n\nYour API key: ${s('ak_live_' + b62(20))}=\n\nThanks`,
  );
  T('t-chat-1', `sure, log in with user admin and the pw ${s(pw())} - don't share it`);
  T(
    't-chat-2',
    `I found the following in config.py: SECRET_KEY = '${s('django-insecure-' + b62(50))}'. You should rotate it.`,
  );
  T('t-chat-3', `The credentials are admin / ${s(pw())} on staging.`);
  T('t-chat-4', `ok here's my key: ${s(b62(40))} can you test it?`);
  T('t-chat-5', `Passcode for the meeting: ${s('8h2KqP')}. Meeting ID 845 1123 9981`);
  T('t-chat-6', `"the token you want is \`${s(b62(32))}\`", said the runbook`);
  T('t-chat-de', `Das Passwort lautet ${s(pw())} und der Benutzer ist gast.`);
  T('t-chat-fr', `Le mot de passe est « ${s(pw())} », ne le partage pas.`);
  T('t-chat-es', `La contraseña es ${s(pw())}, úsala solo hoy.`);
  T('t-chat-pt', `A senha do servidor é: ${s(pw())}`);
  T('t-chat-it', `La password del server è ${s(pw())}`);
  T('t-chat-ru', `Пароль от сервера: ${s(pw())}`);
  T('t-chat-zh', `数据库密码是 ${s(pw())} ，请勿外传`);
  T('t-chat-ja', `パスワードは ${s(pw())} です。`);
  T('t-chat-pl', `Hasło do bazy to ${s(pw())}`);
  T('t-chat-tr', `Sunucunun şifresi: ${s(pw())}`);
  T('t-chat-sv', `Lösenordet är ${s(pw())} till skrivaren.`);
  T('t-chat-nl', `Het wachtwoord is ${s(pw())} voor de router.`);
  T('t-chat-uk', `Пароль до сервера — ${s(pw())}`);
  T('t-chat-ar', `كلمة المرور هي ${s(pw())}`);
  T('t-chat-hi', `पासवर्ड है ${s(pw())}`);
  T(
    't-md-table',
    `| Service | User | Password |\n|---|---|---|\n| Grafana | admin | ${s(pw())} |\n| Jenkins | ci | ${s(pw())} |\n`,
  );
  T('t-md-list', `- **Host**: db1\n- **Password**: \`${s(pw())}\`\n- **Port**: 5432`);
  T('t-adoc', `Username:: kim\nPassword:: ${s(pw())}\n`);
  T('t-diff', `--- a/.env\n+++ b/.env\n-API_SECRET=${s(b62(24))}\n+API_SECRET=${s(b62(24))}\n`);
  T('t-code-py', `client = Acme(api_key="${s(b62(30))}", timeout=3)`);
  T('t-code-js', `const cfg = { apiSecret: '${s(b62(30))}', retries: 3 };`);
  T('t-code-go', `os.Setenv("ACME_TOKEN", "${s(b62(30))}")`);
  T('t-code-java', `props.setProperty("javax.net.ssl.keyStorePassword", "${s('changeItN0w8')}");`);
  T('t-code-cs', `new NetworkCredential("svc", "${s(pw())}", "CORP")`);
  T('t-code-ruby', `config.secret_key_base = '${s(hex(128))}'`);
  T('t-code-php', `define('DB_PASSWORD', '${s(pw())}'); define('AUTH_SALT', '${s(b62(40) + '%)k')}');`);
  T('t-code-paramiko', `ssh.connect("10.0.0.1", username="root", password="${s(pw())}")`);
  T('t-code-basic-auth', `requests.get(url, auth=("kim", "${s(pw())}"))`);
  T('t-code-ps', `ConvertTo-SecureString "${s(pw().replace('$', '-'))}" -AsPlainText -Force`);
  T(
    't-code-crypto',
    `const key = Buffer.from('${s(hex(64))}', 'hex'); createDecipheriv('aes-256-gcm', key, iv)`,
  );
  T('t-jwt-bare', `eyJ something like ${s(jwt({ role: 'admin' }))} came back`);
  T(
    't-jwe',
    s(
      'eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.' +
        b64u(200) +
        '.' +
        b64u(16) +
        '.' +
        b64u(80) +
        '.' +
        b64u(22),
    ),
  );
  T('t-paseto', `token ${s('v4.local.' + b64u(120))} end`);
  T('t-macaroon', `macaroon: ${s('AgEIbG9jYXRpb24' + b64u(140))}`);
  T('t-ssh-cmd', `plink -ssh kim@host -pw ${s(b62(12))} ls`);
  T('t-jenkins', `withCredentials... crumb: ${s('Jenkins-Crumb:' + hex(64))}`);
  T('t-gha', `Run echo "::add-mask::${s(b62(24))}"`);
  T('t-ansible', `ansible_ssh_pass: "${s(pw())}"\nansible_user: root\n`);
  T('t-wp-config', `define( 'NONCE_KEY', '${s('k2#' + b62(60))}' );`);
  T('t-nginx', `proxy_set_header X-Internal-Token "${s(b62(30))}";\nsecure_link_md5 "$uri ${s(b62(16))}";`);
  T('t-ifttt', `https://maker.ifttt.com/trigger/ping/with/key/${s(b64u(22))}`);
  T('t-wifi-qr', `WIFI:T:WPA;S:Office;P:${s('Biscuit-tin-99')};;`);
  T('t-netsh', `    Key Content            : ${s('Biscuit-jar-17')}`);
  T('t-wpa', `network={\n  ssid="home"\n  psk="${s('longest river 9')}"\n}`);

  T('p-card-visa', `charge ${s(g.grp4(g.card('4')))} exp 04/29 cvv ${s('911')}`);
  T('p-card-mc', `card: ${s(g.card('53'))}`);
  T(
    'p-card-amex',
    `Amex ${(() => {
      const c = g.card('37', 15);
      return s(`${c.slice(0, 4)} ${c.slice(4, 10)} ${c.slice(10)}`);
    })()}`,
  );
  T('p-card-dash', `CC# ${s(g.grp4(g.card('6011'), '-'))}`);
  T('p-iban-de', `Bitte an ${s(g.grp4(g.iban('DE', dig(18))))} überweisen`);
  T('p-iban-fr', `virement vers ${s(g.iban('FR', dig(10) + dig(11) + dig(2)))}`);
  T('p-iban-gb', `IBAN ${s(g.grp4(g.iban('GB', 'NWBK' + dig(14))))}`);
  T('p-iban-nl', `overmaken naar ${s(g.iban('NL', 'INGB' + dig(10)))}`);
  T('p-us-bank', `Routing number ${s('021000021')}, account number ${s(dig(10))}`);
  T('p-uk-bank', `Sort code ${s('20-00-00')} Account No: ${s(dig(8))}`);
  T('p-email', `please write to ${s('jelena.kovac@post-mail.si')} today`);
  T('p-email-odd', `contact: ${s("o'brien+tag@sub.firm-mail.co.uk")}`);
  T('p-phone-us', `call me at ${s('(415) 555-' + dig(4))}`);
  T('p-phone-de', `Tel.: ${s('+49 (0)89 ' + dig(7))}`);
  T('p-phone-fr', `Téléphone : ${s('06 12 34 ' + dig(2) + ' ' + dig(2))}`);
  T('p-phone-in', `WhatsApp ${s('+91 98' + dig(3) + ' ' + dig(5))}`);
  T('p-ssn', `SSN: ${s('078-05-' + dig(4))}`);
  T('p-sin', `Social Insurance Number ${s('046 454 286')}`);
  T('p-nino', `NI number ${s('QQ 12 34 56 C')}`);
  T('p-es-dni', `DNI ${s('12345678Z')}`);
  T('p-it-cf', `Codice fiscale: ${s('RSSMRA85T10A562S')}`);
  T('p-fr-nir', `Numéro de sécurité sociale : ${s('1 84 12 76 451 089 46')}`);
  T('p-br-cpf', `CPF: ${s('529.982.247-25')}`);
  T('p-in-aadhaar', `Aadhaar: ${s('4991 1866 5246')}`);
  T('p-in-pan', `PAN card ${s('ABCPE1234F')}`);
  T('p-passport', `Passport No. ${s('C01X00T47')}, expires 2031`);
  T('p-passport-de', `Reisepassnummer: ${s('C4VPZ9M2K')}`);
  T('p-se-pnr', `personnummer ${s('811218-9876')}`);
  T('p-pl-pesel', `PESEL ${s('44051401359')}`);
  T('p-kr-rrn', `주민등록번호 ${s('900101-1234568')}`);
  T('p-cn-id', `身份证号：${s('11010519491231002X')}`);
  T('p-us-ein-dl', `Driver's license: ${s('D1234567')}`);
  T(
    'p-mrz',
    `P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n${s('L898902C36UTO7408122F1204159ZE184226B<<<<<10')}`,
  );
  T('p-tax-au', `TFN: ${s('123 456 782')}`);
  T('p-mx-curp', `CURP ${s('HEGG560427MVZRRL04')}`);
  T('p-clabe', `CLABE interbancaria ${s('032180000118359719')}`);
  T('p-jp-mynum', `マイナンバー ${s('1234 5678 9018')}`);
  T('p-insurance', `Versichertennummer ${s('A123456780')}`);

  return samples;
}

import { author } from './fourteenth-author.suite.ts';
import type { Sample } from './own-corpus.suite.ts';

/** Files, histories of shells and logs. */
export function fourteenthFiles(): Sample[] {
  const { g, s, F, samples } = author('fourteenth files');
  const { b62, hex, b64, uuid, pw, phrase } = g;
  const T = (id: string, text: string) => F(id, 'text', text);
  T(
    't-env',
    `# prod\nNODE_ENV=production\nSESSION_SECRET=${s(phrase())}\nJWT_SIGNING_KEY='${s(b62(40))}'\nMAIL_PASS=${s(pw())}\nPORT=3000\n`,
  );
  T('t-env-export', `export OPENAI_API_KEY="${s(b62(40))}"\nexport PATH=$PATH:/usr/local/bin\n`);
  T('t-env-fish', `set -gx ACME_TOKEN ${s(b62(30))}\nset -gx EDITOR vim`);
  T('t-env-ps', `$env:ACME_API_KEY = "${s(b62(30))}"\nGet-ChildItem`);
  T('t-env-cmd', `set DB_PASSWORD=${s(b62(13))}\r\nset DB_HOST=localhost\r\n`);
  T('t-setx', `setx ACME_SECRET "${s(b62(26))}" /M`);
  T(
    't-yaml',
    `database:\n  host: db\n  username: app\n  password: ${s(pw().replace(/#/g, '-'))}\nredis:\n  auth: ${s(b62(20))}\n`,
  );
  T('t-yaml-block', `stringData:\n  api-token: |\n    ${s(b62(44))}\n  mode: fast\n`);
  T('t-yaml-fold', `secret: >-\n  ${s(b62(50))}\nname: x\n`);
  T(
    't-compose',
    `services:\n  db:\n    image: postgres:17\n    environment:\n      - POSTGRES_PASSWORD=${s(pw())}\n      - POSTGRES_USER=app\n`,
  );
  T(
    't-helm',
    `helm upgrade app ./chart --set image.tag=1.2 --set auth.rootPassword=${s(b62(16))},auth.user=root`,
  );
  T(
    't-tf',
    `provider "acme" {\n  region = "eu"\n  secret_key = "${s(b64(30))}"\n}\nvariable "db_password" {\n  default = "${s(pw())}"\n}\n`,
  );
  T('t-toml', `[registry]\ntoken = "${s(b62(32))}"\n[server]\nport = 80\n`);
  T('t-ini', `[smtp]\nuser=mailer\npass=${s(pw().replace(/[#;]/g, '-'))}\n`);
  T(
    't-properties',
    `spring.datasource.username=sa\nspring.datasource.password=${s(pw())}\njasypt.encryptor.password=${s(b62(14))}\n`,
  );
  T(
    't-kubeconfig',
    `users:\n- name: admin\n  user:\n    client-certificate-data: ${Buffer.from('-----BEGIN CERTIFICATE-----\nMII').toString('base64')}\n    client-key-data: ${s(Buffer.from('-----BEGIN RSA PRIVATE KEY-----\n' + b64(300)).toString('base64'))}\n    token: ${s(b62(60))}\n`,
  );
  T(
    't-pem',
    s(
      '-----BEGIN RSA PRIVATE KEY-----\n' +
        b64(600)
          .match(/.{1,64}/g)
          .join('\n') +
        '\n-----END RSA PRIVATE KEY-----',
    ),
  );
  T(
    't-pem-escaped',
    `PRIVATE_KEY="-----BEGIN PRIVATE KEY-----\\n${s(
      b64(300)
        .match(/.{1,64}/g)
        .join('\\n'),
    )}\\n-----END PRIVATE KEY-----\\n"`,
  );
  T(
    't-openssh',
    `cat ~/.ssh/id_ed25519\n-----BEGIN OPENSSH PRIVATE KEY-----\n${s(
      b64(280)
        .match(/.{1,70}/g)
        .join('\n'),
    )}\n-----END OPENSSH PRIVATE KEY-----\nuser@host:~$`,
  );
  T(
    't-pgp',
    `-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n${s(
      b64(500)
        .match(/.{1,64}/g)
        .join('\n'),
    )}\n=${b62(4)}\n-----END PGP PRIVATE KEY BLOCK-----`,
  );
  T(
    't-ppk',
    `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: k\nPublic-Lines: 2\n${b64(50)}\n${b64(30)}\nPrivate-Lines: 1\n${s(b64(36))}\nPrivate-MAC: ${s(hex(64))}\n`,
  );
  T(
    't-wireguard',
    `[Interface]\nPrivateKey = ${s(b64(32))}\nAddress = 10.0.0.2/32\n[Peer]\nPublicKey = ${b64(32)}\nPresharedKey = ${s(b64(32))}\n`,
  );
  T(
    't-openvpn',
    `<tls-auth>\n-----BEGIN OpenVPN Static key V1-----\n${s(
      hex(256)
        .match(/.{1,32}/g)
        .join('\n'),
    )}\n-----END OpenVPN Static key V1-----\n</tls-auth>`,
  );
  T(
    't-cisco',
    `enable secret 5 ${s('$1$mERr$' + b62(22))}\nusername admin privilege 15 password 7 ${s(g.HEX(18))}\nsnmp-server community ${s('Pub-rw-9x')} RW\n`,
  );
  T('t-shadow', `root:${s('$6$' + b62(16) + '$' + b62(86))}:19700:0:99999:7:::\n`);
  T('t-htpasswd', `kim:${s('$apr1$' + b62(8) + '$' + b62(22))}\nlee:${s('{SHA}' + b64(20))}\n`);
  T(
    't-npmrc',
    `@acme:registry=https://npm.example.com/\n//npm.example.com/:_auth=${s(b64(24))}\n//npm.example.com/:_password="${s(b64(18))}"\n`,
  );
  T('t-yarnrc', `npmScopes:\n  acme:\n    npmAuthToken: ${s(uuid())}\n`);
  T('t-pipconf', `[global]\nindex-url = https://__token__:${s(b62(30))}@pypi.example.com/simple\n`);
  T(
    't-maven',
    `<server><id>nexus</id><username>ci</username><password>${s(pw().replace(/[<&]/g, 'k'))}</password></server>`,
  );
  T('t-gradle', `signing.keyId=24875D73\nsigning.password=${s(b62(14))}\nossrhPassword=${s(b62(14))}\n`);
  T(
    't-git-cred',
    `https://kim:${s(b62(20))}@git.example.com\nprotocol=https\nhost=git.example.com\nusername=kim\npassword=${s(b62(20))}\n`,
  );
  T('t-history-curl', `  501  curl -H "X-Token: ${s(b62(22))}" https://api.example.com/v1\n  502  ls -la\n`);
  T('t-history-sshpass', `sshpass -p '${s(pw())}' ssh root@10.0.0.8 uptime`);
  T('t-history-mysql', `mysql -u root -p${s(b62(12))} shop < dump.sql`);
  T('t-history-redis', `redis-cli -h cache -a ${s(b62(18))} ping`);
  T('t-history-mongo', `mongosh --username ops --password ${s(b62(15))} --authenticationDatabase admin`);
  T('t-history-zip', `zip -P ${s('Gr4vel-pit')} out.zip report.pdf && 7z x b.7z -p${s('F1replace88')}`);
  T(
    't-history-openssl',
    `openssl enc -aes-256-cbc -in a -out b -pass pass:${s(b62(14))} && openssl rsa -in k.pem -passin pass:${s(b62(9))}`,
  );
  T('t-history-gpg', `echo x | gpg --batch --passphrase ${s(phrase())} -c file`);
  T('t-history-echo-sudo', `echo '${s(pw())}' | sudo -S apt-get update`);
  T('t-history-chpasswd', `echo "deploy:${s(pw())}" | chpasswd`);
  T('t-history-pgpassword', `PGPASSWORD=${s(b62(15))} pg_dump -h db app > x.sql`);
  T('t-history-docker', `docker run -e MYSQL_ROOT_PASSWORD=${s(b62(13))} -e TZ=UTC -p 3306:3306 mysql:9`);
  T(
    't-history-kubectl',
    `kubectl create secret generic app --from-literal=smtp-pass=${s(b62(16))} --from-literal=user=app`,
  );
  T('t-history-gh', `gh secret set NPM_TOKEN --body "${s(b62(30))}"`);
  T('t-history-aws', `aws ssm put-parameter --name /prod/db --type SecureString --value ${s(b62(20))}`);
  T('t-history-htpasswd', `htpasswd -bnBC 10 admin ${s(b62(12))}`);
  T('t-history-net', `net use Z: \\\\srv\\share /user:ACME\\kim ${s(b62(11))}`);
  T('t-history-rsync', `RSYNC_PASSWORD=${s(b62(9))} rsync -av rsync://b@h/mod .`);
  T(
    't-history-httpie',
    `http POST api.example.com/login username=kim password=${s(b62(12))} Accept:application/json`,
  );
  T('t-history-wget', `wget --http-user=kim --http-password=${s(b62(12))} https://x.example/f`);
  T('t-history-ansible', `ansible-playbook site.yml -e "ansible_become_pass=${s(b62(12))} env=prod"`);
  T('t-history-rclone', `rclone obscure ${s('myHiddenOne77')}`);
  T(
    't-log-json',
    `{"level":"debug","msg":"auth","headers":{"authorization":"Bearer ${s(b62(40))}"},"time":1764290001}\n{"level":"info","msg":"ok"}\n`,
  );
  T('t-log-kv', `ts=2026-11-27T10:00:00Z level=warn msg="retry" token=${s(b62(30))} attempt=3`);
  T(
    't-log-access',
    `198.51.100.7 - - [27/Nov/2026:10:00:00 +0000] "GET /api/v1/me?access_token=${s(b62(32))} HTTP/1.1" 200 512 "-" "curl/8"`,
  );
  T(
    't-log-spring',
    `2026-11-27 10:00:00 DEBUG RestTemplate - Writing [grant_type=password&username=kim&password=${s(b62(14))}] as form`,
  );
  T(
    't-log-ruby',
    `Parameters: {"user"=>{"email"=>"${s('lena@post-mail.se')}", "password"=>"${s(pw())}"}, "commit"=>"Log in"}`,
  );
  T('t-log-python', `DEBUG:urllib3: headers={'X-Auth-Key': '${s(b62(37))}', 'Accept': '*/*'}`);
  T('t-log-go', `config: {Host:db Port:5432 User:app Password:${s(b62(15))} SSL:true}`);
  T('t-log-java', `LoginRequest(username=kim, password=${s(b62(15))}, rememberMe=true)`);
  T('t-log-rust', `Config { host: "db", secret_token: "${s(b62(22))}", retries: 3 }`);
  T(
    't-log-php',
    `array(2) {\n  ["user"]=>\n  string(3) "kim"\n  ["password"]=>\n  string(12) "${s(b62(12))}"\n}`,
  );
  T('t-log-php2', `Array\n(\n    [login] => kim\n    [password] => ${s(b62(12))}\n    [db] => shop\n)`);
  T(
    't-log-curlv',
    `> GET /me HTTP/2\n> Host: x.example\n> authorization: Bearer ${s(b62(33))}\n> accept: */*\n< HTTP/2 200\n< set-cookie: sid=${s(b62(26))}; path=/\n`,
  );
  T('t-log-plsql', `IDENTIFIED BY "${s(pw().replace(/"/g, 'x'))}" DEFAULT TABLESPACE users`);

  return samples;
}

import { testOf } from '../compiled.ts';
import { normalName } from './normal-name.ts';
import { isKeyOfService } from './secret-names.ts';

/**
 * True for the name of a variable of the environment with a part that says that it holds a secret:
 * `ACME_TOKEN`, `stripeKey`, `signing-secret`, `PGPASSWORD`. False where the end of it says that it holds
 * something about the secret instead: `TOKEN_URL`, `SSH_AUTH_SOCK`, `KEY_ID`, `STRIPE_PUBLIC_KEY`.
 */
export function namesSecret(name: string): boolean {
  const normal = normalName(name);
  if (SHELL.has(normal) || (isAbout(normal) && !ID_THAT_IS_ONE.test(normal)) || isOpen(normal)) return false;
  return isTelling(normal) || ENDING.test(normal) || isKeyOfService(normal);
}

/** True where what people make up is as likely as what a machine made. */
export const namesPassword = (name: string): boolean => PASSWORD.test(normalName(name));

const SHELL: ReadonlySet<string> = new Set(['pwd', 'oldpwd', 'old_pwd']);
const isTelling = testOf(
  /(?:^|_)(?:tokens?|keys?|secrets?|pass(?:words?|wds?|phrases?|codes?)?|pwds?|pw|psw|pswd|credentials?|creds?|auth|authorization|api_?keys?|dsn|private|signing|signature|webhooks?|hook|connection_?strings?|conn_?str|jwt|bearer|cookies?|salt|pat|psk|otp|totp|mnemonic|seed|sas|hmac|tkn)(?:_|\d|$)/,
);
const ENDING =
  /(?:token|secret|passw(?:or)?d|passphrase|apikey|accesskey|secretkey|privatekey|authkey|pass)$/;
const PASSWORD =
  /(?:^|_)(?:pass(?:wd|phrase|code)?|pwd|pw|psw|pswd)(?:_|\d|$)|passw(?:or)?d|passphrase|mnemonic|pass$/;
const isAbout = testOf(
  /_(?:ids?|names?|types?|paths?|files?|filename|dirs?|folder|socks?|socket|hosts?|hostname|ports?|users?|username|emails?|issuer|audience|domain|region|zone|alg|algorithm|algo|format|encoding|expiry|expires|expiration|expires_in|ttl|length|len|size|version|scopes?|methods?|mode|providers?|prefix|suffix|headers?_?names?|enabled|required|disabled|count|limits?|max|min|fingerprint|arn|label|title|hint|realm|tenant|timeout|ms|seconds|minutes|hours|days|policy|strategy|store|backend|status|state|url_prefix|options?)$/,
);
const ID_THAT_IS_ONE = /secret_id$/;
const isOpen = testOf(
  /(?:^|_)(?:public|publishable|pub|cache|idempotency|primary|foreign|sort|partition|shortcut|hot)_?(?:keys?|tokens?)(?:_|$)|(?:^|_)known_hosts|^(?:bypass|compass)$|_(?:bypass|compass)$/,
);

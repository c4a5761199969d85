/** A short name for what stands under a name. */
export function kindOf(normal: string): string {
  return KINDS.find(([, pattern]) => pattern.test(normal))?.[0] ?? 'secret';
}

const KINDS: readonly (readonly [string, RegExp])[] = [
  [
    'phone',
    /^(?:\w+_)?(?:phone|mobile|cell|cellphone|telephone|fax|msisdn|whatsapp|wa_id)(?:_?(?:number|num|no|nr))?$/,
  ],
  ['password', /pass(?!port)|pwd|pw$|passwort|kennwort|senha|contrase|wachtwoord/],
  ['token', /token|bearer|jwt|tkn|tok$/],
  [
    'personal',
    /ssn|social|national|passport|licen[sc]e(?:_?(?:number|no))?$|tax_?id|^i?tin$|nino|account_?(?:number|no)|bank_?account|card|^cc_|iban|kart[en]|tarjeta|cart[aã]o|carte|acct/,
  ],
  ['code', /code(?!_verifier)|otp|pr[uü]e?f|cryptogramme|c[oó]digo|pin|puk|cvv|cvc|^csc$|cav2/],
  ['cookie', /cookie|sess|sid/],
  ['authorization', /auth/],
  ['key', /key|psk/],
];

/** The zone by what `TZ` says: to ask V8 takes longer than the rest of a replay's beginning. */
let known: { env: string | undefined; zone: string } | undefined;

/** The IANA name of this process's time zone. */
export function timeZone(): string {
  const env = process.env['TZ'];
  if (known === undefined || known.env !== env)
    known = { env, zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
  return known.zone;
}

let ownLocale: string | undefined;

/**
 * The locale that this process takes where code names none: V8 reads it once, when the process begins. Undefined where
 * the environment names none (`LC_ALL=`), since nobody can ask for that one by its name.
 */
export function defaultLocale(): string | undefined {
  ownLocale ??= new Intl.NumberFormat().resolvedOptions().locale;
  return ownLocale === 'und' ? undefined : ownLocale;
}

/** By what Node and PostgreSQL (appendix A of its documentation) call an error. */
const FIXES: Readonly<Record<string, string>> = {
  ERR_MODULE_NOT_FOUND: 'npm install pg',
  ERR_INVALID_URL: 'write what is special in the user and the password as %xx: a slash is %2F',
  '28P01': 'check the user and the password in the URL',
  '28000': 'check the user and the password in the URL',
  '3D000': 'make the database, or name one that is there',
  '42501': 'let the role create in the schema, and own the tables that are there',
  '53300': 'raise max_connections, or let fewer processes have the store open at once',
  '53100': 'free disk space on the server',
  '55P03': 'let go of the lock that another session has, or raise the lock_timeout of the role',
  '57014': 'raise the statement_timeout of the role or the database',
  '25P03': 'raise the idle_in_transaction_session_timeout of the role or the database',
  '25006': 'name a server that can be written to: this one only reads',
};

/** What to do about a PostgreSQL store that cannot be used; undefined where its error does not say. */
export function postgresFix(error: unknown): string | undefined {
  const { code } = { ...(error as { code?: unknown } | null) };
  return typeof code === 'string' ? FIXES[code] : undefined;
}

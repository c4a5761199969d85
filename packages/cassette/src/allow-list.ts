/**
 * Reads an allow-list's `tcp:<host>:<port>` entries for URLs. Other entries (`unix:`, `spawn:`) are
 * the guard's.
 */
export function allowedUrls(allow: readonly string[]): (url: URL) => boolean {
  const targets = new Set(
    allow.filter((entry) => entry.startsWith('tcp:')).map((entry) => entry.slice(4).toLowerCase()),
  );
  if (targets.size === 0) return () => false;
  return (url) =>
    targets.has(`${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`.toLowerCase());
}

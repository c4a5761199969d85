/** True for what `fetch` reads from the process itself: it never goes out, and needs no tape. */
export function isLocalUrl(url: string): boolean {
  return /^(?:data|blob):/i.test(url);
}

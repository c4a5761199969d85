import { deflateSync, gzipSync } from 'node:zlib';

/** Bodies as services send them, dense with what stands encoded, and without a secret; the same in each run. */
export type Body = (size: number) => string;

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** As many rows as fit. */
function rows(size: number, row: (at: number) => string, between: string): string {
  const all: string[] = [];
  for (let at = 0, length = 0; length < size; at += 1) {
    const next = row(at);
    all.push(next);
    length += next.length + between.length;
  }
  return all.join(between);
}

const list =
  (row: (at: number) => unknown): Body =>
  (size) =>
    `[${rows(size, (at) => JSON.stringify(row(at)), ',')}]`;

const idOf = (at: number): number => 7_632_871_000_000 + 7919 * at;
const link = (at: number): string => `https://shop.example/items/${idOf(at)}?page=${at}&sort=price&lang=en`;
const html = (at: number): string => `<li class="item"><a href="/items/${at}">Item ${at} & more</a></li>`;

export const BODIES: Readonly<Record<string, Body>> = {
  'ids and cursors of GraphQL': list((at) => ({
    cursor: base64(JSON.stringify({ last_id: idOf(at), last_value: String(idOf(at)) })),
    node: { id: base64(`gid://shopify/Product/${idOf(at)}`), title: `Product ${at}` },
  })),
  'short cursors': (size) => rows(size, (at) => base64(`cursor:v2:${idOf(at)}`), '\n'),
  'ids with words of the rules': list((at) =>
    base64(`gid://shop/PaymentToken/${idOf(at)}?user=key&name=card`),
  ),
  'links in queries': (size) =>
    rows(size, (at) => `https://a.example/go?u=${encodeURIComponent(link(at))}`, '\n'),
  'links in links': (size) =>
    rows(
      size,
      (at) =>
        `https://a.example/go?u=${encodeURIComponent(`https://b.example/r?to=${encodeURIComponent(link(at))}`)}`,
      '\n',
    ),
  'states in links': (size) =>
    rows(
      size,
      (at) =>
        `https://a.example/go?u=${encodeURIComponent(`${link(at)}&view=${base64(JSON.stringify({ tab: 'all', page: at, open: true }))}`)}`,
      '\n',
    ),
  'a query': (size) =>
    `https://a.example/search?${rows(size, (at) => `filter%5B${at}%5D=${encodeURIComponent(`size in [${at}, ${at + 1}]`)}`, '&')}`,
  'JSON in a query': (size) =>
    `q=${encodeURIComponent(JSON.stringify(JSON.parse(list((at) => ({ page: at, title: `Item ${at}` }))(size / 2))))}`,
  'data: URLs': list((at) => ({
    icon: `data:image/svg+xml;base64,${base64(`<svg xmlns="http://www.w3.org/2000/svg"><path d="M${at} 0h${at}"/></svg>`)}`,
  })),
  'escaped HTML': (size) =>
    rows(size, (at) => html(at).replaceAll('&', '&amp;').replaceAll('<', '&lt;'), '\n'),
  'escaped JSON in HTML': (size) =>
    rows(
      size,
      (at) =>
        `<p data-props="${JSON.stringify({ page: at, title: `Item ${at}` }).replaceAll('"', '&quot;')}">`,
      '\n',
    ),
  'quoted-printable': (size) =>
    `Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n${rows(size, (at) => html(at).replaceAll('=', '=3D'), '\n')}`,
  'JSON in base64, of cursors': (size) => base64(BODIES['ids and cursors of GraphQL']?.(size * 0.75) ?? ''),
  'JSON in escapes, of ids': (size) =>
    rows(
      size,
      (at) => `\\u007b\\u0022id\\u0022:\\u0022${base64(`gid://shop/Product/${idOf(at)}`)}\\u0022\\u007d`,
      '\n',
    ),
  'short cursors in base64': (size) => base64(BODIES['short cursors']?.(size * 0.75) ?? ''),
  'words in base64, in base64': (size) => base64(BODIES['ids with words of the rules']?.(size * 0.75) ?? ''),
  'packed pages of cursors': (size) =>
    rows(
      size,
      (at) => gzipSync(BODIES['ids and cursors of GraphQL']?.(2000 + at) ?? '').toString('base64'),
      '\n',
    ),
  'a packed page of cursors': (size) =>
    gzipSync(BODIES['ids and cursors of GraphQL']?.(size) ?? '').toString('base64'),
  'packed states': list((at) =>
    deflateSync(JSON.stringify({ page: at, sort: 'price' })).toString('base64url'),
  ),
  'deltas of arguments': (size) => {
    const text = BODIES['ids and cursors of GraphQL']?.(size / 4) ?? '';
    return `${(text.match(/.{1,40}/g) ?? []).map((piece) => `data: ${JSON.stringify({ type: 'delta', delta: piece })}`).join('\n\n')}\n\n`;
  },
};

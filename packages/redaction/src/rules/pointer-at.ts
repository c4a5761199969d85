import { type JsonNode, readJson } from './read-json.ts';

/** JSON Pointer (RFC 6901) of the value, or of the member whose name stands, at an offset; "" when the text is not JSON. */
export function pointerAt(text: string, offset: number): string {
  const root = readJson(text);
  const todo: [JsonNode, string][] = root === undefined ? [] : [[root, '']];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const [node, path] = next;
    if (node.type === 'object') {
      for (const [key, value] of node.members) {
        const inner = `${path}/${key.value.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        if (offset >= key.start && offset < key.end) return path;
        todo.push([value, inner]);
      }
    } else if (node.type === 'array')
      node.items.forEach((item, index) => todo.push([item, `${path}/${index}`]));
    else if (offset >= node.start && offset < node.end) return path;
  }
  return '';
}

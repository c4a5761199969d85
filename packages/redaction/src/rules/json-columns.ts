import type { Names } from '../names/names.ts';
import type { JsonNode, JsonScalar } from './read-json.ts';

/**
 * Cells under the columns that a member beside the rows names, or their first row, as tools that ask a database or a
 * sheet answer: `{"columns": ["id", "api_key"], "rows": [[1, "…"]]}`. Only of columns with a telling name.
 */
export function columnNames(members: readonly [JsonScalar, JsonNode][], names: Names): [JsonNode, string][] {
  const arrayOf = (pattern: RegExp, those = members): readonly JsonNode[] =>
    those.flatMap(([key, node]) => (pattern.test(key.value) ? itemsOf(node) : []));
  const rows = arrayOf(ROWS);
  if (rows.length === 0) return [];
  const schema = members.find(([key]) => key.value === 'schema')?.[1];
  const columns = arrayOf(COLUMNS, schema?.type === 'object' ? [...members, ...schema.members] : members);
  const heads = (columns.length > 0 ? columns : firstRow(rows)).map(nameOf);
  return cellNames(heads, columns.length > 0 ? rows : rows.slice(1), names);
}

/** Of measured numbers, which are no rows, one stands for all: vectors have thousands. */
function itemsOf(node: JsonNode): readonly JsonNode[] {
  if (node.type !== 'array') return [];
  return node.isMeasured === true ? [NUMBER] : node.items;
}

const NUMBER: JsonNode = { type: 'number', value: '0', start: 0, end: 0 };

function cellNames(heads: readonly string[], rows: readonly JsonNode[], names: Names): [JsonNode, string][] {
  const telling = heads.flatMap((head, at) => (names.strength(head) === undefined ? [] : [at]));
  const named: [JsonNode, string][] = [];
  for (const row of telling.length === 0 ? [] : rows) {
    const cells = cellsOf(row);
    if (cells.length > heads.length) continue;
    for (const at of telling) {
      const cell = cells[at];
      // a short row has none of the further columns
      if (cell === undefined) break;
      named.push([cell, heads[at] as string]);
    }
  }
  return named;
}

/** The same of a table that is the whole of a text; a list of pairs, as of the fields of a form, is none. */
export function tableNames(rows: readonly JsonNode[], names: Names): [JsonNode, string][] {
  const heads = firstRow(rows).map(nameOf);
  const isTable =
    heads.length > 1 &&
    names.strength(heads[0] ?? '') === undefined &&
    !OF_FIELD.test(heads[0] ?? '') &&
    rows.every((row) => row.type === 'array' && row.items.length === heads.length);
  return isTable ? cellNames(heads, rows.slice(1), names) : [];
}

/** What says of which kind something is: `["type", "password"]`. */
const OF_FIELD = /(?:^|_)(?:type|kind|mode|method|scheme|field|label|autocomplete)$/i;

/** A row is a list, or an object around one, as BigQuery has it: `{"f": [{"v": "…"}]}`. */
function cellsOf(row: JsonNode): readonly JsonNode[] {
  if (row.type === 'array') return row.isMeasured === true ? [] : row.items;
  const cells = row.type === 'object' && row.members.length === 1 ? row.members[0]?.[1] : undefined;
  return cells?.type === 'array' && cells.isMeasured !== true ? cells.items.map(valueIn) : [];
}

const valueIn = (cell: JsonNode): JsonNode =>
  cell.type === 'object' && cell.members.length === 1 ? (cell.members[0]?.[1] ?? cell) : cell;

export const ROWS =
  /^(?:rows|values|data|records|results?|data_?array|cells|users|accounts|table|sheet|matrix|range)$/i;
export const COLUMNS = /^(?:columns?|column_?names?|cols|fields?|headers?|header_?row)$/i;

/** A head is a row of names, and a row of its own. */
function firstRow([first, ...rows]: readonly JsonNode[]): readonly JsonNode[] {
  const isHead =
    first?.type === 'array' &&
    rows.some(({ type }) => type === 'array') &&
    first.items.length > 1 &&
    first.items.every((item) => item.type === 'string' && NAME.test(item.value));
  return isHead ? first.items : [];
}

/** What stands in a head. */
export const NAME = /^[A-Za-z][\w -]{0,39}$/;

/** A column is its name, or an object that has one. */
function nameOf(column: JsonNode): string {
  if (column.type === 'string') return column.value;
  const named = column.type === 'object' ? column.members.find(([key]) => COLUMN.test(key.value)) : undefined;
  return named?.[1].type === 'string' ? named[1].value : '';
}

const COLUMN = /^(?:name|field|column|column_?name|title|label|key)$/i;

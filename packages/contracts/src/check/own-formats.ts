import type { Ajv } from 'ajv';

/** Least and most of the whole numbers that OpenAPI's registry of formats, and what writes schemas of Rust, go by. */
const WHOLE: Readonly<Record<string, readonly [least: number, most: number]>> = {
  int: [-Infinity, Infinity],
  int8: [-(2 ** 7), 2 ** 7 - 1],
  int16: [-(2 ** 15), 2 ** 15 - 1],
  uint: [0, Infinity],
  uint8: [0, 2 ** 8 - 1],
  uint16: [0, 2 ** 16 - 1],
  uint32: [0, 2 ** 32 - 1],
  uint64: [0, 2 ** 64],
};

/** Adds the formats that generators of schemas write without a pattern beside them, and ajv-formats does not know. */
export function addOwnFormats(ajv: Ajv): void {
  ajv.addFormat('jwt', /^[\w-]+\.[\w-]+\.[\w-]*$/);
  for (const [name, [least, most]] of Object.entries(WHOLE))
    ajv.addFormat(name, {
      type: 'number',
      validate: (value) => Number.isInteger(value) && value >= least && value <= most,
    });
}

import { Refusal } from '../tools/refusal.ts';

/** A Python float whose value is whole: `250.0`, which JavaScript cannot tell from `250`. */
export interface Float {
  readonly float: number;
}

export type PythonNumber = number | Float;

export function isFloat(value: unknown): value is Float {
  return typeof value === 'object' && value !== null && 'float' in value && typeof value.float === 'number';
}

/** What a number is worth; refuses what is none, as Python's operators do. */
export function worth(value: unknown, operator: string): number {
  if (isFloat(value)) return value.float;
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  throw new Refusal(`unsupported operand type(s) for ${operator}: 'int' and '${typeName(value)}'`);
}

export function add(a: PythonNumber, b: PythonNumber): PythonNumber {
  return keepFloat(worth(a, '+') + worth(b, '+'), a, b);
}

export function subtract(a: PythonNumber, b: PythonNumber): PythonNumber {
  return keepFloat(worth(a, '-=') - worth(b, '-='), a, b);
}

export function times(factor: number, b: PythonNumber): PythonNumber {
  return keepFloat(factor * worth(b, '*'), b);
}

export function negate(a: PythonNumber): PythonNumber {
  return keepFloat(-worth(a, '-'), a);
}

/** A result is a float when one of its operands is. */
function keepFloat(result: number, ...operands: readonly PythonNumber[]): PythonNumber {
  const isFloating = operands.some((each) => isFloat(each) || !Number.isInteger(worth(each, '+')));
  if (isFloating && Number.isInteger(result)) return { float: result };
  return result === 0 ? 0 : result;
}

/** Python's name of a JSON value's type. */
function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (isFloat(value)) return 'float';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return { string: 'str', boolean: 'bool', object: 'dict' }[typeof value as 'string'] ?? 'object';
}

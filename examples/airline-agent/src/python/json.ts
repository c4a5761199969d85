import { isFloat } from './number.ts';

/** Reads JSON as Python does: `250.0` stays a float. */
export function parsePythonJson(text: string): unknown {
  return JSON.parse(text, ((_key: string, value: unknown, { source }: { source?: string }) =>
    typeof value === 'number' && Number.isInteger(value) && source !== undefined && /[.eE]/.test(source)
      ? { float: value }
      : value) as (key: string, value: unknown) => unknown);
}

/** JSON as Python's `json.dumps` writes it, which is how the benchmark's tools answered. */
export function pythonJson(value: unknown): string {
  if (isFloat(value)) return pythonFloat(value.float);
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, each]) => `${pythonJson(key)}: ${pythonJson(each)}`);
    return `{${entries.join(', ')}}`;
  }
  if (typeof value !== 'string') return JSON.stringify(value ?? null);
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A float as Python prints it: whole ones with `.0`, and exponents from 1e16 on. */
export function pythonFloat(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return `${value}.0`;
  if (Number.isInteger(value)) return value.toExponential().replace(/e\+(\d)$/, 'e+0$1');
  return String(value).replace(/e-(\d)$/, 'e-0$1');
}

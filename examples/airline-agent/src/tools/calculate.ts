import { pythonFloat } from '../python/json.ts';
import { Refusal } from './refusal.ts';

/** Evaluates an arithmetic expression as Python does, and rounds it to two places: `"152 + 103"` → `"255.0"`. */
export function calculate(expression: string): string {
  if (!/^[0-9+\-*/(). ]*$/.test(expression)) throw new Refusal('invalid characters in expression');
  const parser = { text: expression, at: 0 };
  const value = sum(parser);
  skip(parser);
  if (expression[parser.at] === ')') throw new Refusal("unmatched ')' (<string>, line 1)");
  if (parser.at < expression.length) throw new Refusal('invalid syntax (<string>, line 1)');
  return pythonFloat(roundHalfEven(value));
}

interface Parser {
  text: string;
  at: number;
}

function sum(parser: Parser): number {
  let value = product(parser);
  for (;;) {
    if (accept(parser, '+')) value += product(parser);
    else if (accept(parser, '-')) value -= product(parser);
    else return value;
  }
}

function product(parser: Parser): number {
  let value = unary(parser);
  for (;;) {
    if (accept(parser, '//')) value = Math.floor(divide(value, unary(parser)));
    else if (accept(parser, '/')) value = divide(value, unary(parser));
    else if (accept(parser, '*')) value *= unary(parser);
    else return value;
  }
}

function unary(parser: Parser): number {
  if (accept(parser, '-')) return -unary(parser);
  if (accept(parser, '+')) return unary(parser);
  const base = atom(parser);
  return accept(parser, '**') ? base ** unary(parser) : base;
}

function atom(parser: Parser): number {
  if (accept(parser, '(')) {
    const value = sum(parser);
    if (!accept(parser, ')')) throw new Refusal("'(' was never closed (<string>, line 1)");
    return value;
  }
  skip(parser);
  const digits = /^(?:\d+\.?\d*|\.\d+)/.exec(parser.text.slice(parser.at))?.[0];
  if (digits === undefined) throw new Refusal('invalid syntax (<string>, line 1)');
  parser.at += digits.length;
  return Number(digits);
}

function accept(parser: Parser, operator: string): boolean {
  skip(parser);
  if (!parser.text.startsWith(operator, parser.at)) return false;
  if (operator === '*' && parser.text.startsWith('**', parser.at)) return false;
  parser.at += operator.length;
  return true;
}

function skip(parser: Parser): void {
  while (parser.text[parser.at] === ' ') parser.at += 1;
}

function divide(a: number, b: number): number {
  if (b === 0) throw new Refusal('division by zero');
  return a / b;
}

function roundHalfEven(value: number): number {
  const hundredths = value * 100;
  const isTie = Math.abs(hundredths % 1) === 0.5 && (value * 8) % 1 === 0;
  if (isTie) return (2 * Math.round(hundredths / 2)) / 100;
  return Number(value.toFixed(2));
}

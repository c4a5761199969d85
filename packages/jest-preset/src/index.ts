import './matcher-types.ts';

export { default as preset } from './preset.ts';

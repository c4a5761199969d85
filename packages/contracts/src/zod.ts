import {
  array,
  boolean,
  custom,
  discriminatedUnion,
  enum as enumOf,
  instanceof as instanceOf,
  int,
  json,
  lazy,
  literal,
  looseObject,
  number,
  object,
  partialRecord,
  preprocess,
  record,
  strictObject,
  string,
  union,
  url,
} from 'zod';

/**
 * What the packages beside this one make their schemas of. The build joins it into this package's files and
 * gives it to them in place of zod, whose hundred modules take longer to load than all of ours.
 */
export const z = {
  array,
  boolean,
  custom,
  discriminatedUnion,
  enum: enumOf,
  instanceof: instanceOf,
  int,
  json,
  lazy,
  literal,
  looseObject,
  number,
  object,
  partialRecord,
  preprocess,
  record,
  strictObject,
  string,
  union,
  url,
};

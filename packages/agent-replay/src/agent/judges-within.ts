import type { Predicate, SemanticValidator } from '@agent-replay/contracts';

/** Calls what is the user's own; see `ReplayScope`. */
type Calling = <T>(fn: () => T) => T;

/** The same validator, called so; who changes what is returned changes nothing of it. */
export function validatorWithin(validator: SemanticValidator, theirs: Calling): SemanticValidator {
  const { id, version, deterministic = false } = validator;
  return {
    id,
    version,
    deterministic,
    validate: (input, signal) => theirs(async () => validator.validate(input, signal)),
  };
}

/** The same of a predicate. */
export function predicateWithin(predicate: Predicate, theirs: Calling): Predicate {
  const { id, expected } = predicate;
  return { id, expected, check: (evidence, options) => theirs(() => predicate.check(evidence, options)) };
}

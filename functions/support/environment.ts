import { OwnError } from '../../shared/own-error.ts';

/** A variable that the stack sets. @throws where it is missing: the function is deployed wrongly. */
export function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new OwnError(`the environment variable ${name} is not set`);
  return value;
}

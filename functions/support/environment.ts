import { OwnError } from '../../shared/lib/index.ts';

/** A variable that the stack sets. @throws if it is missing, because the function is then deployed wrongly. */
export function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new OwnError(`the environment variable ${name} is not set`);
  return value;
}

/** A variable that the stack sets only with certain options. */
export const optionalSetting = (name: string): string | undefined => process.env[name] || undefined;

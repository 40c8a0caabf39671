interface Program {
  readonly help: string;
  /** The parameters that the program knows. */
  readonly known?: readonly string[];
}

/**
 * Whether a program may run with these parameters. `--help` prints the help. An unknown parameter prints it as an error,
 * and sets the exit code 2.
 */
export function mayRun(parameters: readonly string[], { help, known = [] }: Program): boolean {
  if (parameters.includes('--help')) {
    console.log(help);
    return false;
  }
  const unknown = parameters.filter((name) => !known.includes(name));
  if (unknown.length === 0) return true;
  console.error(`unknown: ${unknown.join(' ')}\n\n${help}`);
  process.exitCode = 2;
  return false;
}

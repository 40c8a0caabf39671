import { exportLine, shellName } from '../../command-line/shell-names.ts';
import { type DeploymentSelection, useDeployment } from '../../deployment/deployment.ts';

export interface OutputsOptions extends DeploymentSelection {
  readonly json?: boolean;
}

/** The names that CloudFormation permits for outputs. Others are not passed to a shell. */
const OUTPUT_NAME = /^[A-Za-z][A-Za-z0-9]*$/;

/**
 * `primum outputs`: prints the names of a deployment's resources as shell variables. `eval` can read the lines. For a
 * local stack they include its endpoints and made-up credentials.
 */
export async function printOutputs({ json = false, ...selection }: OutputsOptions): Promise<void> {
  const { outputs, stackName, environment } = await useDeployment(selection);
  // This is the form of `cdk deploy --outputs-file`, so that --outputs can read it.
  if (json) return console.log(JSON.stringify({ [stackName ?? 'local']: outputs }, null, 2));
  const named = Object.entries(outputs)
    .filter(([name]) => OUTPUT_NAME.test(name))
    .map(([name, value]) => [shellName(name), value] as const);
  const region = process.env.AWS_REGION;
  const lines = [
    ...(stackName === null ? [] : [['STACK', stackName] as const]),
    ...(stackName === null || !region ? [] : [['AWS_REGION', region] as const]),
    ...Object.entries(environment),
    ...named,
  ];
  for (const [name, value] of lines) console.log(exportLine(name, value));
}

// This module is loaded before all others in the functions' processes. It adds an offset from a file to the clock of
// the publishing function, at each reading of the clock.
import { readFileSync } from 'node:fs';

const { FAULTS_CLOCK: file = '', AWS_LAMBDA_FUNCTION_NAME: name = '' } = process.env;
const RealDate = Date;

function now() {
  try {
    return RealDate.now() + Number(readFileSync(file, 'utf8'));
  } catch {
    return RealDate.now();
  }
}

if (name.includes('Publish'))
  globalThis.Date = /** @type {DateConstructor} */ (
    class extends RealDate {
      /** @param {[]} parameters */
      constructor(...parameters) {
        if (parameters.length === 0) super(now());
        else super(...parameters);
      }

      /** @override */
      static now() {
        return now();
      }
    }
  );

import { codeVersion } from '../shared/lib/code-version.ts';
import { createApp } from './create-app.ts';

createApp({ codeVersion: codeVersion() }).app.synth();

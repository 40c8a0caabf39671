import { codeVersion } from '../shared/code-version.ts';
import { createApp } from './create-app.ts';

createApp({ codeVersion: codeVersion() }).app.synth();

import { codeVersion } from '../shared/lib/index.ts';
import { createApp } from './create-app.ts';

createApp({ codeVersion: codeVersion() }).app.synth();

/** Colours of the page, light and dark. Text has a contrast of at least 4.5 : 1 on its background. */
const LIGHT =
  '--ink:#18212b;--muted:#53606d;--line:#d8dee5;--paper:#fff;--panel:#f5f7f9;--accent:#24598f;' +
  '--danger:#a3211a;--danger-bg:#fbe6e3;--warn:#7a5000;--warn-bg:#fcefd3;--ok:#1a6340;--ok-bg:#dff1e7;--quiet-bg:#eef1f4;--lit:#fff3c4';

const DARK =
  '--ink:#e6eaef;--muted:#a4b1be;--line:#36424e;--paper:#12171d;--panel:#1a2129;--accent:#83b4ea;' +
  '--danger:#ff9d93;--danger-bg:#43201d;--warn:#f0c36b;--warn-bg:#433414;--ok:#86d3aa;--ok-bg:#173a29;--quiet-bg:#232c35;--lit:#4a4218';

/** Colours of models, assigned in turn. Neighbours differ in hue and lightness, and none is the red of danger. */
const MODELS_LIGHT =
  '--m0:#044b94;--m1:#986106;--m2:#095c34;--m3:#9250a0;--m4:#04585c;--m5:#79720e;--m6:#483c95;--m7:#537e0e;--m8:#0d556c;--m9:#a54881;--m10:#045a4f;--m11:#ac5107';
const MODELS_DARK =
  '--m0:#6fa7ee;--m1:#fdbc6f;--m2:#60bb83;--m3:#edb1fb;--m4:#14bbc2;--m5:#d6cf6e;--m6:#9d99ed;--m7:#b1da86;--m8:#39b4dd;--m9:#feaddb;--m10:#2fbda7;--m11:#feb993';

/** Colours of scores from −2 to +2. */
const SCORES_LIGHT = '--score0:#a3211a;--score1:#e08a76;--score2:#cfd6dd;--score3:#8fb9dc;--score4:#24598f';
const SCORES_DARK = '--score0:#ff9d93;--score1:#a8574c;--score2:#4a5662;--score3:#3f6f9f;--score4:#83b4ea';

export const COLOURS = `
:root{${LIGHT};${MODELS_LIGHT};${SCORES_LIGHT}}
@media screen and (prefers-color-scheme:dark){:root{${DARK};${MODELS_DARK};${SCORES_DARK}}}
`;

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { digest, type Files } from '../../shared/publication/manifest.ts';
import { publish } from '../../shared/publication/publish.ts';
import { localSigner } from '../../shared/publication/signature.ts';
import type { FolderEntry, SnapshotFolder } from '../../shared/publication/verify/index.ts';
import { audit } from './audit.ts';
import { cellsFileOf } from './cells-file.ts';
import { MemoryObjectStore } from './memory-object-store.ts';
import { NO_OPERATIONS } from './sample-operations.ts';
import { entriesUnder } from './sample-snapshot.ts';
import { sampleInput } from './sample-study.ts';

const MODELS = ['aster', 'borage', 'cumin'];
const START = Date.UTC(2026, 2, 1, 9, 30);
const QUARTER_MS = 900_000;

/** A published study: its files by their paths in the folder of the study. */
export interface SampleChain {
  readonly files: Files;
  /** The ids of the snapshots, oldest first. */
  readonly ids: readonly string[];
  readonly publicKey: KeyObject;
}

/** A pair of keys as `primum audit --signing-key` uses them. */
export function keyPair(): { pem: string; publicKey: KeyObject } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { pem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), publicKey };
}

/** Publishes a snapshot of the study `demo` for each number of votes, in the same way as the publishing function. */
export async function sampleChain(
  votes: readonly number[],
  keys: ReturnType<typeof keyPair> = keyPair(),
  objects: MemoryObjectStore = new MemoryObjectStore(),
): Promise<SampleChain> {
  const ids: string[] = [];
  for (const [at, count] of votes.entries()) {
    const input = sampleInput({ votes: count, models: MODELS });
    const made = audit(input);
    const evidence = await cellsFileOf(input.cells, input.settings.criteria);
    const { id } = await publish('demo', {
      objects,
      now: () => new Date(START + at * QUARTER_MS),
      read: async () => ({
        digest: made.inputs,
        audit: () => made,
        evidence,
        moving: 0,
        readStatus: async () => NO_OPERATIONS,
      }),
      sign: localSigner(keys.pem),
    });
    ids.push(id);
  }
  return { files: studyFiles(objects), ids, publicKey: keys.publicKey };
}

const FOLDER = 'snapshots/demo/';

/** The files of the study in a bucket. */
export const studyFiles = (objects: MemoryObjectStore): Files =>
  new Map(objects.keys(FOLDER).map((key) => [key.slice(FOLDER.length), objects.contents.get(key)!]));

/** The folder of a study in memory. `links` are the names of entries that are links. */
export const studyFolder = (
  files: Files,
  { ownName = 'demo', links = [] as readonly string[], canList = true } = {},
): SnapshotFolder => ({
  name: 'the study',
  ownName,
  read: async (file) => files.get(file) ?? null,
  list: async (under) => (canList ? listed(files, under, links) : null),
});

const listed = (files: Files, under: string, links: readonly string[]): FolderEntry[] =>
  entriesUnder(files.keys(), under).map((entry) =>
    links.includes(under + entry.name) ? { ...entry, kind: 'link' } : entry,
  );

/** The bytes of a JSON file in the form of Primum. */
export const asFile = (value: unknown): Uint8Array => Buffer.from(`${JSON.stringify(value, null, 1)}\n`);

// biome-ignore lint/suspicious/noExplicitAny: a file is JSON of any shape
export const jsonAt = (files: Files, path: string): any =>
  JSON.parse(Buffer.from(files.get(path)!).toString());

/** A copy of the files with a JSON file altered in place. */
export function withJson(
  files: Files,
  path: string,
  alter: (value: ReturnType<typeof jsonAt>) => void,
): Files {
  const value = jsonAt(files, path);
  alter(value);
  return new Map([...files, [path, asFile(value)]]);
}

/** A copy of the files with another body of a snapshot's file, and a manifest that matches it. */
export function withFile(files: Files, id: string, name: string, body: Uint8Array): Files {
  const replaced = new Map([...files, [`${id}/${name}`, body]]);
  return withJson(replaced, `${id}/manifest.json`, (manifest) => {
    for (const entry of manifest.files) if (entry.name === name) Object.assign(entry, digest(body));
  });
}

/** A copy of the files in which everything that names the manifest of the newest snapshot names its present hash. */
export function withNewestNamed(files: Files, id: string): Files {
  const body = files.get(`${id}/manifest.json`)!;
  const { number } = jsonAt(files, `${id}/manifest.json`);
  const named = new Map([...files, [`chain/${number}.json`, body]]);
  const pointed = withJson(named, 'latest.json', (latest) => Object.assign(latest.manifest, digest(body)));
  return withJson(pointed, 'history.json', ({ snapshots }) => {
    snapshots.at(-1).manifest = digest(body).sha256;
  });
}

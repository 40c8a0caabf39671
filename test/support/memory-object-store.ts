import { createHash } from 'node:crypto';
import type {
  FoundObject,
  ObjectReference,
  ObjectStore,
  StoredObject,
} from '../../shared/lib/object-store/object-store.ts';
import { sourceOf } from '../unit/imports/bytes.ts';

/** Objects in memory with the conditional writes of S3. */
export class MemoryObjectStore implements ObjectStore {
  readonly contents = new Map<string, Uint8Array>();
  /** Number of calls so far. */
  calls = 0;
  /** Called before each call takes effect. It throws when a test simulates the death of the caller. */
  interrupt: (call: number) => void = () => {};

  async get(key: string): Promise<StoredObject | null> {
    return this.#call(() => {
      const body = this.contents.get(key);
      return body ? { body, etag: etagOf(body) } : null;
    });
  }

  async put(key: string, body: Uint8Array, seen: string | null): Promise<boolean> {
    return this.#call(() => {
      const current = this.contents.get(key);
      if ((current ? etagOf(current) : null) !== seen) return false;
      this.contents.set(key, Uint8Array.from(body));
      return true;
    });
  }

  async *list(prefix: string): AsyncIterable<string> {
    yield* await this.#call(() => this.keys(prefix));
  }

  async *folders(prefix: string): AsyncIterable<string> {
    const names = new Set<string>();
    for await (const key of this.list(prefix)) {
      const [name, ...rest] = key.slice(prefix.length).split('/');
      if (name && rest.length > 0) names.add(name);
    }
    yield* names;
  }

  async text(key: string, longest = Number.POSITIVE_INFINITY): Promise<string | null> {
    return this.#call(() => {
      const body = this.contents.get(key);
      return body ? Buffer.from(body.subarray(0, longest)).toString() : null;
    });
  }

  async find({ key, versionId, etag }: ObjectReference): Promise<FoundObject | null> {
    return this.#call(() => {
      const body = this.contents.get(key);
      if (!body) return null;
      const version = versionId ?? etag ?? 'v1';
      return { key, version, writtenAt: '2026-05-01T00:00:00.000Z', source: sourceOf(body) };
    });
  }

  async upload(key: string, body: string | AsyncIterable<string>): Promise<void> {
    const text = typeof body === 'string' ? body : (await Array.fromAsync(body)).join('');
    await this.#call(() => this.write(key, text));
  }

  async remove(keys: readonly string[]): Promise<void> {
    await this.#call(() => {
      for (const key of keys) this.contents.delete(key);
    });
  }

  /** A copy with the same objects and a new count of calls. */
  copy(): MemoryObjectStore {
    const copy = new MemoryObjectStore();
    for (const [key, body] of this.contents) copy.contents.set(key, body);
    return copy;
  }

  /** Writes an object as another writer, without a call. */
  write(key: string, content: string | Uint8Array): void {
    this.contents.set(key, Uint8Array.from(Buffer.from(content as string)));
  }

  keys(prefix = ''): string[] {
    return [...this.contents.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  textOf(key: string): string {
    const body = this.contents.get(key);
    if (!body) throw new Error(`there is no object ${key}, only ${[...this.contents.keys()].join(', ')}`);
    return Buffer.from(body).toString();
  }

  /** The texts of all objects by key. */
  texts(): [key: string, text: string][] {
    return this.keys().map((key) => [key, this.textOf(key)]);
  }

  // biome-ignore lint/suspicious/noExplicitAny: an object is JSON of any shape
  jsonOf(key: string): any {
    return JSON.parse(this.textOf(key));
  }

  async #call<T>(effect: () => T): Promise<T> {
    const call = ++this.calls;
    await new Promise((resolve) => setImmediate(resolve));
    this.interrupt(call);
    return effect();
  }
}

const etagOf = (body: Uint8Array): string => `"${createHash('md5').update(body).digest('hex')}"`;

import { createHash } from 'node:crypto';
import type { Bucket, StoredObject } from '../../shared/lib/object-store/bucket.ts';

/** A bucket in memory with the conditional writes of S3. */
export class MemoryBucket implements Bucket {
  readonly objects = new Map<string, Uint8Array>();
  /** Number of calls so far. */
  calls = 0;
  /** Called before each call takes effect. It throws at the point where a test lets the caller die. */
  interrupt: (call: number) => void = () => {};

  async get(key: string): Promise<StoredObject | null> {
    return this.#call(() => {
      const body = this.objects.get(key);
      return body ? { body, etag: etagOf(body) } : null;
    });
  }

  async put(key: string, body: Uint8Array, seen: string | null): Promise<boolean> {
    return this.#call(() => {
      const current = this.objects.get(key);
      if ((current ? etagOf(current) : null) !== seen) return false;
      this.objects.set(key, Uint8Array.from(body));
      return true;
    });
  }

  async *list(prefix: string): AsyncIterable<string> {
    const keys = await this.#call(() => [...this.objects.keys()].filter((k) => k.startsWith(prefix)));
    yield* keys.sort();
  }

  async *folders(prefix: string): AsyncIterable<string> {
    const names = new Set<string>();
    for await (const key of this.list(prefix)) {
      const [name, ...rest] = key.slice(prefix.length).split('/');
      if (name && rest.length > 0) names.add(name);
    }
    yield* names;
  }

  /** A copy with the same objects and a new count of calls. */
  copy(): MemoryBucket {
    const copy = new MemoryBucket();
    for (const [key, body] of this.objects) copy.objects.set(key, body);
    return copy;
  }

  text(key: string): string {
    const body = this.objects.get(key);
    if (!body) throw new Error(`there is no object ${key}, only ${[...this.objects.keys()].join(', ')}`);
    return Buffer.from(body).toString();
  }

  json(key: string): unknown {
    return JSON.parse(this.text(key));
  }

  async #call<T>(effect: () => T): Promise<T> {
    const call = ++this.calls;
    await new Promise((resolve) => setImmediate(resolve));
    this.interrupt(call);
    return effect();
  }
}

const etagOf = (body: Uint8Array): string => `"${createHash('md5').update(body).digest('hex')}"`;

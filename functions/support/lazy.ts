/** Creates a value at its first use. If that fails, the next use tries again. */
export function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    if (made) return made;
    const making = make();
    making.catch(() => {
      if (made === making) made = undefined;
    });
    made = making;
    return making;
  };
}

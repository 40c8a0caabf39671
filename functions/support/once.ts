/** Makes something at its first use, and again at the next one where that failed. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
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

/**
 * Strongly connected components of a directed graph on the vertices 0 … n−1, by Tarjan's algorithm (SIAM J. Comput.
 * 1972). It does not use recursion, so a long chain cannot exhaust the stack.
 *
 * `edges(i)` lists the vertices that i points to. Each component is sorted ascending, and components are ordered by
 * their smallest vertex. The result therefore depends on the graph alone. With symmetric edges, these are the
 * connected components of the undirected graph.
 */
export function stronglyConnectedComponents(n: number, edges: (i: number) => Iterable<number>): number[][] {
  const index = new Int32Array(n).fill(-1); // order of discovery
  const low = new Int32Array(n); // earliest vertex on the stack that is reachable
  const onStack = new Uint8Array(n);
  const stack: number[] = [];
  const components: number[][] = [];
  let discovered = 0;

  const enter = (v: number) => {
    index[v] = low[v] = discovered++;
    stack.push(v);
    onStack[v] = 1;
    return { v, rest: edges(v)[Symbol.iterator]() };
  };
  const close = (v: number) => {
    const component: number[] = [];
    for (let w = -1; w !== v; ) {
      w = stack.pop()!;
      onStack[w] = 0;
      component.push(w);
    }
    components.push(component.sort((a, b) => a - b));
  };

  for (let root = 0; root < n; root++) {
    if (index[root] !== -1) continue;
    const path = [enter(root)];
    while (path.length > 0) {
      const { v, rest } = path.at(-1)!;
      const next = rest.next();
      if (next.done) {
        path.pop();
        if (low[v] === index[v]) close(v);
        const parent = path.at(-1)?.v;
        if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[v]!);
      } else if (index[next.value] === -1) path.push(enter(next.value));
      else if (onStack[next.value]) low[v] = Math.min(low[v]!, index[next.value]!);
    }
  }
  return components.sort((a, b) => a[0]! - b[0]!);
}

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stronglyConnectedComponents } from '../../../../shared/stats/ranking/strongly-connected-components.ts';

describe('strongly connected components', () => {
  test('equal the published components in the example of Cormen, Leiserson, Rivest and Stein (figure 22.9)', () => {
    // a b c d e f g h = 0 … 7: {a, b, e}, {c, d}, {f, g}, {h}
    const edges = [[1], [2, 4, 5], [3, 6], [2, 7], [0, 5], [6], [5, 7], [7]];
    expect(stronglyConnectedComponents(8, (i) => edges[i]!)).toEqual([[0, 1, 4], [2, 3], [5, 6], [7]]);
  });

  test('are the sets of vertices that reach each other', () => {
    const graphs = fc.array(fc.array(fc.nat(6), { maxLength: 3 }), { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(graphs, (edges) => {
        const reaches = edges.map((_, from) => {
          const seen = new Set([from]);
          for (const v of seen) for (const w of edges[v]!) seen.add(w);
          return seen;
        });
        const expected = edges.map((_, v) =>
          edges.map((_, w) => w).filter((w) => reaches[v]!.has(w) && reaches[w]!.has(v)),
        );
        const found = stronglyConnectedComponents(7, (i) => edges[i]!);
        expect(found.flat().toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6]);
        for (const component of found) for (const v of component) expect(component).toEqual(expected[v]);
      }),
    );
  });

  test('are a single component for a ring of 100,000 vertices, without a stack overflow', () => {
    const n = 100_000;
    expect(stronglyConnectedComponents(n, (i) => [(i + 1) % n])[0]).toHaveLength(n);
  });

  test('do not exist in an empty graph', () => {
    expect(stronglyConnectedComponents(0, () => [])).toEqual([]);
  });
});

import { needlessBounds, type Protocol, type Snapshot } from '../../contracts/index.ts';

/** The bounds that the design of the study makes needless, in words. Absent without a declared design. */
export function boundsWithoutNeed(
  { design }: Protocol,
  { coverage }: Snapshot['quality'],
): Pick<Snapshot, 'needlessBounds'> {
  if (!design) return {};
  const compared = coverage.filter(({ answers }) => answers !== null);
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const { halo, missingness } = needlessBounds(design, {
    displayed: sum(compared.map(({ answers }) => answers!)),
    scored: sum(compared.map(({ complete }) => complete)),
  });
  return {
    needlessBounds: [...(halo ? ['halo' as const] : []), ...(missingness ? ['missingness' as const] : [])],
  };
}

export { figuresOf, type UnitFigures, unitFigures } from './figures.ts';
export { changedClinicians, nextEdition } from './next-edition.ts';
export { publicSnapshot } from './public-snapshot.ts';
export { type HandledOrders, handledOrders } from './public-state.ts';
export { hasOpenOrder } from './publish-public.ts';
export { type ShownFigures, shownAfter, suppress } from './suppression.ts';

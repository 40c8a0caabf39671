/** A point with the text of its label. Positions are in pixels. */
export interface LabelledPoint {
  readonly x: number;
  readonly y: number;
  /** Empty if the point has no label. */
  readonly text: string;
}

export interface PlacedLabel {
  readonly x: number;
  readonly y: number;
  readonly align: 'left' | 'right' | 'center';
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Half the height of a line of text, and the width of a letter, in pixels. Both are upper estimates for 12 px type. */
const HALF_LINE = 8;
const LETTER = 6.8;

/**
 * Distance from the centre of a point to a label at its corner. At this distance, lines through the point do not cross
 * the label.
 */
const CORNER = 5;

/**
 * Finds positions for labels so that no label covers another label, a point or the edge of the chart. The first choice
 * is a corner of the point, clear of lines through it. The second choice is its side. Null if there is no room. The
 * number in the mark then identifies the model.
 *
 * @param radius of a point
 */
export function placeLabels(
  points: readonly LabelledPoint[],
  radius: number,
  width: number,
  height: number,
): (PlacedLabel | null)[] {
  const taken: Box[] = points.map(({ x, y }) => ({
    left: x - radius,
    right: x + radius,
    top: y - radius,
    bottom: y + radius,
  }));
  return points.map((point) => {
    if (point.text === '') return null;
    const half = (LETTER * [...point.text].length) / 2;
    for (const { label, box } of candidates(point, radius, half)) {
      const inside = box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height;
      if (!inside || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      return label;
    }
    return null;
  });
}

/** The possible positions of a point's label, best first. */
function candidates({ x, y }: LabelledPoint, radius: number, half: number) {
  const side = (label: PlacedLabel, left: number) => ({
    label,
    box: { left, right: left + 2 * half, top: label.y - HALF_LINE, bottom: label.y + HALF_LINE },
  });
  const [above, below] = [y - radius - HALF_LINE, y + radius + HALF_LINE];
  const [left, right] = [x - CORNER, x + CORNER];
  const away = radius + 4;
  return [
    side({ x: right, y: above, align: 'left' }, right),
    side({ x: right, y: below, align: 'left' }, right),
    side({ x: left, y: above, align: 'right' }, left - 2 * half),
    side({ x: left, y: below, align: 'right' }, left - 2 * half),
    side({ x: x + away, y, align: 'left' }, x + away),
    side({ x: x - away, y, align: 'right' }, x - away - 2 * half),
  ];
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** The exponential moving average of a column. */

/** Steps that curves are averaged over, unless somebody chose others. */
export const DEFAULT_SPAN = 25;

/**
 * Averages over about `span` steps, by steps and not by rows, so that thinning changes nothing. The weights are
 * made to sum to 1, so that the first values do not pull to zero.
 */
export function smoothed(steps: number[], values: (number | null)[], span: number): (number | null)[] {
  if (span === 0) return values;
  let [sum, weights, before] = [0, 0, 0];
  return values.map((value, index) => {
    if (value === null) return null;
    const step = steps[index] as number;
    const kept = Math.exp((before - step) / span);
    before = step;
    sum = kept * sum + (1 - kept) * value;
    weights = kept * weights + (1 - kept);
    return sum / weights;
  });
}

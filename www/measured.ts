/** What was measured of some settings. */
export interface Measured {
  preset: string;
  /** What is not the preset's. */
  changes: Record<string, string>;
  /** How long each run was. */
  steps: number;
  /** What the doctor said of each run in the end. */
  states: string[];
  /** The step from which on digits were readable, where they got so far: the median over the seeds. */
  readable: number | null;
  /** For both losses the quantiles 5 % and 95 %, in equal parts of the run after the first, the warm-up. */
  losses: [[number, number][], [number, number][]];
}

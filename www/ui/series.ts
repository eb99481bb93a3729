/** Numbers over the steps of a run, thinned out as they grow so that drawing them never gets slow. */

/** A step, and what was measured at it; null where something was not. */
export type Row = [step: number, ...values: (number | null)[]];
/** The steps, then each value's column. */
export type Columns = [number[], ...(number | null)[][]];

/** Rows kept at most, an even number; beyond it every two become one, their mean. */
const MAX_ROWS = 1500;

/** What is kept of a history, as it can be stored. */
export interface KeptHistory {
  rows: Row[];
  /** Rows that one is the mean of. */
  stride: number;
}

export class History {
  private rows: Row[] = [];
  /** Rows that one is the mean of. */
  private stride = 1;
  private pending: Row[] = [];

  constructor(private readonly values: number) {}

  add(rows: Row[]): void {
    for (const row of rows) {
      this.pending.push(row);
      if (this.pending.length < this.stride) continue;
      if (this.rows.length >= MAX_ROWS) this.halve();
      else {
        this.rows.push(mean(this.pending));
        this.pending = [];
      }
    }
  }

  get kept(): KeptHistory {
    return { rows: this.rows, stride: this.stride };
  }

  /** Goes on from what was kept. */
  recall({ rows, stride }: KeptHistory): void {
    this.rows = [...rows];
    this.stride = stride;
    this.pending = [];
  }

  /** Forgets the steps after `step`: a run that goes on from a checkpoint takes them again. */
  cutAfter(step: number): void {
    this.rows = this.rows.filter((row) => row[0] <= step);
    this.pending = [];
  }

  columns(): Columns {
    const columns = Array.from({ length: this.values }, (_, index) =>
      this.rows.map((row) => row[index + 1] ?? null),
    );
    return [this.rows.map(([step]) => step), ...columns];
  }

  /** Makes room; what is pending is then half of a row. */
  private halve(): void {
    const halves: Row[] = [];
    for (let index = 0; index < this.rows.length; index += 2) {
      halves.push(mean(this.rows.slice(index, index + 2)));
    }
    this.rows = halves;
    this.stride *= 2;
  }
}

/** The mean of each value where it was measured, at the last step. */
function mean(rows: Row[]): Row {
  const [step, ...values] = rows[rows.length - 1] as Row;
  const means = values.map((_, index) => {
    const measured = rows.map((row) => row[index + 1] ?? null).filter((value) => value !== null);
    return measured.length ? measured.reduce((sum, value) => sum + value, 0) / measured.length : null;
  });
  return [step, ...means];
}

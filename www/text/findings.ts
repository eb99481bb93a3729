/** What each language has words for: all that the doctor can find, and all that it can offer. */

import type { Diagnosis } from '../protocol.js';

type Finding = Diagnosis['finding'];

export type Findings = {
  [K in Finding['key']]: { says: string; evidence: (finding: Extract<Finding, { key: K }>) => string };
};

/** What is seen of networks in balance. */
export type Balanced = Pick<Extract<Finding, { key: 'balance' }>, 'steps' | 'accuracy' | 'modes' | 'classes'>;

export type Remedies = Record<NonNullable<Diagnosis['fix']>['key'], string>;

/** What a finding is read from, in words of a language. */
export function evidence(findings: Findings, finding: Finding): string {
  const { evidence } = findings[finding.key] as { evidence: (finding: Finding) => string };
  return evidence(finding);
}

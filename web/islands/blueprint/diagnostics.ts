/** Findings as the editor's lint marks: underline, gutter, tooltip. */
import type { Diagnostic } from '@codemirror/lint'

import type { Finding, Severity } from './model.ts'

const MARKS: Record<Severity, Diagnostic['severity']> = { error: 'error', warning: 'warning', note: 'info' }

/**
 * One mark for each finding in the words, within a text of `length`; those about the plan have no place in
 * it.
 */
export function diagnosticsOf(
  findings: readonly Finding[],
  length: number,
  tooltip: (finding: Finding) => Node,
): Diagnostic[] {
  return findings
    .filter((row) => !row.aboutPlan)
    .map((row) => ({
      from: Math.min(row.from, length),
      to: Math.min(row.to, length),
      severity: MARKS[row.severity],
      message: `${row.code} ${row.message}`,
      renderMessage: () => tooltip(row),
    }))
}

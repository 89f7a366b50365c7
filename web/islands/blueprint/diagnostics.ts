/** Findings as the editor's lint marks: underline, gutter, tooltip. */
import type { Diagnostic } from '@codemirror/lint'

import type { Finding, Severity } from './model.ts'

const MARKS: Record<Severity, Diagnostic['severity']> = { error: 'error', warning: 'warning', note: 'info' }

/**
 * A mark for each place that a finding names, within a text of `length`; those about the plan have no place
 * in it.
 */
export function diagnosticsOf(
  findings: readonly Finding[],
  length: number,
  tooltip: (finding: Finding) => Node,
): Diagnostic[] {
  return findings
    .filter((row) => !row.aboutPlan)
    .flatMap((row) =>
      [row, ...row.also].map(({ from, to }) => ({
        from: Math.min(from, length),
        to: Math.min(to, length),
        severity: MARKS[row.severity],
        message: `${row.code} ${row.message}`,
        renderMessage: () => tooltip(row),
      })),
    )
    .toSorted((a, b) => a.from - b.from)
}

import { expect, test } from 'vitest'

import { diagnosticsOf } from './diagnostics.ts'
import { type Review, readReview } from './model.ts'

const none = (): Node => ({}) as Node

test('severities, places and words are mapped; the plan stays out', () => {
  const { findings } = readReview(
    {
      findings: [
        { code: 'A1', severity: 'error', message: 'one', start: 1, end: 3 },
        { code: 'B1', severity: 'warning', message: 'two', start: 4, end: 6 },
        { code: 'C1', severity: 'note', message: 'three', start: 7, end: 7 },
        { code: 'P1', severity: 'error', message: 'four', start: 0, end: 0, subject: 'ATL-4' },
      ],
    },
    '🚀 text here',
  ) as Review
  const marks = diagnosticsOf(findings, 7, none)
  expect(marks.map(({ from, to, severity, message }) => [from, to, severity, message])).toEqual([
    [2, 4, 'error', 'A1 one'],
    [5, 7, 'warning', 'B1 two'],
    [7, 7, 'info', 'C1 three'],
  ])
})

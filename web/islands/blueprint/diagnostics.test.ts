import { expect, test } from 'vitest'

import { diagnosticsOf } from './diagnostics.ts'
import { findingAt, readReview } from './model.ts'
import { aboutPlan, answer, finding } from './reviews.ts'

const none = (): Node => ({}) as Node

test('a finding that names several words marks each', () => {
  const also = [{ start: 9, end: 11, excerpt: 'it' }]
  const { findings } = readReview(answer([finding({ start: 1, end: 3, also })]), 'me and you it')
  expect(diagnosticsOf(findings, 13, none).map(({ from, to }) => [from, to])).toEqual([
    [1, 3],
    [9, 11],
  ])
  expect(findingAt(findings, 10)?.from).toBe(1)
})

test('severities, places and words are mapped; the plan stays out', () => {
  const rows = [
    finding({ code: 'A1', severity: 'error', message: 'one', start: 1, end: 3 }),
    finding({ code: 'B1', severity: 'warning', message: 'two', start: 4, end: 6 }),
    finding({ code: 'C1', severity: 'note', message: 'three', start: 7, end: 7 }),
    aboutPlan({ code: 'P1', severity: 'error', message: 'four' }),
  ]
  const { findings } = readReview(answer(rows), '🚀 text here')
  const marks = diagnosticsOf(findings, 7, none)
  expect(marks.map(({ from, to, severity, message }) => [from, to, severity, message])).toEqual([
    [2, 4, 'error', 'A1 one'],
    [5, 7, 'warning', 'B1 two'],
    [7, 7, 'info', 'C1 three'],
  ])
})

import { EditorState } from '@codemirror/state'
import { expect, test } from 'vitest'

import { type Review, readReview } from './model.ts'
import { aboutPlan, answer, finding, statement } from './reviews.ts'
import { current, held, reviewed } from './state.ts'

const TEXT = 'It is quickly done.'
const ROWS = [
  finding({ start: 6, end: 13, fix: { start: 6, end: 13, text: 'within 2 s' } }),
  aboutPlan({ code: 'PLN001', severity: 'error' }),
]
const REVIEW = readReview(answer(ROWS, [statement()]), TEXT)
const [WORDS, PLAN] = REVIEW.findings as [Review['findings'][0], Review['findings'][0]]
const begin = (): EditorState => {
  const state = EditorState.create({ doc: TEXT, extensions: held })
  return state.update({ effects: reviewed.of(REVIEW) }).state
}

test('findings, fixes and statements move with the text', () => {
  const { state } = begin().update({ changes: { from: 0, insert: 'New\n' } })
  const now = current(state, WORDS.id)
  expect(state.sliceDoc(now?.from, now?.to)).toBe('quickly')
  expect(state.sliceDoc(now?.fix?.from, now?.fix?.to)).toBe('quickly')
  expect(state.field(held).statements[0]?.from).toBe(4)
})

test('a fix goes once its words are touched; the finding waits for the next answer', () => {
  const { state } = begin().update({ changes: { from: 8, insert: 'x' } })
  expect(current(state, WORDS.id)?.fix).toBeNull()
  expect(current(state, WORDS.id)).toMatchObject({ from: 6, to: 14 })
})

test('taking the words out leaves a place, not a span turned round', () => {
  const { state } = begin().update({ changes: { from: 4, to: 16 } })
  const now = current(state, WORDS.id)
  expect(now && now.to >= now.from).toBe(true)
})

test('findings about the plan have no place to move', () => {
  const { state } = begin().update({ changes: { from: 0, insert: 'New\n' } })
  expect(current(state, PLAN.id)).toEqual(PLAN)
})

test('a new answer replaces the former', () => {
  const { state } = begin().update({ effects: reviewed.of({ findings: [], statements: [] }) })
  expect(current(state, WORDS.id)).toBeNull()
})

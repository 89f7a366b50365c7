import { expect, test } from 'vitest'

import { triggered } from './editing-answers.ts'

test('an answer tells what was done, its version and its way back', () => {
  const header = JSON.stringify({ edited: { text: 'Done.', version: 3, undo: '/w/a/undo' } })
  expect(triggered(header)).toEqual({ text: 'Done.', version: 3, undo: '/w/a/undo' })
  expect(triggered(JSON.stringify({ toast: { kind: 'error', text: 'No.' } }))).toEqual({ text: 'No.' })
})

test('anything else tells nothing', () => {
  expect(triggered(null)).toBeNull()
  expect(triggered('edited')).toBeNull()
  expect(triggered('{"edited":{"text":""}}')).toBeNull()
})

import { expect, test } from 'vitest'

import { matches } from './matches.ts'
import { noticeOf } from './notice.ts'

test('a toast of our server has its text, mood and undo', () => {
  expect(noticeOf({ kind: 'error', text: 'No.', undo: '/w/a/undo/3' })).toEqual({
    message: 'No.',
    level: 'error',
    undo: '/w/a/undo/3',
  })
})

test('a bare string, and a value wrapped by htmx, are toasts too', () => {
  expect(noticeOf('Saved.')).toEqual({ message: 'Saved.' })
  expect(noticeOf({ value: { message: 'Saved.', level: 'success' } })).toEqual({
    message: 'Saved.',
    level: 'success',
  })
})

test('an undo that would leave our origin is dropped', () => {
  for (const undo of ['//elsewhere.example/x', 'https://elsewhere.example/x', 'javascript:alert(1)']) {
    expect(noticeOf({ message: 'Saved.', undo })).toEqual({ message: 'Saved.' })
  }
})

test('what says nothing is no toast', () => {
  expect([null, 5, {}, { message: '' }, { value: null }].map(noticeOf)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ])
})

test('the palette matches beginnings of words in any order', () => {
  expect(matches('Plan runs · Atlas', 'atl pl')).toBe(true)
  expect(matches('Plan runs', 'uns')).toBe(false)
  expect(matches('Plan runs', '')).toBe(true)
})

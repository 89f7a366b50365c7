import { expect, test } from 'vitest'

import { keyLabel } from './labels.ts'

test('a key with its items', () => {
  expect(keyLabel([{ key: 'R12', from: 0, items: ['ATL-4', 'ATL-9'], suspect: false }])).toEqual({
    text: 'R12',
    title: 'R12: ATL-4, ATL-9',
    suspect: false,
  })
})

test('several on one line; one suspect is enough', () => {
  const label = keyLabel([
    { key: 'R1', from: 0, items: [], suspect: false },
    { key: 'R2', from: 9, items: ['ATL-1'], suspect: true },
  ])
  expect(label).toEqual({ text: 'R1 +1', title: 'R1: no items\nR2, suspect: ATL-1', suspect: true })
})

import { expect, test } from 'vitest'

import { drawnRange, ROW } from './rows.ts'

test('the rows of the screen are drawn and a few beyond, within those there are', () => {
  expect(drawnRange(0, 10 * ROW, 1_000)).toEqual({ first: 0, end: 16 })
  expect(drawnRange(100 * ROW + 1, 10 * ROW, 1_000)).toEqual({ first: 94, end: 117 })
  expect(drawnRange(995 * ROW, 10 * ROW, 1_000)).toEqual({ first: 989, end: 1_000 })
  expect(drawnRange(500 * ROW, 10 * ROW, 3)).toEqual({ first: 3, end: 3 })
  expect(drawnRange(0, 0, 0)).toEqual({ first: 0, end: 0 })
})

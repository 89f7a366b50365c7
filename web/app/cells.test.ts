import { expect, test } from 'vitest'

import { nextCell } from './cells.ts'

const everywhere = (): boolean => true

test('a step goes to the next cell, and not beyond the table', () => {
  expect(nextCell([1, 1], [0, 1], [3, 4], everywhere)).toEqual([1, 2])
  expect(nextCell([1, 1], [-1, 0], [3, 4], everywhere)).toEqual([0, 1])
  expect(nextCell([0, 1], [-1, 0], [3, 4], everywhere)).toBeNull()
  expect(nextCell([1, 3], [0, 1], [3, 4], everywhere)).toBeNull()
})

test('cells without a value are passed over', () => {
  const has = (row: number, column: number): boolean => column === 0 || row === 2
  expect(nextCell([0, 2], [1, 0], [3, 4], has)).toEqual([2, 2])
  expect(nextCell([1, 3], [0, -1], [3, 4], has)).toEqual([1, 0])
})

import { expect, test } from 'vitest'

import { neighbour } from './neighbours.ts'

const DEPTHS = [0, 1, 2, 2, 1, 0]

test('the next of the same parent lies beyond the parts of the row', () => {
  expect(neighbour(DEPTHS, 0, 1)).toBe(5)
  expect(neighbour(DEPTHS, 1, 1)).toBe(4)
  expect(neighbour(DEPTHS, 4, -1)).toBe(1)
})

test('the first and the last of a parent have none on that side', () => {
  expect(neighbour(DEPTHS, 1, -1)).toBeNull()
  expect(neighbour(DEPTHS, 3, 1)).toBeNull()
  expect(neighbour(DEPTHS, 5, 1)).toBeNull()
})

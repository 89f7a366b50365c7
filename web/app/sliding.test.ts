import { expect, test } from 'vitest'

import { amount, step } from './sliding.ts'

test('a slider has about a hundred steps of round amounts', () => {
  expect([50, 900, 57_500, 120_000, 1_000_000].map(step)).toEqual([1, 10, 1000, 2000, 10_000])
})

test('what is typed is read as money is', () => {
  expect(['', ' ', '1,250.50', '20 000', 'much'].map(amount)).toEqual([null, null, 1250.5, 20_000, null])
})

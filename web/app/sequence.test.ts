import { expect, test, vi } from 'vitest'

import { beginSequence, endSequence, isInSequence } from './sequence.ts'

test('the second key of a sequence comes soon, or is a key of its own', () => {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(0)
  expect(isInSequence()).toBe(false)
  beginSequence()
  clock.mockReturnValue(1_199)
  expect(isInSequence()).toBe(true)
  clock.mockReturnValue(1_200)
  expect(isInSequence()).toBe(false)
  beginSequence()
  endSequence()
  expect(isInSequence()).toBe(false)
  clock.mockRestore()
})

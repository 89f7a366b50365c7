import { expect, test } from 'vitest'

import { unitOffsets } from './offsets.ts'

test('without wide characters nothing moves', () => {
  const unit = unitOffsets('añ\nb')
  expect([0, 1, 2, 3, 4].map(unit)).toEqual([0, 1, 2, 3, 4])
})

test('each code point above the basic plane takes two units', () => {
  const text = '🚀a🙂🙂b'
  const unit = unitOffsets(text)
  expect([...text].map((_, point) => unit(point))).toEqual([0, 2, 3, 5, 7])
  expect(unit(5)).toBe(text.length)
})

test('joined and half characters count as the server counts them', () => {
  const family = '👩‍👧 x'
  expect(family.slice(unitOffsets(family)(4))).toBe('x')
  const half = '\ud83d x'
  expect(half.slice(unitOffsets(half)(2))).toBe('x')
})

test('places outside the text are held inside it', () => {
  const unit = unitOffsets('🚀')
  expect([unit(-3), unit(9)]).toEqual([0, 2])
})

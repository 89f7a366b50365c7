import { expect, test } from 'vitest'

import { nextInList, Typed } from './listing.ts'

const labels = ['Backlog', 'Ready', 'In progress', 'Done', 'Deferred']

test('arrows go round, a letter goes to the next that begins with it', () => {
  expect(nextInList(labels, 4, 'ArrowDown')).toBe(0)
  expect(nextInList(labels, 0, 'ArrowUp')).toBe(4)
  expect(nextInList(labels, 0, 'd')).toBe(3)
  expect(nextInList(labels, 3, 'd')).toBe(4)
  expect(nextInList(labels, 4, 'd')).toBe(3)
  expect(nextInList(labels, 0, 'z')).toBe(-1)
  expect(nextInList(labels, 0, 'Tab')).toBe(-1)
})

test('letters in a row are one word, the same letter again is another step', () => {
  const own = ['Backlog', 'Icebox', 'In progress', 'In review']
  expect(nextInList(own, 1, 'n', 'i')).toBe(2)
  expect(nextInList(own, 2, 'r', 'in ')).toBe(3)
  expect(nextInList(own, 2, ' ', 'in')).toBe(2)
  expect(nextInList(own, 1, 'i', 'i')).toBe(2)
  expect(nextInList(own, 2, 'x', 'in')).toBe(-1)
  expect(nextInList(own, 0, ' ')).toBe(-1)
})

test('a pause begins another word', () => {
  const typed = new Typed()
  typed.add('i', 1000)
  typed.add('n', 1600)
  expect([typed.before(2200), typed.before(2400)]).toEqual(['in', ''])
})

import { expect, test } from 'vitest'

import cases from './chance.cases.json'
import { isUnlikely, movedText, sentence, tenths } from './words.ts'

test.each(cases as [number, string][])('a chance of %d reads as %s', (probability, words) => {
  expect(tenths(probability)).toBe(words)
})

test('a chance is unlikely exactly when it shows less than 5 in 10', () => {
  expect([0.1, 0.44, 0.449].map(isUnlikely)).toEqual([true, true, true])
  expect([0.45, 0.5, 0.9].map(isUnlikely)).toEqual([false, false, false])
})

test('moves are told with their direction', () => {
  expect([9, 1, -2, 1.26, 0, null].map(movedText)).toEqual([
    '9 days later',
    '1 day later',
    '2 days earlier',
    '1.3 days later',
    '',
    '',
  ])
})

test('codes become words', () => {
  expect(sentence('in_progress')).toBe('In progress')
})

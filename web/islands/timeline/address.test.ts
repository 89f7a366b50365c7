import { expect, test } from 'vitest'

import { readLook, writeLook } from './address.ts'
import { ZOOMS } from './scale.ts'

test('an empty address is the usual look, and the usual look an empty address', () => {
  const look = readLook('')
  expect(look).toEqual({ perDay: ZOOMS.month, grouping: 'hierarchy', filter: '', shut: new Set() })
  expect(writeLook('', look)).toBe('')
})

test('a look survives the way through the address', () => {
  const look = {
    perDay: ZOOMS.quarter,
    grouping: 'person' as const,
    filter: 'load test',
    shut: new Set(['person:Ana Ruiz', '12']),
  }
  expect(readLook(writeLook('', look))).toEqual(look)
})

test('other keys of the address stay', () => {
  expect(writeLook('?product=4&zoom=week', { ...readLook(''), perDay: ZOOMS.year })).toBe(
    '?product=4&zoom=year',
  )
})

test('nonsense in the address is the usual look', () => {
  expect(readLook('?zoom=tiny&group=colour')).toEqual(readLook(''))
})

test('more shut lines than an address holds are left out', () => {
  const shut = new Set(Array.from({ length: 500 }, (_, index) => String(index)))
  expect(writeLook('', { ...readLook(''), shut })).toBe('')
})

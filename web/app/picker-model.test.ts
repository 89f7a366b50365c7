import { expect, test } from 'vitest'

import { coined, fold, narrowed, toggled } from './picker-model.ts'

const ana = { value: '1', label: 'Ana Ruiz', about: 'Engineer' }
const jose = { value: '2', label: 'José Anaya', about: 'Designer' }
const diana = { value: '3', label: 'Diana Prince', about: '' }

test('names that begin with what is typed come before those that hold it', () => {
  expect(narrowed([diana, jose, ana], 'ana', 9)).toEqual([jose, ana, diana])
  expect(narrowed([diana, jose, ana], 'jose', 9)).toEqual([jose])
  expect(narrowed([diana, jose, ana], 'eng', 9)).toEqual([ana])
  expect(narrowed([diana, jose, ana], '', 2)).toEqual([diana, jose])
})

test('what is taken once more is let go, where several are held', () => {
  expect(toggled([ana], jose, true)).toEqual([ana, jose])
  expect(toggled([ana, jose], ana, true)).toEqual([jose])
  expect(toggled([ana], jose, false)).toEqual([jose])
})

test('a new word is offered only where it is welcome and not there already', () => {
  expect(coined(' api ', [], true)).toEqual({ value: 'api', label: 'api', about: 'new' })
  expect(coined('ana ruiz', [ana], true)).toBeNull()
  expect(coined('api', [], false)).toBeNull()
  expect(fold(' Équipe ')).toBe('equipe')
})

import { expect, test } from 'vitest'

import { ignoring, reasonText } from './waiver.ts'

function applied(text: string, word: string, code = 'VAG001', reason = 'agreed'): string {
  const change = ignoring(text, text.indexOf(word), code, reason)
  return change ? text.slice(0, change.from) + change.insert + text.slice(change.from) : text
}

test('the comment stands directly above the line', () => {
  expect(applied('one\ntwo quickly\n', 'quickly')).toBe(
    'one\n<!-- review: ignore VAG001: agreed -->\ntwo quickly\n',
  )
  expect(applied('quickly', 'quickly')).toBe('<!-- review: ignore VAG001: agreed -->\nquickly')
})

test('a place at the start or end of a line belongs to that line', () => {
  expect(ignoring('a\nb', 2, 'X1', 'r')?.from).toBe(2)
  expect(ignoring('a\nb', 1, 'X1', 'r')?.from).toBe(0)
  expect(ignoring('\nb', 0, 'X1', 'r')?.from).toBe(0)
})

test('it takes the indentation of the line', () => {
  expect(applied('- a\n  - b quickly', 'quickly')).toBe(
    '- a\n  <!-- review: ignore VAG001: agreed -->\n  - b quickly',
  )
  expect(applied('\tquickly', 'quickly')).toBe('\t<!-- review: ignore VAG001: agreed -->\n\tquickly')
})

test('rows of tables are no exception', () => {
  expect(applied('| a |\n|---|\n| quickly |', 'quickly')).toBe(
    '| a |\n|---|\n<!-- review: ignore VAG001: agreed -->\n| quickly |',
  )
})

test('a second comment joins the first, so that both reach the line', () => {
  const once = applied('- quickly robust', 'quickly')
  expect(applied(once, 'robust', 'VAG002', 'tested')).toBe(
    '<!-- review: ignore VAG001: agreed --> <!-- review: ignore VAG002: tested -->\n- quickly robust',
  )
})

test('another comment above is left alone', () => {
  expect(applied('<!-- draft -->\nquickly', 'quickly')).toBe(
    '<!-- draft -->\n<!-- review: ignore VAG001: agreed -->\nquickly',
  )
})

test('a reason cannot end the comment, and there has to be one', () => {
  expect(reasonText(' a\n b --> c -- d ')).toBe('a b – c – d')
  expect(ignoring('x', 0, 'VAG001', '  ')).toBeNull()
})

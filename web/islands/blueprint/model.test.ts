import { expect, test } from 'vitest'

import type { Finding as Found } from '../shared/api.ts'
import {
  askAddress,
  countsOf,
  countsText,
  findingAt,
  fixLabel,
  isAbout,
  neighbour,
  type Review,
  readReview,
} from './model.ts'
import { aboutPlan, answer, finding, statement } from './reviews.ts'

const TEXT = '# Goal 🚀\n\nThe export is quickly done 🙂 and robust.\n'
const points = [...TEXT]
const place = (word: string): { start: number; end: number } => {
  const start = [...TEXT.slice(0, TEXT.indexOf(word))].length
  return { start, end: start + [...word].length }
}
const read = (...findings: Found[]): Review => readReview(answer(findings), TEXT)

test('places are turned into units of the text', () => {
  const { findings } = read(finding({ ...place('robust'), fix: { ...place('robust'), text: 'checked' } }))
  const [found] = findings
  expect(TEXT.slice(found?.from, found?.to)).toBe('robust')
  expect(TEXT.slice(found?.fix?.from, found?.fix?.to)).toBe('robust')
  expect(points.length).toBeLessThan(TEXT.length)
})

test('findings come by place, the graver first, the plan last', () => {
  const { findings } = read(
    aboutPlan({ code: 'P' }),
    finding({ code: 'C', ...place('robust') }),
    finding({ code: 'B', ...place('quickly') }),
    finding({ code: 'A', ...place('quickly'), severity: 'error' }),
  )
  expect(findings.map(({ code }) => code)).toEqual(['A', 'B', 'C', 'P'])
  expect(findings.map(({ aboutPlan }) => aboutPlan)).toEqual([false, false, false, true])
})

test('a finding at the very beginning without a subject is about the words', () => {
  expect(read(finding({})).findings[0]?.aboutPlan).toBe(false)
})

test('equal findings have ids of their own, which a shift does not change', () => {
  const ids = (at: number): string[] =>
    read(finding({ start: at, end: at + 2 }), finding({ start: at + 4, end: at + 6 })).findings.map(
      ({ id }) => id,
    )
  expect(new Set(ids(2)).size).toBe(2)
  expect(ids(2)).toEqual(ids(9))
})

test('counts by severity, in words', () => {
  const { findings } = read(
    finding({ severity: 'error' }),
    finding({}),
    finding({}),
    finding({ severity: 'note' }),
  )
  expect(countsOf(findings)).toEqual({ error: 1, warning: 2, note: 1 })
  expect(countsText(countsOf(findings))).toBe('1 error, 2 warnings, 1 note')
  expect(countsText(countsOf([]))).toBe('No findings.')
})

test('excerpts tell whether a review is about a text', () => {
  const review = read(finding({ ...place('robust'), excerpt: 'rob' }), aboutPlan({ excerpt: 'elsewhere' }))
  expect([isAbout(review, TEXT), isAbout(review, `New\n${TEXT}`)]).toEqual([true, false])
})

test('statements come by place, with the keys of what delivers them', () => {
  const subject = {
    key: 'ATL-4',
    ref: 'roadmap.item:4',
    title: '',
    within: '',
    open: true,
    gone: false,
    shipped: false,
  }
  const trace = { id: 1, subject, suspect: true, checked_at: '', checked_by: '', checked_text: '' }
  const rows = [statement({ key: 'R2', start: 9, traces: [trace], suspect: true }), statement({ key: 'G1' })]
  const { statements } = readReview(answer([], rows), TEXT)
  expect(statements).toEqual([
    { key: 'G1', from: 0, items: [], suspect: false },
    { key: 'R2', from: 10, items: ['ATL-4'], suspect: true },
  ])
})

test('the narrowest finding at a place', () => {
  const { findings } = read(
    finding({ code: 'LONG', start: 2, end: 30 }),
    finding({ code: 'SHORT', start: 10, end: 14 }),
    aboutPlan({ code: 'PLAN' }),
  )
  expect([findingAt(findings, 12)?.code, findingAt(findings, 26)?.code, findingAt(findings, 0)]).toEqual([
    'SHORT',
    'LONG',
    null,
  ])
})

test('next and previous go around, also through findings in one place', () => {
  const { findings } = read(
    finding({ code: 'A', start: 2, end: 4 }),
    finding({ code: 'B', start: 2, end: 4 }),
    finding({ code: 'C', start: 20, end: 22 }),
    aboutPlan({ code: 'P' }),
  )
  const [a, b, c] = findings
  const step = (from: typeof a, by: 1 | -1): string | undefined =>
    neighbour(findings, from ?? { from: 0, to: 0 }, from?.id ?? '', by)?.code
  expect([step(a, 1), step(b, 1), step(c, 1), step(a, -1), step(c, -1)]).toEqual(['B', 'C', 'A', 'C', 'B'])
  expect(neighbour(findings, { from: 10, to: 10 }, '', 1)?.code).toBe('C')
  expect(neighbour(findings, { from: 10, to: 10 }, '', -1)?.code).toBe('B')
  expect(neighbour([], { from: 0, to: 0 }, '', 1)).toBeNull()
})

test('the address for asking carries question and excerpt', () => {
  const found = { message: "'a & b' cannot be measured?", excerpt: 'a & b', subject: '' }
  const url = new URL(askAddress('/w/demo/uncertainties/new?blueprint=3', found), 'http://x')
  expect([...url.searchParams]).toEqual([
    ['blueprint', '3'],
    ['question', found.message],
    ['excerpt', 'a & b'],
  ])
  expect(askAddress('/new', { ...found, excerpt: '', subject: 'ATL-4' })).toMatch(
    /^\/new\?question=.*&excerpt=ATL-4$/,
  )
})

test('labels of fixes stay short', () => {
  expect(fixLabel('within 2 s')).toBe("Replace by 'within 2 s'")
  expect(fixLabel(`${'long '.repeat(20)}`)).toHaveLength("Replace by ''".length + 32)
  expect(fixLabel('')).toBe('Take out')
})

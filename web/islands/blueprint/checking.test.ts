import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { Checker, NotChecked, PAUSE_MS } from './checking.ts'

let posts: {
  text: string
  signal: AbortSignal
  answer: (value: string) => void
  fail: (error: Error) => void
}[]
let told: unknown[]
let text: string
let checker: Checker<string>

beforeEach(() => {
  vi.useFakeTimers()
  posts = []
  told = []
  text = 'a'
  checker = new Checker(() => text, {
    post: (sent, signal) =>
      new Promise((answer, fail) => void posts.push({ text: sent, signal, answer, fail })),
    answered: (answer, about) => void told.push([answer, about]),
    failed: (message) => void told.push(message),
  })
})
afterEach(() => void vi.useRealTimers())

test('it asks once typing has paused', async () => {
  checker.changed()
  await vi.advanceTimersByTimeAsync(PAUSE_MS - 1)
  text = 'ab'
  checker.changed()
  await vi.advanceTimersByTimeAsync(PAUSE_MS - 1)
  expect(posts).toHaveLength(0)
  await vi.advanceTimersByTimeAsync(1)
  expect(posts.map((each) => each.text)).toEqual(['ab'])
  posts[0]?.answer('fine')
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual([['fine', 'ab']])
})

test('an answer about an older text is dropped, in whatever order answers come', async () => {
  void checker.check()
  text = 'ab'
  void checker.check()
  posts[1]?.answer('new')
  posts[0]?.answer('old')
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual([['new', 'ab']])
})

test('typing drops the answer on its way, and its failure too', async () => {
  void checker.check()
  checker.changed()
  expect(posts[0]?.signal.aborted).toBe(true)
  posts[0]?.fail(new Error('aborted'))
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual([])
})

test('a failure is told, and the next change asks again', async () => {
  void checker.check()
  posts[0]?.fail(new TypeError('network'))
  await vi.advanceTimersByTimeAsync(0)
  checker.changed()
  await vi.advanceTimersByTimeAsync(PAUSE_MS)
  posts[1]?.fail(new NotChecked('Not checked: the server answered 500'))
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual(['Not checked: no connection', 'Not checked: the server answered 500'])
})

/** Short notices at the corner: messages of the server, `HX-Trigger: {"toast": …}`, and Undo. */
import { closest, make } from './dom.ts'
import { type Notice, noticeOf } from './notice.ts'
import { takeBackBy } from './undoing.ts'

const STAYS_MS = 6_000
const STAYS_WITH_UNDO_MS = 15_000

const MOST_ACTS = 50

/** What notices with Undo told, the newest last, for Ctrl Z step by step; also after they have gone. */
const acts: (() => Promise<void>)[] = []
let running: Promise<void> = Promise.resolve()

export function toast(notice: Notice): void {
  const region = document.getElementById('toasts')
  if (!region) return
  const item = make(
    'div',
    { class: 'toast-item', 'data-level': notice.level ?? 'info' },
    make('span', {}, notice.message),
  )
  if (notice.undo || notice.onUndo) {
    const button = make('button', { type: 'button', title: 'Ctrl Z' }, 'Undo')
    const { undo: url = '', onUndo } = notice
    const back = (): Promise<void> => {
      if (acts.includes(back)) acts.splice(acts.indexOf(back), 1)
      item.remove()
      return onUndo ? onUndo() : takeBackBy(url)
    }
    acts.push(back)
    if (acts.length > MOST_ACTS) acts.shift()
    button.addEventListener('click', () => void back())
    item.append(button)
  }
  item.append(
    make('button', { type: 'button', class: 'close', 'data-dismiss': true, 'aria-label': 'Dismiss' }, '✕'),
  )
  region.append(item)
  fade(item)
}

/** Errors stay until dismissed; others go, but never while read or used. */
function fade(item: HTMLElement): void {
  if (item.dataset.level === 'error') return
  const stays = item.querySelector('form, button:not([data-dismiss])') ? STAYS_WITH_UNDO_MS : STAYS_MS
  let timer = 0
  const start = (): void => {
    timer = window.setTimeout(() => item.remove(), stays)
  }
  const stop = (): void => window.clearTimeout(timer)
  item.addEventListener('pointerenter', stop)
  item.addEventListener('pointerleave', start)
  item.addEventListener('focusin', stop)
  item.addEventListener('focusout', start)
  start()
}

/** Take the newest act back, after what is being taken back already; false when this page knows of none. */
export function undoNewest(): boolean {
  const shown = document.querySelector<HTMLElement>('#toasts form[method="post"] button')
  const newest = acts.pop()
  if (!newest && !shown) return false
  if (newest) running = running.then(newest, newest)
  else shown?.click()
  return true
}

export function startToasts(): void {
  document.querySelectorAll<HTMLElement>('#toasts .toast-item').forEach(fade)
  document.addEventListener('click', (event) => {
    if (closest(event, '[data-dismiss]')) closest(event, '.toast-item')?.remove()
  })
  document.addEventListener('toast', (event) => {
    const notice = noticeOf((event as CustomEvent<unknown>).detail)
    if (notice) toast(notice)
  })
}

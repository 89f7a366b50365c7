/** Short notices at the corner: messages of the server, `HX-Trigger: {"toast": …}`, and Undo. */
import { closest, make } from './dom.ts'
import { type Notice, noticeOf } from './notice.ts'
import { ourHeaders } from './requests.ts'

const STAYS_MS = 6_000
const STAYS_WITH_UNDO_MS = 15_000

export function toast(notice: Notice): void {
  const region = document.getElementById('toasts')
  if (!region) return
  const item = make(
    'div',
    { class: 'toast-item', 'data-level': notice.level ?? 'info' },
    make('span', {}, notice.message),
  )
  if (notice.undo) {
    const button = make('button', { type: 'button' }, 'Undo')
    const url = notice.undo
    button.addEventListener('click', () => void takeBack(url, item, button))
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

async function takeBack(url: string, item: HTMLElement, button: HTMLButtonElement): Promise<void> {
  button.disabled = true
  const response = await fetch(url, {
    method: 'POST',
    headers: ourHeaders(),
    credentials: 'same-origin',
  }).catch(() => null)
  item.remove()
  if (response?.ok) location.reload()
  else toast({ level: 'error', message: 'That could not be undone: it was changed again since.' })
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

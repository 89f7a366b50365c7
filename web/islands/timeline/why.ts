/**
 * The panel that answers "why these dates?": the server's own fragment, loaded into `<aside id="why">`.
 * It lies beneath the page of items, which the host names as `data-items`.
 */
import { beneath } from '../../app/addresses.ts'
import { make } from '../../app/dom.ts'
import { ask, enliven } from '../../app/requests.ts'
import type { Item } from './model.ts'

let asking: AbortController | null = null

export function openWhy(host: HTMLElement, item: Item, closed: () => void): void {
  const panel = find(host)
  asking?.abort()
  asking = new AbortController()
  const { signal } = asking
  const close = make('button', { type: 'button', class: 'icon-button why-close', 'aria-label': 'Close' }, '✕')
  close.addEventListener('click', () => {
    asking?.abort()
    panel.replaceChildren()
    closed()
  })
  const body = make('div', { class: 'why-body', 'aria-busy': 'true' }, make('p', {}, 'Loading'))
  panel.replaceChildren(close, body)
  panel.setAttribute('aria-label', `Why: ${item.title}`)
  panel.onkeydown = (event) => {
    if (event.key === 'Escape') close.click()
  }
  ask(beneath(host.dataset.items ?? '', item.key, 'why'), 'text/html', signal)
    .then((response) => response.text())
    .then((html) => {
      if (signal.aborted) return
      body.innerHTML = html
      enliven(body)
    })
    .catch((error: unknown) => {
      if (!signal.aborted) body.replaceChildren(make('p', { class: 'text-danger' }, (error as Error).message))
    })
    .finally(() => body.removeAttribute('aria-busy'))
}

export function closeWhy(): boolean {
  const close = document.querySelector<HTMLElement>('#why .why-close')
  close?.click()
  return close !== null
}

function find(host: HTMLElement): HTMLElement {
  const found = document.getElementById('why')
  if (found) {
    found.classList.add('why')
    return found
  }
  const panel = make('aside', { id: 'why', class: 'why' })
  const frame = host.closest('.frame')
  if (frame) frame.append(panel)
  else host.after(panel)
  return panel
}

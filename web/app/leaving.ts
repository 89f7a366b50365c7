/**
 * Leaving a page with a changed form asks first: links in the page by a question of ours, all else by the
 * browser's. A form is changed when what it would send is not what it would have sent when it was entered.
 * Filters are not asked about, nor forms that look after themselves (`data-leaving="own"`).
 */
import { agree } from './confirm.ts'
import { closest } from './dom.ts'

const entered = new WeakMap<HTMLFormElement, string>()
let leaving = false

/** What a form would send, files by their names. */
export function sentBy(form: HTMLFormElement): string {
  const pairs = [...new FormData(form)].map(([name, value]) => [
    name,
    value instanceof File ? value.name : value,
  ])
  return JSON.stringify(pairs.filter(([name]) => name !== 'csrfmiddlewaretoken'))
}

/** Whether a form holds what would be lost. One that was refused does from the start. */
export function isChanged(form: HTMLFormElement, before: string | undefined): boolean {
  if (form.getAttribute('method')?.toLowerCase() !== 'post' || form.dataset.leaving === 'own') return false
  return 'refused' in form.dataset || (before !== undefined && before !== sentBy(form))
}

function changed(): HTMLFormElement | undefined {
  return [...document.forms].find((form) => isChanged(form, entered.get(form)))
}

export function startLeaving(): void {
  const enter = (event: Event): void => {
    const control = event.target as HTMLInputElement | null
    const form = control?.form
    if (form instanceof HTMLFormElement && !entered.has(form)) entered.set(form, sentBy(form))
  }
  document.addEventListener('focusin', enter)
  document.addEventListener('pointerdown', enter, true)
  document.addEventListener('submit', (event) => {
    if (!event.defaultPrevented && event.target instanceof HTMLFormElement) free(event.target)
  })
  document.addEventListener('htmx:afterRequest', (event) => {
    const { elt, successful } = (event as CustomEvent<{ elt?: unknown; successful?: boolean }>).detail
    if (successful && elt instanceof HTMLFormElement) free(elt)
  })
  addEventListener('pageshow', () => {
    leaving = false
  })
  addEventListener('beforeunload', (event) => {
    if (!leaving && changed()) event.preventDefault()
  })
  document.addEventListener('click', ask)
}

/** What is sent by the browser is not lost; what a script sends is free once it was taken. */
export function free(form: HTMLFormElement): void {
  delete form.dataset.refused
  entered.set(form, sentBy(form))
}

function ask(event: MouseEvent): void {
  const link = closest<HTMLAnchorElement>(event, 'a[href]')
  if (!link || event.defaultPrevented || event.button !== 0) return
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  if (link.target || link.hasAttribute('download') || link.getAttribute('href')?.startsWith('#')) return
  const form = changed()
  if (!form) return
  if ('cancel' in link.dataset && form.contains(link)) {
    leaving = true
    return
  }
  event.preventDefault()
  void agree('What you changed on this page is not saved.', 'Leave without saving').then((yes) => {
    if (!yes) return
    leaving = true
    location.assign(link.href)
  })
}

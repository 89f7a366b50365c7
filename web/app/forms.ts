/**
 * Small forms: those that post to another address than their page's. They are sent without leaving the page;
 * what is refused comes back as the form with the reason beside its field, what is done leads on.
 */
import { closest } from './dom.ts'
import { free } from './leaving.ts'
import { noticeOf } from './notice.ts'
import { enhance } from './picker.ts'
import { enliven, ourHeaders } from './requests.ts'
import { joinSliders } from './sliding.ts'
import { toast } from './toasts.ts'

/** Whether a form is sent by this script; full forms, files and what htmx sends are not. */
export function isSmall(form: HTMLFormElement, here: string): boolean {
  const action = form.getAttribute('action')
  if (!action || form.getAttribute('method')?.toLowerCase() !== 'post') return false
  if (form.hasAttribute('hx-post') || form.enctype === 'multipart/form-data') return false
  return new URL(action, here).pathname !== new URL(here).pathname
}

/** The form of an answer that stands for `form` of this page: the refused one, or its like. */
export function counterpart(form: HTMLFormElement, page: Document): HTMLFormElement | null {
  const path = (one: Element): string => (one.getAttribute('action') ?? '').split('?', 1)[0] ?? ''
  const alike = (root: Document): HTMLFormElement[] =>
    [...root.querySelectorAll<HTMLFormElement>('form[method="post" i]')].filter(
      (one) => path(one) === path(form),
    )
  const found = alike(page)
  return found.find((one) => 'refused' in one.dataset) ?? found[alike(document).indexOf(form)] ?? null
}

export function startForms(): void {
  document.addEventListener('submit', (event) => {
    const form = closest<HTMLFormElement>(event, 'form')
    if (!form || event.defaultPrevented || !isSmall(form, location.href)) return
    event.preventDefault()
    void send(form, event.submitter)
  })
  if (!keepFocus()) beginForm()
}

/** A page that comes anew at one of its buttons or fields leaves the keyboard there. */
function keepFocus(): boolean {
  const named = document.getElementById(location.hash.slice(1))
  if (!named?.matches(':is(button, input, select, textarea)') || document.activeElement !== document.body)
    return false
  named.focus()
  return true
}

/** A page that is one form begins in its first field, where that is needed and still empty. */
function beginForm(): void {
  const forms = document.querySelectorAll('main form[method="post" i]:not([action], [hx-post])')
  const first = forms[0]?.querySelector<HTMLElement>(':is(input:not([type="hidden"]), select, textarea)')
  if (forms.length !== 1 || document.activeElement !== document.body) return
  if (!(first instanceof HTMLInputElement) || first.type !== 'text') return
  if (first.required && !first.value) first.focus({ preventScroll: true })
}

async function send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  if (form.ariaBusy === 'true') return
  form.ariaBusy = 'true'
  const response = await fetch(form.action, {
    method: 'POST',
    headers: { ...ourHeaders(), 'X-Form': '1', Accept: 'text/html' },
    body: new FormData(form, submitter),
    credentials: 'same-origin',
  }).catch(() => null)
  form.ariaBusy = null
  if (!response)
    toast({ level: 'error', message: 'No answer from the server. Check the connection and try again.' })
  else if (response.ok) {
    free(form)
    go(response.headers.get('X-Location') ?? location.href)
  } else refuse(form, response.status, await response.text())
}

/** To where an act leads; the page itself is loaded anew, and keeps its place. */
function go(address: string): void {
  const next = new URL(address, location.href)
  const same = next.pathname === location.pathname && next.search === location.search
  if (same && next.hash) history.replaceState(history.state, '', next)
  if (same) location.reload()
  else location.assign(next)
}

function refuse(form: HTMLFormElement, status: number, html: string): void {
  const page = new DOMParser().parseFromString(html, 'text/html')
  const anew = counterpart(form, page)
  if (anew) {
    const put = document.importNode(anew, true)
    form.replaceWith(put)
    enliven(put)
    enhance(put)
    joinSliders(put)
    const wrong = put.querySelector<HTMLElement>('[aria-invalid="true"]:not([type="hidden"])')
    const told = put.querySelector<HTMLElement>('.form-refusal')
    if (told) told.tabIndex = -1
    ;(wrong ?? told)?.focus()
    return
  }
  const said = page.querySelector('.toast-item[data-level="error"] > span, main p')?.textContent?.trim()
  const notice = noticeOf({
    kind: 'error',
    text: said || `The server answered ${status}; nothing was changed.`,
  })
  if (notice) toast(notice)
}
